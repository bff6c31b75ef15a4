"""From an invitation to a verdict: whose it is, what binds it, and that it happens once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tortoise.transactions import in_transaction

from core import clock
from core.errors import Conflict, Invalid, NotFound, TooLarge
from core.jobs import enqueue
from core.states import history
from tests.jobs_runner import run_jobs
from tests.verification.people import NOON, OFFICE, OTHER, PERSON, actor, bytewise, consented, shown
from verification import policy
from verification.conclude import Judged, conclude
from verification.consent import VERSION, give_consent
from verification.engine.verdict import Decision, unreadable
from verification.events import IdentityConfirmed, IdentityNotConfirmed, IdentityReferred
from verification.invite import invite
from verification.judging import judge_attempt
from verification.models import Consent, SeenVideo, VerificationAttempt, VerificationTask, VideoPart
from verification.my_data import my_data
from verification.open import open_invitation
from verification.provider import PortraitOutcome, PortraitSource
from verification.start import start_attempt
from verification.states import TaskState, VerificationAttemptState
from verification.submit import ShownPrompt, submit_video
from verification.upload import MAX_PARTS, store_part
from verification.views import task_view


async def test_inviting_again_keeps_the_address_and_follows_the_correction(database: None) -> None:
    (first,) = await invite("application:1", [PERSON], scope=OFFICE, now=NOON)
    (again,) = await invite(
        "application:1", [replace(PERSON, name="周予宁", phone=OTHER.phone)], scope="990100", now=NOON
    )
    assert (again.id, again.code) == (first.id, first.code)
    kept = await VerificationTask.get(id=first.id)
    assert (kept.name, kept.scope) == ("周予宁", "990100")
    assert kept.phone_index == actor(OTHER.phone).phone_index


async def test_whoever_takes_another_persons_place_sees_nothing_of_their_attempts(person, judge) -> None:
    judge.decision = Decision.FAIL
    await person.film()
    later = clock.now()
    await invite(person.task.subject, [replace(OTHER, key=PERSON.key)], scope=OFFICE, now=later)
    successor = actor(OTHER.phone)
    task = await open_invitation(person.task.code, by=successor, now=later)
    assert (await task_view(task)).latest_attempt is None
    held = await my_data(by=successor)
    assert (held.consents, held.kept) == ([], [])


async def test_a_new_number_of_the_same_person_hides_nothing_of_theirs(person, judge) -> None:
    judge.decision = Decision.FAIL
    await person.film()
    later = clock.now()
    await invite(person.task.subject, [replace(PERSON, phone=OTHER.phone)], scope=OFFICE, now=later)
    same = actor(OTHER.phone)
    task = await open_invitation(person.task.code, by=same, now=later)
    assert (await task_view(task)).latest_attempt is not None
    assert (await my_data(by=same)).kept


async def test_only_the_named_phone_opens_an_invitation_and_only_the_first_account(database: None) -> None:
    (task,) = await invite("application:1", [PERSON], now=NOON)
    with pytest.raises(NotFound):
        await open_invitation(task.code, by=actor(OTHER.phone), now=NOON)
    with pytest.raises(NotFound):
        await open_invitation(task.code, by=replace(actor(PERSON.phone), phone_index=None), now=NOON)
    mine = actor(PERSON.phone)
    await open_invitation(task.code, by=mine, now=NOON)
    assert (await open_invitation(task.code, by=mine, now=NOON)).state is TaskState.OPENED
    with pytest.raises(NotFound):
        await open_invitation(task.code, by=actor(PERSON.phone), now=NOON)


async def test_consent_is_to_the_text_shown_and_recorded_once(database: None) -> None:
    (task,) = await invite("application:1", [PERSON], now=NOON)
    by = actor(PERSON.phone)
    await open_invitation(task.code, by=by, now=NOON)
    with pytest.raises(Conflict):
        await give_consent(task.id, "2020-1", by=by, now=NOON)
    await give_consent(task.id, VERSION, by=by, now=NOON)
    await give_consent(task.id, VERSION, by=by, now=NOON)
    assert [each.text_version for each in await Consent.all()] == [VERSION]


async def test_no_challenge_without_consent(database: None) -> None:
    (task,) = await invite("application:1", [PERSON], now=NOON)
    by = actor(PERSON.phone)
    await open_invitation(task.code, by=by, now=NOON)
    with pytest.raises(Conflict):
        await start_attempt(task.id, by=by, now=NOON)
    assert not await VerificationAttempt.exists()


async def test_a_strangers_task_and_attempt_are_not_found(person) -> None:
    stranger = (await consented(who=OTHER)).actor
    attempt = await person.challenge(now=NOON)
    for attack in (
        start_attempt(person.task.id, by=stranger, now=NOON),
        give_consent(person.task.id, VERSION, by=stranger, now=NOON),
        store_part(attempt.id, 0, bytewise(b"x"), "video/mp4", by=stranger, now=NOON),
        submit_video(attempt.id, attempt.nonce, 1, shown(attempt.actions), by=stranger, now=NOON),
    ):
        with pytest.raises(NotFound):
            await attack


@pytest.mark.parametrize("other", [{"session_id": uuid4()}, {"device_id": "device-2"}])
async def test_an_attempt_belongs_to_its_session_and_device(person, other) -> None:
    attempt = await person.challenge(now=NOON)
    elsewhere = replace(person.actor, **other)
    with pytest.raises(NotFound):
        await store_part(attempt.id, 0, bytewise(b"x"), "video/mp4", by=elsewhere, now=NOON)
    with pytest.raises(NotFound):
        await submit_video(attempt.id, attempt.nonce, 1, shown(attempt.actions), by=elsewhere, now=NOON)


async def test_the_nonce_of_another_challenge_hands_in_nothing(person) -> None:
    attempt = await person.challenge(now=NOON)
    await person.upload(attempt, b"video", now=NOON)
    with pytest.raises(Conflict):
        await submit_video(attempt.id, "another", 1, shown(attempt.actions), by=person.actor, now=NOON)
    assert (await VerificationAttempt.get(id=attempt.id)).state is VerificationAttemptState.CHALLENGED


async def test_prompts_in_another_order_or_outside_their_windows_are_refused(person) -> None:
    attempt = await person.challenge(now=NOON)
    await person.upload(attempt, b"video", now=NOON)
    right = shown(attempt.actions)
    wrong = [
        list(reversed(right)),
        right[:1],
        [replace(right[0], to_s=right[0].from_s + 0.5), *right[1:]],
        [replace(right[0], to_s=right[0].from_s + 9), *right[1:]],
        [replace(each, from_s=1.0, to_s=4.0) for each in right],
        [*right[:-1], ShownPrompt(right[-1].action, policy.MAX_VIDEO_SECONDS - 1, policy.MAX_VIDEO_SECONDS + 1)],
    ]
    for prompts in wrong:
        with pytest.raises(Invalid):
            await submit_video(attempt.id, attempt.nonce, 1, prompts, by=person.actor, now=NOON)


async def test_a_video_with_a_hole_is_not_taken(person) -> None:
    attempt = await person.challenge(now=NOON)
    await store_part(attempt.id, 0, bytewise(b"a"), "video/mp4", by=person.actor, now=NOON)
    await store_part(attempt.id, 2, bytewise(b"c"), "video/mp4", by=person.actor, now=NOON)
    for parts in (1, 2, 3):
        with pytest.raises(Invalid):
            await person.submit(attempt, parts, now=NOON)


async def test_parts_sent_again_replace_and_the_judge_sees_the_whole_in_order(person, judge) -> None:
    attempt = await person.challenge(now=NOON)
    for number, part in ((1, b"second"), (0, b"lost on the way"), (0, b"first-")):
        await store_part(attempt.id, number, bytewise(part), "video/mp4", by=person.actor, now=NOON)
    assert await VideoPart.filter(attempt_id=attempt.id).count() == 2
    await person.submit(attempt, 2, now=NOON)
    await run_jobs(["verification"])
    assert judge.judged == [b"first-second"]


async def test_parts_that_arrive_at_once_do_not_take_the_same_room_twice(person) -> None:
    attempt = await person.challenge(now=NOON)
    both_under_way = asyncio.Barrier(2)

    async def half() -> AsyncIterator[bytes]:
        await both_under_way.wait()
        yield bytes(policy.MAX_VIDEO_BYTES // 2 + 1)

    parts = (store_part(attempt.id, n, half(), "video/mp4", by=person.actor, now=NOON) for n in range(2))
    answers = await asyncio.gather(*parts, return_exceptions=True)
    assert sum(isinstance(each, TooLarge) for each in answers) == 1
    assert await VideoPart.filter(attempt_id=attempt.id).count() == 1


async def test_limits_hold_for_all_parts_together_and_for_their_number_and_kind(person) -> None:
    attempt = await person.challenge(now=NOON)
    by = person.actor
    half = bytes(policy.MAX_VIDEO_BYTES // 2 + 1)
    await store_part(attempt.id, 0, bytewise(half), "video/mp4", by=by, now=NOON)
    with pytest.raises(TooLarge):
        await store_part(attempt.id, 1, bytewise(half), "video/mp4", by=by, now=NOON)
    with pytest.raises(TooLarge):
        await store_part(attempt.id, MAX_PARTS, bytewise(b"x"), "video/mp4", by=by, now=NOON)
    with pytest.raises(Invalid):
        await store_part(attempt.id, 1, bytewise(b"x"), "text/html", by=by, now=NOON)
    # The part that was too large left nothing: replacing the first by a small one makes room again.
    assert await store_part(attempt.id, 0, bytewise(b"x"), "video/mp4; codecs=avc1", by=by, now=NOON) == 1


async def test_an_expired_challenge_takes_neither_parts_nor_a_submission(person) -> None:
    attempt = await person.challenge(now=NOON)
    await person.upload(attempt, b"video", now=NOON)
    late = NOON + policy.VALID_FOR + timedelta(seconds=1)
    with pytest.raises(Conflict):
        await person.upload(attempt, b"video", now=late)
    with pytest.raises(Conflict):
        await person.submit(attempt, now=late)


async def test_five_submissions_at_once_are_judged_once(person, judge, told) -> None:
    attempt = await person.challenge(now=NOON)
    await person.upload(attempt, b"video", now=NOON)
    answers = await asyncio.gather(*(person.submit(attempt, now=NOON) for _ in range(5)))
    assert {each.id for each in answers} == {attempt.id}
    await run_jobs()
    assert len(judge.judged) == 1
    assert [type(fact) for fact in told] == [IdentityConfirmed]


async def test_a_job_that_runs_twice_concludes_once(person, judge, told) -> None:
    attempt = await person.film()
    async with in_transaction():
        await enqueue(judge_attempt, attempt_id=str(attempt.id))
    await run_jobs()
    assert len(judge.judged) == 1
    steps = [(step.action, step.target) for step in await history(await person.now_at())]
    assert steps[-2:] == [("challenge", "IN_PROGRESS"), ("pass", "PASSED")]


async def test_concluding_again_changes_nothing_and_leaves_nothing(person, told) -> None:
    attempt = await person.film()
    other = Judged(unreadable("again"), "0" * 64, "register/x", took_s=1.0)
    await conclude(attempt.id, other, now=clock.now())
    after = await VerificationAttempt.get(id=attempt.id)
    assert (after.verdict, after.judged_at, after.result) == (attempt.verdict, attempt.judged_at, attempt.result)
    assert await SeenVideo.all().count() == 1


@pytest.mark.parametrize(
    ("decision", "state", "fact"),
    [
        (Decision.PASS, TaskState.PASSED, IdentityConfirmed),
        (Decision.REVIEW, TaskState.IN_REVIEW, IdentityReferred),
        (Decision.FAIL, TaskState.RETRYABLE, IdentityNotConfirmed),
    ],
)
async def test_each_verdict_moves_the_task_and_is_told(person, judge, told, decision, state, fact) -> None:
    judge.decision = decision
    attempt = await person.film()
    await run_jobs()
    task = await person.now_at()
    assert task.state is state
    assert [(type(each), each.attempt_id) for each in told] == [(fact, attempt.id)]
    assert (task.passed_attempt_id == attempt.id) is (decision is Decision.PASS)


async def test_a_fresh_challenge_abandons_the_unanswered_one(person) -> None:
    first = await person.challenge(now=NOON)
    second = await person.challenge(now=NOON)
    assert (await VerificationAttempt.get(id=first.id)).state is VerificationAttemptState.ABANDONED
    assert second.actions != first.actions
    with pytest.raises(Conflict):
        await person.upload(first, b"video", now=NOON)


async def test_a_person_without_a_portrait_on_file_is_sent_to_another_door_and_loses_no_try(person, register) -> None:
    register.outcome = PortraitOutcome.NO_PHOTO
    attempt = await person.film()
    assert attempt.reasons[0]["reason"] == "NO_REFERENCE_PHOTO"
    assert attempt.result["not_counted"]
    assert (await person.now_at()).state is TaskState.RETRYABLE


async def test_nothing_one_person_agreed_to_or_began_counts_for_the_next(person, judge) -> None:
    attempt = await person.challenge(now=clock.now())
    await person.upload(attempt, b"video", now=clock.now())
    await person.submit(attempt, now=clock.now())
    await invite(person.task.subject, [replace(OTHER, key=PERSON.key)], scope=OFFICE, now=clock.now())
    await run_jobs()
    assert judge.judged == []
    next_one = actor(OTHER.phone)
    task = await open_invitation(person.task.code, by=next_one, now=clock.now())
    assert (task.name, task.state) == (OTHER.name, TaskState.OPENED)
    with pytest.raises(Conflict):
        await start_attempt(task.id, by=next_one, now=clock.now())
    await give_consent(task.id, VERSION, by=next_one, now=clock.now())
    assert await Consent.filter(task_id=task.id, withdrawn_at=None).count() == 1
    with pytest.raises(NotFound):
        await person.challenge(now=clock.now())


async def test_a_portrait_that_the_person_brought_brings_an_officer_to_look_at_most(person, judge, register) -> None:
    register.source = PortraitSource.SELF_SUPPLIED
    attempt = await person.film()
    assert [engine.at_best for engine in judge.engines] == [Decision.REVIEW]
    assert attempt.result["portrait"]["source"] == "SELF_SUPPLIED"


async def test_a_portrait_of_the_register_may_pass(person, judge) -> None:
    attempt = await person.film()
    assert [engine.at_best for engine in judge.engines] == [Decision.PASS]
    assert attempt.result["portrait"]["source"] == "REGISTER"
