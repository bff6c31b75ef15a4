"""“Not me” stops a case at once; a supervisor lets it go on, with a reason, where it stood."""

import pytest

from app.applications.dispute import say_not_me
from app.applications.models import Dispute
from app.applications.states import Action, State
from app.applications.submit import reopen
from app.applications.withdraw import withdraw
from app.review import queries
from app.review.approve import approve
from app.review.propose import propose_approval
from app.review.queue_filters import QueueFilter
from app.review.suspend import RESUMING, answers, lift, open_disputes
from core import clock
from core.actors import Role
from core.errors import Conflict, Forbidden, Invalid, NotFound
from notifications.models import Message
from tests.filings import Filing, a_filed_case, an_invited_filing, officer, person
from tests.jobs_runner import run_jobs
from verification.states import TaskState


async def not_me(filing: Filing, key: str) -> Dispute:
    said = await say_not_me((await filing.task(key)).code, by=filing.people[key], now=clock.now())
    await run_jobs()
    return said


async def test_not_me_stops_the_signing_at_once_without_any_face_check(database):
    filing = await an_invited_filing()
    await filing.prove("p1")
    await not_me(filing, "p3")
    assert await filing.state() == State.SUSPENDED
    assert (await filing.task("p3")).state is TaskState.DISPUTED
    with pytest.raises(Conflict):
        await filing.sign("p1")
    with pytest.raises(Conflict):
        await filing.prove("p2")
    told = {
        (each.template, each.account_id) for each in await Message.filter(channel="inbox", account_id__not_isnull=True)
    }
    assert ("not_me_heard", filing.people["p3"].id) in told
    assert ("not_me_stopped", filing.founder.id) in told


async def test_nobody_else_can_say_it_for_a_person(database):
    filing = await an_invited_filing()
    code = (await filing.task("p3")).code
    for stranger in (await person("13800000077"), filing.people["p2"]):
        with pytest.raises(NotFound):
            await say_not_me(code, by=stranger, now=clock.now())
    assert await filing.state() == State.AWAITING_SIGNATORIES


async def test_said_twice_it_counts_once(database):
    filing = await an_invited_filing()
    first, second = await not_me(filing, "p3"), await not_me(filing, "p3")
    assert first.id == second.id
    assert await Dispute.all().count() == 1


async def test_not_me_said_while_the_content_is_edited_stops_the_case_when_it_is_submitted_again(database):
    filing = await an_invited_filing()
    await reopen(filing.id, by=filing.founder, now=clock.now())
    await not_me(filing, "p3")
    assert await filing.state() == State.DRAFT
    assert not await Message.exists(template="not_me_stopped")
    await filing.submit()
    assert await filing.state() == State.SUSPENDED
    assert await Message.exists(template="not_me_stopped", account_id=filing.founder.id)
    assert [each.dispute.person_key for each in await open_disputes(by=filing.supervisor)] == ["p3"]
    await lift(filing.id, "号码写错，已由申请人更正。", by=filing.supervisor, now=clock.now())
    await run_jobs()
    assert await filing.state() == State.AWAITING_SIGNATORIES


async def test_whoever_takes_the_place_of_the_one_who_said_not_me_can_verify_once_it_is_cleared_up(database):
    filing = await an_invited_filing()
    await reopen(filing.id, by=filing.founder, now=clock.now())
    await not_me(filing, "p3")
    await filing.save(people={"p3": {"phone": "13800000088"}})
    await filing.submit()
    await lift(filing.id, "号码写错，已由申请人更正。", by=filing.supervisor, now=clock.now())
    await run_jobs()
    filing.people["p3"] = await person("13800000088")
    await filing.prove("p3")
    assert (await filing.task("p3")).state is TaskState.PASSED


async def test_officers_see_a_stopped_case_and_who_said_it_even_before_it_was_filed(database):
    filing = await an_invited_filing()
    await not_me(filing, "p3")
    lines, total = await queries.queue(QueueFilter(), by=filing.reviewer, now=clock.now())
    assert (total, lines[0].application.id) == (1, filing.id)
    disputes = await open_disputes(by=filing.supervisor)
    assert [(each.application.id, each.dispute.person_key) for each in disputes] == [(filing.id, "p3")]
    assert await open_disputes(by=await officer(Role.SUPERVISOR, office="990100")) == []


async def test_a_case_stopped_before_its_approval_cannot_be_approved(database):
    filing = await a_filed_case()
    await filing.claim()
    await propose_approval(filing.id, "", by=filing.reviewer, now=clock.now())
    await not_me(filing, "p2")
    with pytest.raises(Conflict):
        await approve(filing.id, "", by=filing.approver, now=clock.now())


