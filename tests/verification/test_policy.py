"""What is asked of a person: by risk, by what they can do, never the same twice in a row, never for ever."""

from datetime import timedelta
from itertools import combinations, permutations

import pytest

from core import clock
from core.errors import Conflict, Invalid, NotFound, TooMany
from tests.verification.people import NOON, OTHER, consented, officer
from verification import policy
from verification.accessibility import set_accessibility
from verification.consent import VERSION, give_consent
from verification.engine.verdict import Decision
from verification.models import VerificationAttempt
from verification.policy import ACTIONS, ATTEMPTS_PER_HOUR, LOCK_LASTS, draw
from verification.reasons import Reason
from verification.reviews import decide_review
from verification.states import TaskState, VerificationRisk
from verification.views import challenge_view
from verification.withdraw import withdraw_consent


@pytest.mark.parametrize("risk", list(VerificationRisk))
@pytest.mark.parametrize("without", [left for n in range(4) for left in combinations(ACTIONS, n)], ids=str)
def test_a_challenge_is_new_possible_and_as_long_as_the_risk_asks(without, risk) -> None:
    previous: list[str] = []
    for _ in range(20):
        drawn = draw([previous], without, risk)
        assert drawn != previous
        heads = min(policy.OF_THE_HEAD[risk], len(policy.HEAD - set(without)))
        assert len(policy.HEAD & set(drawn)) >= min(heads, len(drawn) - 1)
        assert len(set(drawn)) == len(drawn) == min(policy.COUNT[risk], len(ACTIONS) - len(without))
        assert not set(drawn) & set(without)
        previous = drawn


def test_every_action_is_drawn() -> None:
    assert {action for _ in range(200) for action in draw([])} == set(ACTIONS)


def test_neither_a_spent_recording_nor_a_piece_of_it_answers_a_later_challenge() -> None:
    recording = ["nod", "blink", "turn_left"]
    drawn = [draw([], spent=[recording]) for _ in range(300)]
    assert not {("nod", "blink"), ("blink", "turn_left")} & {tuple(each) for each in drawn}
    assert ["nod", "turn_left"] in drawn  # A cut out of the middle is a jump, which the judge sees.


def test_when_every_order_is_spent_one_movement_more_is_asked_for() -> None:
    spent = [list(each) for each in permutations(ACTIONS, 2)]
    assert {len(draw([], spent=spent)) for _ in range(50)} == {3}


def test_who_can_do_two_things_only_is_never_shut_out() -> None:
    both = [["blink", "mouth"], ["mouth", "blink"]]
    assert draw([both[0]], without=policy.HEAD, spent=both) == both[1]
    assert draw(both, without=policy.HEAD) == both[1]


async def test_a_high_risk_asks_for_three(person) -> None:
    assert len((await person.challenge(now=NOON)).actions) == 2
    other = await consented(who=OTHER, risk=VerificationRisk.HIGH)
    asked = (await other.challenge(now=NOON)).actions
    assert (len(asked), len(policy.HEAD & set(asked)) >= 2) == (3, True)


async def test_an_elevated_risk_asks_for_three_and_one_officer(database, register, judge, told) -> None:
    person = await consented(risk=VerificationRisk.ELEVATED)
    judge.decision = Decision.REVIEW
    attempt = await person.film()
    assert len(attempt.actions) == 3
    await decide_review(attempt.id, accept=True, ground="SAME_PERSON", comment="", by=officer(), now=clock.now())
    assert (await person.now_at()).state is TaskState.PASSED


async def test_what_a_person_cannot_do_is_left_out_and_prompts_stand_longer(person) -> None:
    without = ["nod", "turn_left", "turn_right"]
    await set_accessibility(person.task.id, without, longer_prompts=True, by=person.actor, now=NOON)
    attempt = await person.challenge(now=NOON)
    assert set(attempt.actions) == {"blink", "mouth"}
    shown = challenge_view(attempt)
    assert shown.shown_s == policy.SHOWN_LONGER_SECONDS <= policy.MAX_WINDOW_SECONDS
    assert attempt.expires_at == NOON + policy.VALID_LONGER_FOR
    assert policy.LEAD_IN_SECONDS + 3 * policy.SHOWN_LONGER_SECONDS < policy.MAX_VIDEO_SECONDS


async def test_too_little_left_or_an_unknown_movement_is_refused(person) -> None:
    for without in (list(ACTIONS[:4]), list(ACTIONS), ["somersault"]):
        with pytest.raises(Invalid):
            await set_accessibility(person.task.id, without, longer_prompts=False, by=person.actor, now=NOON)
    stranger = await consented(who=OTHER)
    with pytest.raises(NotFound):
        await set_accessibility(person.task.id, [], longer_prompts=True, by=stranger.actor, now=NOON)


