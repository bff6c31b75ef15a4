"""The price list: a legal basis for every item, or no item."""

from copy import deepcopy
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.reference import read
from core.errors import NotFound
from payments.catalogue import CatalogueRefused, Formula, catalogue, load
from payments.charge import create_charge

TODAY = date(2026, 11, 20)


def entry(**changes: object) -> dict[str, object]:
    """One good entry, differing as named; None leaves a field out."""
    good = {
        "code": "courier.test",
        "name": {"zh": "测试", "en": "Test"},
        "basis": "《中华人民共和国价格法》第十三条",
        "kind": "service",
        "amount_fen": 1000,
        "payee": "courier",
        "receipt": "invoice",
        "valid_from": date(2024, 1, 1),
    }
    return {key: value for key, value in {**good, **changes}.items() if value is not None}


def listing(*entries: dict[str, object]) -> dict[str, object]:
    return {"payee": {"courier": {"name": {"zh": "快递", "en": "Courier"}}}, "charge": list(entries)}


def test_every_item_of_the_list_names_its_legal_basis():
    assert all(item.basis.startswith("《") for item in catalogue().items)


@pytest.mark.parametrize("basis", [None, "", "   "])
def test_an_item_without_a_basis_is_refused_when_the_list_is_read(basis):
    with pytest.raises(CatalogueRefused, match=r"courier\.test: basis"):
        load(listing(entry(basis=basis)))


@pytest.mark.parametrize("number", range(len(read("charges")["charge"])))
def test_the_real_list_is_refused_as_soon_as_one_basis_is_taken_away(number):
    document = deepcopy(read("charges"))
    del document["charge"][number]["basis"]
    with pytest.raises(CatalogueRefused, match="basis"):
        load(document)


async def test_no_charge_comes_to_be_that_is_not_on_the_list(database, banks, noon):
    with pytest.raises(NotFound):
        await create_charge("application:1", "handling.fee", payer_id=uuid4(), scope="990122", now=noon)


@pytest.mark.parametrize("code", ["registration.company", "licence.issue"])
def test_registration_and_licence_cost_nothing_and_say_why(code):
    item = catalogue().item(code, TODAY)
    assert item.payable_fen() == 0
    assert "行政许可法" in item.basis


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"amount_fen": None}, "exactly one of amount_fen and formula"),
        ({"amount_fen": -1}, "amount_fen"),
        ({"amount_fen": 12.5}, "amount_fen"),
        ({"amount_fen": "1200"}, "amount_fen"),
        ({"payee": "nobody"}, "payee"),
        ({"name": {"zh": "仅中文"}}, r"name\.en"),
        ({"kind": "gift"}, "kind"),
        ({"discount": 5}, "discount"),
        ({"code": "Courier Fee"}, "code"),
    ],
)
def test_an_item_that_is_not_whole_is_refused_with_the_field(wrong, says):
    with pytest.raises(CatalogueRefused, match=says):
        load(listing(entry(**wrong)))


def test_two_prices_on_one_day_are_refused():
    with pytest.raises(CatalogueRefused, match="same day"):
        load(listing(entry(), entry(valid_from=date(2025, 1, 1))))


def test_a_new_price_follows_the_old_one():
    prices = load(listing(entry(valid_to=date(2026, 6, 30)), entry(valid_from=date(2026, 7, 1), amount_fen=1500)))
    assert prices.item("courier.test", date(2026, 6, 30)).payable_fen() == 1000
    assert prices.item("courier.test", date(2026, 7, 1)).payable_fen() == 1500
    assert [item.amount_fen for item in prices.on(TODAY)] == [1500]


def test_nothing_is_owed_before_an_item_is_valid():
    with pytest.raises(NotFound):
        load(listing(entry())).item("courier.test", date(2023, 12, 31))


def test_a_subsidised_item_shows_its_price_and_costs_the_payer_nothing():
    item = load(listing(entry(subsidised_by="云溪县财政局"))).item("courier.test", TODAY)
    assert (item.listed_fen(), item.payable_fen()) == (1000, 0)


@given(st.integers(0, 10_000), st.integers(1, 20), st.integers(0, 1_000), st.integers(1, 100))
def test_a_formula_never_charges_less_for_more(base_fen, included, step_fen, quantity):
    formula = Formula(base_fen=base_fen, included=included, step_fen=step_fen, unit={"zh": "件", "en": "piece"})
    assert formula.amount_fen(quantity) <= formula.amount_fen(quantity + 1)
    assert formula.amount_fen(included) == base_fen
