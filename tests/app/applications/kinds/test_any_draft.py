"""Whatever a draft holds, judging it ends in findings and never in a crash; and a draft hears no more than a filing."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.applications.content import (
    Address,
    BeneficialOwners,
    Capital,
    Content,
    Name,
    Person,
    Posts,
    PriorLicence,
    Scope,
    Shareholding,
    Term,
    dump,
    load,
)
from app.applications.kinds.capacities import capacities
from app.applications.kinds.incorporation import check, documents, signatories, summary
from app.register.id_number import Sex
from core.rules import Findings
from tests.app.applications.kinds.company import FACTS, FULL_NAME, TODAY, id_number

KEYS = st.sampled_from(["p1", "p2", "p3"])
WORDS = st.none() | st.sampled_from(
    [
        "",
        " ",
        "沃禾",
        "紅光",
        "软件",
        "有限公司",
        "云溪县",
        "（",
        "）（",
        "A1",
        "中国",
        "朝阳区",
        FULL_NAME,
        "0",
        "13800000001",
    ]
)
FLAGS = st.none() | st.booleans()
DAYS = st.none() | st.sampled_from([date.min, date(2026, 11, 21), date(2031, 11, 21), date.max])
AMOUNTS = st.none() | st.integers(0, 10**14 - 1)
CODES = st.sampled_from(["I1001", "H1001", "F1012", "X1"])
LISTS = st.lists(KEYS, max_size=4)
NUMBERS = st.none() | st.sampled_from(
    ["", "x", "990122199003070", id_number("20200101"), id_number("19900307"), "9" * 18]
)

PEOPLE = st.builds(
    Person,
    name=WORDS,
    id_number=NUMBERS,
    id_valid_until=DAYS,
    id_long_term=FLAGS,
    sex=st.none() | st.sampled_from(Sex),
    nationality=st.sampled_from(["CN", "DE"]),
    phone=WORDS,
    email=WORDS,
)
CONTENTS = st.builds(
    Content,
    applicant=st.none() | KEYS,
    name=st.builds(Name, region=WORDS, trade_name=WORDS, industry=WORDS, form=WORDS, full=WORDS, meaning=WORDS),
    address=st.builds(
        Address,
        region_code=st.none() | st.sampled_from(["990122", "990000", "420106", "000000"]),
        road=WORDS,
        number=WORDS,
        commitment=FLAGS,
        phone=WORDS,
        postcode=WORDS,
    ),
    scope=st.builds(
        Scope,
        items=st.lists(CODES, max_size=4),
        main=st.none() | CODES,
        licences=st.dictionaries(CODES, st.builds(PriorLicence, number=WORDS, issued_on=DAYS, valid_until=DAYS)),
    ),
    capital=st.builds(Capital, registered_fen=AMOUNTS),
    people=st.dictionaries(KEYS, PEOPLE),
    shareholders=st.dictionaries(
        KEYS, st.builds(Shareholding, subscribed_fen=AMOUNTS, method=WORDS, due_on=DAYS, valuation=WORDS)
    ),
    posts=st.builds(
        Posts,
        director=LISTS,
        supervisor=LISTS,
        staff_supervisor=LISTS,
        no_supervisor=FLAGS,
        legal_representative=st.none() | KEYS,
        general_manager=st.none() | KEYS,
        finance_officer=st.none() | KEYS,
        liaison=st.none() | KEYS,
        chair=st.none() | KEYS,
    ),
    beneficial_owners=st.builds(BeneficialOwners, exempt_promise=FLAGS, owners=LISTS),
    term=st.builds(Term, years=st.none() | st.integers(1, 999), long_term=FLAGS),
)


def told(findings: Findings) -> set[tuple[str, str, str | None]]:
    return {(path, p.rule, p.detail.get("case")) for path, there in findings.items() for p in there}


@given(CONTENTS)
def test_a_draft_hears_nothing_that_its_filing_would_not(content: Content) -> None:
    draft = told(check(content, on=TODAY, facts=FACTS, complete=False))
    assert draft <= told(check(content, on=TODAY, facts=FACTS, complete=True))


@given(CONTENTS)
def test_findings_never_repeat_a_number_of_a_document_or_a_telephone(content: Content) -> None:
    said = repr(check(content, on=TODAY, facts=FACTS, complete=True))
    assert "13800000001" not in said
    assert not any(p.id_number in said for p in content.people.values() if p.id_number and len(p.id_number) > 1)


@given(CONTENTS)
def test_every_person_with_a_part_has_a_card_and_nobody_else_signs(content: Content) -> None:
    for key in capacities(content):
        assert summary(content, key)
    assert {s.person_key for s in signatories(content)} == set(capacities(content))
    assert all(document.code for document in documents(content))


@given(CONTENTS)
def test_any_draft_survives_storing(content: Content) -> None:
    assert load(dump(content)) == content
