"""Prompts against movements."""

from verification.engine.actions import judge_actions
from verification.engine.challenge import Action, Challenge, Prompt
from verification.engine.events import Movement
from verification.engine.settings import Actions
from verification.reasons import Reason

S = Actions()
BLINK, NOD, MOUTH, LEFT, RIGHT = Action.BLINK, Action.NOD, Action.MOUTH, Action.TURN_LEFT, Action.TURN_RIGHT


def made(action: Action, peak_s: float, strength: float = 1.8, whole: bool = True, length: float = 0.8) -> Movement:
    return Movement(action, peak_s - length / 2, peak_s, peak_s + length / 2, strength, whole)


def asked(*prompts: tuple[Action, float, float]) -> Challenge:
    return Challenge(tuple(Prompt(*prompt) for prompt in prompts))


def reasons(movements: list[Movement], challenge: Challenge) -> list[Reason]:
    return [finding.reason for finding in judge_actions(movements, challenge, S).findings]


NOD_THEN_LEFT = asked((NOD, 0.5, 3), (LEFT, 3, 5.5))


def test_actions_in_their_windows_pass_and_say_when() -> None:
    judged = judge_actions([made(NOD, 1.5), made(LEFT, 4)], NOD_THEN_LEFT, S)
    assert judged.findings == []
    assert [(r.action, r.passed, r.at_s) for r in judged.results] == [("nod", True, 1.5), ("turn_left", True, 4)]


def test_a_spontaneous_blink_is_no_fault() -> None:
    assert reasons([made(BLINK, 1), made(NOD, 1.5), made(LEFT, 4), made(BLINK, 4.4)], NOD_THEN_LEFT) == []


def test_nothing_done_is_a_timeout_with_its_window() -> None:
    (finding, _second) = judge_actions([], NOD_THEN_LEFT, S).findings
    assert (finding.reason, finding.from_s, finding.to_s) == (Reason.ACTION_TIMEOUT, 0.5, 3)


def test_the_other_side_is_the_wrong_action() -> None:
    assert reasons([made(NOD, 1.5), made(RIGHT, 4)], NOD_THEN_LEFT) == [Reason.WRONG_ACTION]


def test_the_other_order_is_wrong() -> None:
    assert Reason.WRONG_ACTION in reasons([made(LEFT, 1.5), made(NOD, 4)], NOD_THEN_LEFT)
    assert judge_actions([made(LEFT, 1.5), made(NOD, 4)], Challenge.of("nod", "turn_left"), S).findings


def test_an_action_outside_its_window_does_not_count() -> None:
    assert reasons([made(NOD, 1.5), made(LEFT, 6.8)], NOD_THEN_LEFT) == [Reason.ACTION_TIMEOUT]


def test_edges_of_a_window_are_tolerant() -> None:
    assert reasons([made(NOD, 0.4), made(LEFT, 6.0)], NOD_THEN_LEFT) == []


def test_half_an_action_is_a_timeout() -> None:
    assert reasons([made(NOD, 1.5, whole=False), made(LEFT, 4)], NOD_THEN_LEFT) == [Reason.ACTION_TIMEOUT]


def test_a_twitch_is_too_fast() -> None:
    assert reasons([made(NOD, 1.5, length=0.05), made(LEFT, 4)], NOD_THEN_LEFT) == [Reason.ACTION_TOO_FAST]


def test_a_turn_nobody_asked_for_contradicts() -> None:
    assert reasons([made(NOD, 1.2), made(RIGHT, 2.4), made(LEFT, 4)], NOD_THEN_LEFT) == [Reason.WRONG_ACTION]


def test_a_dip_inside_a_turn_belongs_to_it() -> None:
    assert reasons([made(NOD, 1.5), made(LEFT, 4, strength=2.0), made(NOD, 4.1, strength=1.4)], NOD_THEN_LEFT) == []


def test_a_talking_mouth_contradicts_nothing() -> None:
    assert reasons([made(NOD, 1.5), made(MOUTH, 2.5), made(LEFT, 4)], NOD_THEN_LEFT) == []


def test_one_movement_does_not_serve_two_prompts() -> None:
    twice = asked((NOD, 0.5, 2), (NOD, 2, 4))
    assert reasons([made(NOD, 1.9)], twice) == [Reason.ACTION_TIMEOUT]
    assert reasons([made(NOD, 1), made(NOD, 3)], twice) == []


def test_without_windows_the_order_alone_counts() -> None:
    challenge = Challenge.of("blink", "turn_left")
    assert reasons([made(BLINK, 3), made(LEFT, 9)], challenge) == []
    assert reasons([made(LEFT, 3), made(BLINK, 9)], challenge) != []


def test_a_second_nod_in_the_nods_window_is_no_fault() -> None:
    assert reasons([made(NOD, 1.2), made(NOD, 2.2), made(LEFT, 4)], NOD_THEN_LEFT) == []


def test_movements_before_the_first_prompt_and_after_the_last_are_nobodys_affair() -> None:
    late = asked((NOD, 2, 4), (LEFT, 4, 6))
    assert reasons([made(RIGHT, 0.8), made(NOD, 3), made(LEFT, 5), made(RIGHT, 7.2)], late) == []


def test_a_nod_in_the_window_of_a_turn_contradicts() -> None:
    assert reasons([made(NOD, 1.5), made(NOD, 3.9), made(LEFT, 5)], NOD_THEN_LEFT) == [Reason.WRONG_ACTION]
