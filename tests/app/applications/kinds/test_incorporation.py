"""Incorporation of a limited company as a whole: the worked example, what is missing, who signs, what each is told."""

import pytest

from app.applications.content import load
from app.applications.kinds import KINDS
from app.applications.kinds.incorporation import INCORPORATION, check, documents, signatories, summary
from app.applications.kinds.kind import Capacity, Facts
from app.documents.papers import TITLES, SetupPaper
from core.rules import blocking
from tests.app.applications.kinds.company import FACTS, TODAY, a_content, found, id_number, person

P4 = person("许栖云", id_number("19950901"), "13800000004")


def test_the_kind_is_in_service() -> None:
    assert KINDS["incorporation"] is INCORPORATION


def test_a_whole_company_has_no_finding() -> None:
    assert found() == set()


def test_an_empty_draft_has_no_finding_yet() -> None:
    assert check(load({}), on=TODAY, facts=FACTS, complete=False) == {}


def test_an_empty_filing_lacks_everything_at_once() -> None:
    findings = check(load({}), on=TODAY, facts=Facts(), complete=True)
    assert set(blocking(findings)) == {
        "name.trade_name", "name.form", "name.full", "address.region_code", "address.phone", "address.road",
        "address.number", "address.commitment", "scope.items", "capital.registered_fen", "shareholders",
        "posts.director", "posts.supervisor", "posts.legal_representative", "posts.liaison", "posts.finance_officer",
        "applicant", "beneficial_owners.exempt_promise", "term.years",
    }  # fmt: skip


PARTS = [
    "applicant", "name", "address", "scope", "capital", "people", "shareholders", "posts", "beneficial_owners", "term"
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_a_company_can_be_left_out(part: str) -> None:
    findings = check(a_content(**{part: None}), on=TODAY, facts=FACTS, complete=True)
    assert blocking(findings)


@pytest.mark.parametrize("part", [p for p in PARTS if p != "people"])
def test_a_draft_may_still_lack_any_part(part: str) -> None:
    findings = check(a_content(**{part: None}), on=TODAY, facts=FACTS, complete=False)
    assert blocking(findings) == {}


def test_several_findings_at_one_field_are_all_told() -> None:
    findings = check(a_content(name={"trade_name": "国徽A"}), on=TODAY, facts=FACTS, complete=True)
    assert {p.rule for p in findings["name.trade_name"]} == {"NM-02", "NM-05"}


def test_a_board_is_lawful_and_goes_to_the_window() -> None:
    board = {"director": ["p1", "p2", "p4"], "chair": "p1"}
    assert found(people={"p4": P4}, posts=board) == {("posts.director", "PS-20", None)}


def test_everybody_named_proves_who_they_are_once_with_every_capacity() -> None:
    listed = {s.person_key: s.capacities for s in signatories(a_content())}
    assert listed == {
        "p1": (Capacity.LEGAL_REPRESENTATIVE, Capacity.SHAREHOLDER, Capacity.DIRECTOR, Capacity.LIAISON),
        "p2": (Capacity.SHAREHOLDER, Capacity.FINANCE_OFFICER),
        "p3": (Capacity.SUPERVISOR,),
    }


def test_a_signatory_is_told_why_and_by_which_article() -> None:
    first = signatories(a_content())[0]
    assert first.reason.zh == "拟任法定代表人、股东、董事、登记联络员。"
    assert "第十六条" in first.basis


def test_an_applicant_without_share_or_post_is_an_agent_and_proves_it_too() -> None:
    content = a_content(applicant="p4", people={"p4": P4})
    assert {s.person_key: s.capacities for s in signatories(content)}["p4"] == (Capacity.AGENT,)


def test_a_person_of_whom_nothing_is_asked_signs_nothing() -> None:
    content = a_content(people={"p4": P4})
    assert "p4" not in {s.person_key for s in signatories(content)}


def test_each_document_is_signed_by_those_whom_the_law_names() -> None:
    assert {d.code: set(d.signers) for d in documents(a_content())} == {
        "application_form": {"p1", "p2", "p3"},
        "articles": {"p1", "p2"},
        "appointment": {"p1", "p2", "p3"},
        "address_commitment": {"p1"},
        "beneficial_owner_promise": {"p1"},
    }


def test_documents_bear_the_codes_and_titles_of_their_templates() -> None:
    assert {d.code: d.title.zh for d in documents(a_content())} == {p.value: TITLES[p] for p in SetupPaper}


def test_without_the_promise_there_is_no_paper_of_it() -> None:
    owners = {"exempt_promise": None, "owners": ["p1", "p2"]}
    assert "beneficial_owner_promise" not in {d.code for d in documents(a_content(beneficial_owners=owners))}


def test_nobody_signs_a_document_twice() -> None:
    for document in documents(a_content(posts={"general_manager": "p1"})):
        assert len(set(document.signers)) == len(document.signers)


def test_a_shareholder_is_told_share_amount_and_date() -> None:
    lines = summary(a_content(), "p2")
    assert [line.zh for line in lines] == [
        "您参与设立“云溪县沃禾软件有限公司”，注册资本100万元。",
        "您持股40%，须在2031年11月20日前缴足40万元。",
        "您任财务负责人。",
    ]
    assert lines[1].en == "You hold 40% and pay 400,000 yuan by 2031-11-20."


def test_the_legal_representative_is_told_of_the_promises_too() -> None:
    said = " ".join(line.zh for line in summary(a_content(), "p1"))
    assert "法定代表人" in said
    assert "住所真实" in said
    assert "免报" in said


def test_a_supervisor_without_a_share_hears_of_no_money_to_pay() -> None:
    assert all("缴足" not in line.zh for line in summary(a_content(), "p3"))


def test_shares_on_the_cards_add_up_to_a_hundred() -> None:
    third = {"subscribed_fen": 100, "method": "money", "due_on": "2031-11-20"}
    content = a_content(shareholders={"p1": third, "p2": third, "p3": third}, capital={"registered_fen": 300})
    held = [next(line.zh for line in summary(content, key) if "持股" in line.zh) for key in ("p1", "p2", "p3")]
    assert [line.split("，")[0] for line in held] == ["您持股33.3333%", "您持股33.3333%", "您持股33.3334%"]


def test_a_card_holds_no_number_of_a_document_or_a_telephone() -> None:
    for key in ("p1", "p2", "p3"):
        said = " ".join(line.zh + line.en for line in summary(a_content(), key))
        assert "990122" not in said
        assert "138000" not in said


def test_a_stranger_has_no_card() -> None:
    with pytest.raises(KeyError):
        summary(a_content(), "p9")