async def test_a_supervisor_lets_signing_go_on_and_everybody_is_told(database):
    filing = await an_invited_filing()
    await filing.agree("p1", "p2")
    await not_me(filing, "p3")
    await lift(filing.id, "已电话核实为本人误操作", by=filing.supervisor, now=clock.now())
    await run_jobs()
    assert await filing.state() == State.AWAITING_SIGNATORIES
    assert (await filing.task("p3")).state is TaskState.OPENED
    settled = await Dispute.get(application_id=filing.id)
    assert (settled.lifted_by, settled.reason) == (filing.supervisor.id, "已电话核实为本人误操作")
    assert await Message.exists(template="not_me_settled", account_id=filing.people["p3"].id)
    assert await Message.exists(template="case_resumed", account_id=filing.founder.id)
    await filing.agree("p3")
    assert await filing.state() == State.SUBMITTED


async def test_a_case_under_review_goes_back_to_the_queue_with_its_days_left(database):
    filing = await a_filed_case()
    await filing.claim()
    await not_me(filing, "p2")
    await lift(filing.id, "本人到窗口说明", by=filing.supervisor, now=clock.now())
    await filing.state()
    assert (filing.application.state, filing.application.due_at > clock.now()) == (State.SUBMITTED, True)
    await filing.approve()
    assert await filing.state() in {State.LICENSED, State.COMPLETED}


async def test_no_reason_no_leave_and_only_a_supervisor_gives_it(database):
    filing = await an_invited_filing()
    await not_me(filing, "p3")
    with pytest.raises(Invalid):
        await lift(filing.id, "  ", by=filing.supervisor, now=clock.now())
    with pytest.raises(Forbidden):
        await lift(filing.id, "核实", by=filing.reviewer, now=clock.now())
    assert await filing.state() == State.SUSPENDED


async def test_the_last_signature_counts_though_the_stop_came_before_it_was_embedded(database):
    filing = await an_invited_filing()
    await filing.agree("p1", "p2")
    await filing.prove("p3")
    await filing.sign_without_jobs("p3")
    await say_not_me((await filing.task("p2")).code, by=filing.people["p2"], now=clock.now())
    await run_jobs()
    assert await filing.state() == State.SUSPENDED
    await lift(filing.id, "核实无误", by=filing.supervisor, now=clock.now())
    await run_jobs()
    assert await filing.state() == State.SUBMITTED


async def test_after_the_decision_it_stops_nothing_and_a_supervisor_closes_it(database):
    filing = await a_filed_case()
    await filing.approve()
    decided = await filing.state()
    await not_me(filing, "p2")
    assert await filing.state() == decided
    (said,) = await open_disputes(by=filing.supervisor)
    assert await answers(said.application, filing.supervisor) == [Action.SETTLE_DISPUTE]
    assert await answers(said.application, filing.reviewer) == []
    shown = await queries.case(filing.id, by=filing.supervisor, now=clock.now())
    assert Action.SETTLE_DISPUTE in shown.actions
    assert await Message.exists(template="not_me_recorded", account_id=filing.people["p2"].id)
    assert not await Message.exists(template__in=["not_me_heard", "not_me_stopped"])
    with pytest.raises(Forbidden):
        await lift(filing.id, "已核实", by=filing.reviewer, now=clock.now())
    await lift(filing.id, "本人到窗口核实，系冒名，已告知撤销登记的办法", by=filing.supervisor, now=clock.now())
    await run_jobs()
    assert await open_disputes(by=filing.supervisor) == []
    assert await filing.state() == decided
    assert (await filing.task("p2")).state is TaskState.OPENED
    assert await Message.exists(template="not_me_closed", account_id=filing.people["p2"].id)
    shown = await queries.case(filing.id, by=filing.supervisor, now=clock.now())
    assert (shown.opinions[-1].step, Action.SETTLE_DISPUTE in shown.actions) == ("settle_dispute", False)
    with pytest.raises(Conflict):
        await lift(filing.id, "再次", by=filing.supervisor, now=clock.now())


async def test_what_was_said_of_a_case_that_was_withdrawn_before_it_was_filed_can_be_closed(database):
    filing = await an_invited_filing()
    await not_me(filing, "p2")
    (said,) = await open_disputes(by=filing.supervisor)
    assert set(await answers(said.application, filing.supervisor)) == RESUMING
    await withdraw(filing.id, by=filing.founder, now=clock.now())
    (said,) = await open_disputes(by=filing.supervisor)
    assert await answers(said.application, filing.supervisor) == [Action.SETTLE_DISPUTE]
    with pytest.raises(NotFound):
        await lift(filing.id, "核实", by=await officer(Role.SUPERVISOR, office="990100"), now=clock.now())
    await lift(filing.id, "申请人已撤回，已告知本人", by=filing.supervisor, now=clock.now())
    assert await open_disputes(by=filing.supervisor) == []
