"""The catalogue holds together, and a broken one is refused by name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import PROJECT
from core.errors import Text
from notifications.catalogue import ADDRESS, ENGLISH, SHORT, Mistake, catalogue, read, sms_templates, template
from notifications.states import MessageChannel

PAGES = set(re.findall(r'"path": "([^"]+)"', (PROJECT / "miniprogram" / "src" / "pages.json").read_text()))
GOOD = """
[greeting]
params = ["name"]
channels = ["sms", "inbox"]
valid_minutes = 5
title = { zh = "问候", en = "Greeting" }
body = { zh = "{name}，您好。", en = "Hello, {name}." }
sms = { template = "greeting", params = ["{name:short}"] }
"""


def test_every_step_of_a_filing_has_its_text():
    assert set(catalogue()) >= {
        "sign_in_code",
        "invitation",
        "invitation_nudge",
        "submitted",
        "all_signed_submitted",
        "correction_required",
        "approved",
        "licence_ready",
        "rejected",
        "not_me_stopped",
        "case_resumed",
        "payment_due",
        "payment_received",
        "charge_paid",
        "licence_made",
        "refund_done",
        "parcel_shipped",
        "parcel_delivered",
        "identity_confirmed",
        "identity_failed",
    }


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_a_text_reads_fully_in_both_languages(key):
    text = template(key)
    values = {name: f"<{name}>" for name in text.params}
    for said in text.render(values):
        for words in (said.zh, said.en):
            assert words.strip() == words
            assert "{" not in words
    _, body = text.render(values)
    said = {name: value for name, value in values.items() if not name.endswith((ENGLISH, ADDRESS))}
    assert all(value in body.zh for value in said.values())
    assert all(values.get(name + ENGLISH, value) in body.en for name, value in said.items())


@pytest.mark.parametrize("key", [key for key, text in catalogue().items() if text.page])
def test_a_message_leads_to_a_page_that_is_there(key):
    text = template(key)
    page = text.opens(dict.fromkeys(text.params, "x1"), subject="application:7")
    assert page.split("?")[0] in PAGES
    assert "{" not in page


@pytest.mark.parametrize("key", [key for key, text in catalogue().items() if text.sms])
def test_no_parameter_of_a_text_message_holds_a_link_or_runs_long(key):
    text = template(key)
    values = dict.fromkeys(text.params, "云" * 60) | {"link": "https://zhaoban.example/i/Ab3dEf", "code": "384756"}
    values |= {
        "minutes": "5",
        "until": "2026-12-20",
        "credit_code": "9" * 18,
        "tracking_number": "8" * 15,
        "amount": "123456.78",
    }
    filled = text.sms_params({name: values[name] for name in text.params})
    assert all(len(value) <= 40 and "://" not in value for value in filled)


def test_a_sign_in_code_never_lies_in_the_inbox():
    assert template("sign_in_code").channels == (MessageChannel.SMS,)
    assert template("sign_in_code").secret


def test_a_long_name_is_shortened_for_a_text_message_only():
    text = read(GOOD)["greeting"]
    name = "云溪县青禾生态农业科技发展有限责任公司城关镇分公司"
    assert text.sms_params({"name": name}) == [name[: SHORT - 1] + "…"]
    assert text.render({"name": name})[1].zh == f"{name}，您好。"


@given(st.text())
def test_a_value_is_taken_as_it_is_whatever_it_contains(value):
    assert read(GOOD)["greeting"].render({"name": value})[1] == Text(f"{value}，您好。", f"Hello, {value}.")


@pytest.mark.parametrize("params", [{}, {"name": "苏映荷", "age": "30"}, {"nom": "苏映荷"}])
def test_a_caller_gives_exactly_the_declared_parameters(params):
    with pytest.raises(Mistake, match="declared are") as refused:
        read(GOOD)["greeting"].check(params)
    assert "苏映荷" not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('en = "Hello, {name}."', 'en = "Hello."', "body.en"),
        ('zh = "{name}，您好。"', 'zh = "{name}，您好，{age}。"', "body.zh"),
        ('params = ["name"]', 'params = ["name", "name_en"]', "English words"),
        ('zh = "{name}，您好。"', 'zh = "{name.age}，您好。"', "not a form of parameter"),
        ('zh = "{name}，您好。"', 'zh = "{name!r}，您好。"', "not a form of parameter"),
        ('zh = "{name}，您好。"', 'zh = "{name:>99}，您好。"', "not a form of parameter"),
        ('zh = "问候"', 'zh = "问候{name}"', "title"),
        ("{name:short}", "{age}", "undeclared"),
        ('"sms", "inbox"', '"inbox"', "go together"),
        ("valid_minutes = 5", "", "go together"),
        ("valid_minutes = 5", "valid_minutes = 5\nsecret = true", "secret"),
        ('"sms", "inbox"', '"sms", "pigeon"', "channels"),
        ("valid_minutes = 5", "valid_minutes = 5\ncolour = 'red'", "colour"),
        ('en = "Greeting"', 'en = ""', "title.en"),
    ],
)
def test_a_broken_catalogue_is_refused(old, new, complaint):
    assert old in GOOD
    with pytest.raises(ValueError, match=complaint):
        read(GOOD.replace(old, new))


def test_an_unknown_text_is_a_mistake_of_the_caller():
    with pytest.raises(Mistake, match="not in the catalogue"):
        template("pigeon")


def test_the_provider_must_have_these_texts_approved():
    assert "sign_in_code" in sms_templates()
    assert "submitted" not in sms_templates()


def test_a_message_from_before_its_text_named_an_address_leads_home():
    text = template("identity_confirmed")
    told = {"company": "云溪县青禾软件有限公司"}
    assert text.opens(told, subject="application:7") == "pages/home/index"
    assert text.opens({**told, "invitation_id": "abc"}, subject="application:7") == "pages/invitation/index?code=abc"
