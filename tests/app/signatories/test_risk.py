"""How much hangs on whom: the legal representative, whoever controls the company, a seat that was disputed."""

import pytest

from app.applications.content import load
from app.applications.dispute import say_not_me
from app.applications.kinds import KINDS
from app.review.suspend import lift
from app.signatories.risk import risk_of
from core import clock
from tests.app.applications.kinds.company import a_company
from tests.filings import APART, an_invited_filing
from tests.jobs_runner import run_jobs
from verification.start import start_attempt
from verification.states import VerificationRisk

NORMAL, ELEVATED, HIGH = VerificationRisk


def risks(content, *disputed: str) -> dict[str, VerificationRisk]:
    return {
        each.person_key: risk_of(content, each, disputed=each.person_key in disputed)
        for each in KINDS["incorporation"].signatories(content)
    }


def test_the_legal_representative_and_who_controls_the_company_are_asked_for_more():
    content = load(a_company(**APART))
    shares = {key: each.subscribed_fen for key, each in content.shareholders.items()}
    assert content.posts.legal_representative == "p3"
    controlling = [key for key, each in shares.items() if each > sum(shares.values()) / 2]
    assert risks(content) == {key: ELEVATED if key in {"p3", *controlling} else NORMAL for key in ("p1", "p2", "p3")}


@pytest.mark.parametrize(("share", "risk"), [(50, NORMAL), (51, ELEVATED)])
def test_half_of_the_capital_is_not_more_than_half(share, risk):
    shares = {"p1": {"subscribed_fen": share * 100}, "p2": {"subscribed_fen": (100 - share) * 100}}
    content = load(a_company(**{**APART, "shareholders": {**shares, "p3": None}}))
    assert risks(content)["p1"] is risk


def test_a_seat_that_was_disputed_is_of_high_risk():
    assert risks(load(a_company(**APART)), "p2")["p2"] is HIGH


async def test_whoever_takes_a_disputed_seat_makes_three_movements(database):
    filing = await an_invited_filing(**APART)
    assert (await filing.task("p3")).risk is ELEVATED
    await say_not_me((await filing.task("p2")).code, by=filing.people["p2"], now=clock.now())
    await lift(filing.id, "已电话核实为本人误操作", by=filing.supervisor, now=clock.now())
    await run_jobs()
    assert (await filing.task("p2")).risk is HIGH


async def test_a_legal_representative_is_asked_for_three_movements(database):
    filing = await an_invited_filing(**APART)
    await filing.prove("p3")
    attempt = await start_attempt((await filing.task("p3")).id, by=filing.people["p3"], now=clock.now())
    assert len(attempt.actions) == 3
