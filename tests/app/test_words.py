"""No code of ours is without its words, in both languages; and the guide names prices of the list."""

from enum import StrEnum

import pytest

from app.accounts.models import Platform
from app.applications.content import Content
from app.applications.kinds import KINDS
from app.applications.kinds.kind import Capacity
from app.applications.states import State
from app.delivery.provider import Carrier
from app.delivery.states import DeliveryState
from app.register.states import EntityState
from app.words_routes import words
from config.reference import read
from core.actors import Role
from payments.catalogue import Receipt, catalogue
from payments.provider import Channel
from payments.states import ChargeState
from verification.channels.states import AppointmentState
from verification.policy import ACTIONS
from verification.states import TaskState, VerificationChannel


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("state", State),
        ("seat", TaskState),
        ("delivery", DeliveryState),
        ("charge", ChargeState),
        ("channel", Channel),
        ("carrier", Carrier),
        ("platform", Platform),
        ("door", AppointmentState),
        ("way", VerificationChannel),
        ("by", Role),
        ("capacity", Capacity),
        ("entity", EntityState),
        ("charge_note", ChargeState),
        ("receipt", Receipt),
    ],
)
def test_every_code_has_its_words(group: str, codes: type[StrEnum]) -> None:
    assert {each.value for each in codes} <= set(words()[group])


def test_every_field_of_a_filing_has_its_name() -> None:
    assert set(Content.model_fields) <= set(words()["field"])


def test_every_movement_has_its_prompt_and_its_name() -> None:
    assert set(words()["prompt"]) == set(words()["movement"]) == set(ACTIONS)


def test_every_word_is_there_in_both_languages() -> None:
    for group, codes in words().items():
        for code, text in codes.items():
            assert set(text) == {"zh", "en"}, (group, code)
            assert text["en"].isascii() or "“" in text["en"], (group, code)


def test_the_guide_of_every_kind_names_prices_of_the_list() -> None:
    listed = {item.code for item in catalogue().items}
    for code in KINDS:
        guide = read("guide")[code]
        assert {*guide["charges"], *guide["optional"]} <= listed