async def fail_often(person, judge, times: int) -> VerificationAttempt:
    judge.decision = Decision.FAIL
    for _ in range(times - 1):
        await person.film()
    return await person.film()


async def test_too_many_failures_let_the_face_channel_rest_for_minutes_and_lock_nobody(person, judge) -> None:
    last = await fail_often(person, judge, ATTEMPTS_PER_HOUR)
    task = await person.now_at()
    assert task.state is TaskState.LOCKED_CHANNEL
    assert task.locked_until == last.judged_at + LOCK_LASTS
    with pytest.raises(TooMany) as refused:
        await person.challenge(now=clock.now())
    assert 0 < refused.value.retry_after_s <= LOCK_LASTS.total_seconds()
    judge.decision = Decision.PASS
    assert (await person.film(now=task.locked_until + timedelta(seconds=1))).verdict == "pass"


async def test_consenting_anew_ends_no_rest_of_the_face_channel(person, judge) -> None:
    await fail_often(person, judge, ATTEMPTS_PER_HOUR)
    await withdraw_consent(person.task.id, by=person.actor, now=clock.now())
    await give_consent(person.task.id, VERSION, by=person.actor, now=clock.now())
    assert (await person.now_at()).state is TaskState.CONSENTED
    with pytest.raises(TooMany):
        await person.challenge(now=clock.now())


async def test_what_was_no_fault_of_the_persons_does_not_count(person, judge, register) -> None:
    await fail_often(person, judge, ATTEMPTS_PER_HOUR - 1)
    latest = await VerificationAttempt.filter(task_id=person.task.id).order_by("-created_at").first()
    await VerificationAttempt.filter(id=latest.id).update(result={"not_counted": True})
    await person.film()
    assert (await person.now_at()).state is TaskState.RETRYABLE


async def test_while_a_video_is_judged_no_other_challenge_is_given(person) -> None:
    attempt = await person.challenge(now=NOON)
    await person.upload(attempt, b"video", now=NOON)
    await person.submit(attempt, now=NOON)
    with pytest.raises(Conflict):
        await person.challenge(now=NOON)


def test_a_failure_like_an_attack_makes_the_next_challenges_longer_for_a_day() -> None:
    suspected = [(NOON, ["BLUR", "REPLAY_SUSPECTED"])]
    soon, later = NOON + timedelta(hours=23), NOON + timedelta(hours=25)
    assert policy.risk_of(VerificationRisk.NORMAL, suspected, soon) is VerificationRisk.HIGH
    assert policy.risk_of(VerificationRisk.NORMAL, suspected, later) is VerificationRisk.NORMAL
    assert policy.risk_of(VerificationRisk.NORMAL, [(NOON, ["TOO_DARK"])], soon) is VerificationRisk.NORMAL
    assert policy.risk_of(VerificationRisk.HIGH, [], soon) is VerificationRisk.HIGH


async def test_who_was_suspected_makes_three_movements_next(person, judge) -> None:
    judge.decision, judge.reason = Decision.FAIL, Reason.REPLAY_SUSPECTED
    await person.film()
    assert len((await person.challenge(now=clock.now())).actions) == 3


async def test_who_was_suspected_in_one_filing_makes_three_movements_in_another(person, judge) -> None:
    judge.decision, judge.reason = Decision.FAIL, Reason.REPLAY_SUSPECTED
    await person.film()
    elsewhere, stranger = await consented(), await consented(who=OTHER)
    assert len((await elsewhere.challenge(now=clock.now())).actions) == 3
    assert len((await stranger.challenge(now=clock.now())).actions) == 2


async def test_the_last_challenge_of_one_filing_is_not_the_first_of_another(person) -> None:
    asked = (await person.film()).actions
    for _ in range(20):
        elsewhere = await consented()
        assert (await elsewhere.challenge(now=clock.now())).actions != asked


async def test_who_was_only_unlike_their_photo_makes_two(person, judge) -> None:
    judge.decision = Decision.FAIL
    await person.film()
    assert len((await person.challenge(now=clock.now())).actions) == 2


def test_every_challenge_moves_the_head_of_who_can() -> None:
    assert all(policy.HEAD & set(draw([])) for _ in range(100))
    still = draw([], without=policy.HEAD)
    assert set(still) == {"blink", "mouth"}
