"""Did the person do what was asked, when it was asked, and nothing that contradicts it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from verification.reasons import Reason

from .challenge import Action, Challenge, Prompt
from .events import Movement
from .settings import Actions
from .verdict import ActionResult, Finding

# Movements that nobody makes by accident in these strengths; a blink is never held against anybody.
DELIBERATE = {Action.NOD, Action.MOUTH, Action.TURN_LEFT, Action.TURN_RIGHT}


@dataclass(frozen=True)
class Judged:
    results: tuple[ActionResult, ...]
    findings: list[Finding]


def judge_actions(movements: Sequence[Movement], challenge: Challenge, s: Actions) -> Judged:
    """Pair each prompt with a movement, in order."""
    results, findings = [], []
    after = float("-inf")
    used: list[Movement] = []
    for prompt in challenge.prompts:
        fitting = [m for m in movements if m.action is prompt.action and m.peak_s > after and _inside(m, prompt, s)]
        whole = [m for m in fitting if m.whole and m.to_s - m.from_s >= _shortest(prompt, s)]
        done = whole[0] if whole else None
        if done is None:
            results.append(ActionResult(prompt.action.value, False))
            findings.append(_missing(prompt, fitting, movements, after, s))
            continue
        results.append(ActionResult(prompt.action.value, True, round(done.peak_s, 2)))
        after = done.peak_s
        used.append(done)
    if not findings:
        findings = _contradictions(movements, used, challenge, s)
    return Judged(tuple(results), findings)


def _inside(movement: Movement, prompt: Prompt, s: Actions) -> bool:
    """The peak lies in the window with its tolerance, and the movement did not begin before the window did."""
    if prompt.from_s is None or prompt.to_s is None:
        return True
    return prompt.from_s - s.early_s <= movement.peak_s <= prompt.to_s + s.late_s


def _shortest(prompt: Prompt, s: Actions) -> float:
    return 0.0 if prompt.action is Action.BLINK else s.shortest_s


def _missing(
    prompt: Prompt, fitting: Sequence[Movement], movements: Sequence[Movement], after: float, s: Actions
) -> Finding:
    """Why a prompt has no movement: another was made, it was too quick, only half, or nothing came."""
    others = [m for m in movements if _contradicts(m, prompt, s) and m.peak_s > after and _inside(m, prompt, s)]
    if others:
        return _about(Reason.WRONG_ACTION, others[0], prompt.action)
    quick = [m for m in fitting if m.whole]
    if quick:
        return _about(Reason.ACTION_TOO_FAST, quick[0], prompt.action)
    return Finding(Reason.ACTION_TIMEOUT, prompt.from_s, prompt.to_s, note=prompt.action.value)


def _about(reason: Reason, movement: Movement, action: Action) -> Finding:
    return Finding(reason, round(movement.from_s, 2), round(movement.to_s, 2), note=action.value)


def _contradicts(movement: Movement, prompt: Prompt, s: Actions) -> bool:
    strong = movement.strength >= s.contradiction
    return movement.action in DELIBERATE and movement.action is not prompt.action and strong


def _contradictions(
    movements: Sequence[Movement], used: Sequence[Movement], challenge: Challenge, s: Actions
) -> list[Finding]:
    """Deliberate movements nobody asked for. A recording that holds every action would otherwise fit any challenge.

    A turning head also tips and a nodding one also turns a little, so what overlaps an asked movement is part of it
    unless it is the stronger of the two. People nod twice when asked once, speak and smile; and what they do before
    the first prompt and after the last is their own affair.
    """
    for movement in movements:
        if movement in used or movement.action not in DELIBERATE or movement.strength < s.contradiction:
            continue
        overlapped = [u for u in used if u.from_s <= movement.to_s and movement.from_s <= u.to_s]
        if any(u.strength >= movement.strength for u in overlapped) or movement.action is Action.MOUTH:
            continue
        if _during(movement, used, challenge) and not _asked_for(movement, challenge, s):
            return [_about(Reason.WRONG_ACTION, movement, movement.action)]
    return []


def _during(movement: Movement, used: Sequence[Movement], challenge: Challenge) -> bool:
    """Whether the movement lies between the beginning and the end of the challenge."""
    first, last = challenge.prompts[0].from_s, challenge.prompts[-1].to_s
    if first is None or last is None:
        first, last = used[0].from_s, used[-1].to_s
    return first <= movement.peak_s <= last


def _asked_for(movement: Movement, challenge: Challenge, s: Actions) -> bool:
    """Whether some prompt of this action was open at the time."""
    return any(p.action is movement.action and _inside(movement, p, s) for p in challenge.prompts)
