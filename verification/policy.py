"""What the server asks of a person: which actions, how many, in which order, for how long."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import permutations

from verification.reasons import Reason
from verification.states import VerificationRisk

ACTIONS = ("blink", "nod", "mouth", "turn_left", "turn_right")
HEAD = frozenset({"nod", "turn_left", "turn_right"})
"""Only a head that moves shows that it is no picture."""
FEWEST = 2
"""Actions to choose from, or the challenge could be guessed; who can do fewer takes another door."""
COUNT = {VerificationRisk.NORMAL: 2, VerificationRisk.ELEVATED: 3, VerificationRisk.HIGH: 3}
OF_THE_HEAD = {VerificationRisk.NORMAL: 1, VerificationRisk.ELEVATED: 1, VerificationRisk.HIGH: 2}
"""How many of the movements are of the head, where the person can."""
SUSPICIONS = frozenset({Reason.REPLAY_SUSPECTED, Reason.FACE_CHANGED, Reason.MULTI_FACE, Reason.VIRTUAL_CAMERA})
"""After a failure of this kind the next challenges are of the high risk's length …"""
SUSPICION_LASTS = timedelta(hours=24)
"""… for a day. Somebody wrongly suspected makes one more movement and is asked nothing else; no other door changes."""
SHOWN_SECONDS, SHOWN_LONGER_SECONDS = 3.0, 5.5
LEAD_IN_SECONDS = 1.0
"""The person looks straight ahead before the first prompt: the judge takes the frontal frames from there."""
MIN_WINDOW_SECONDS, MAX_WINDOW_SECONDS = 1.5, 8.0
MAX_VIDEO_SECONDS = 30.0
VALID_FOR, VALID_LONGER_FOR = timedelta(minutes=3), timedelta(minutes=6)
MAX_VIDEO_BYTES = 24 * 1024 * 1024
ATTEMPTS_PER_HOUR = 8
"""Of the face channel, for one person and one subject. Practice does not count."""
LOCK_LASTS = timedelta(minutes=10)
"""How long the face channel rests after too many failures; never the person, and no other door."""


def draw(
    earlier: Sequence[Sequence[str]],
    without: Collection[str] = (),
    risk: VerificationRisk = VerificationRisk.NORMAL,
    spent: Sequence[Sequence[str]] = (),
) -> list[str]:
    """Different actions in random order, as many as the risk asks for, so many of them of the head.

    `earlier`: sequences that are not asked again now (the person's last ones, the very last first). `spent`: sequences
    of recordings which we could not recognise any more (`seen.py`); neither they nor a piece of one, to which a
    recording can be cut, is ever asked again, rather one movement more. `without`: what this person cannot do. Whoever
    can do so little that nothing new is left gets anything but their last one.
    """
    possible = [action for action in ACTIONS if action not in without]
    if len(possible) < FEWEST:
        raise ValueError("a challenge needs two actions to choose from")
    count = min(COUNT[risk], len(possible))
    for length in range(count, len(possible) + 1):
        if fresh := [each for each in _of(possible, length, risk) if not _holds([*earlier, *spent], each)]:
            return list(secrets.choice(fresh))
    return secrets.choice(
        [list(each) for each in _of(possible, count, risk) if list(each) not in map(list, earlier[:1])]
    )


def _of(possible: Sequence[str], length: int, risk: VerificationRisk) -> list[tuple[str, ...]]:
    """Every order of so many actions with as many of the head as the risk asks for."""
    heads = min(OF_THE_HEAD[risk], length, len(HEAD.intersection(possible)))
    return [each for each in permutations(possible, length) if len(HEAD.intersection(each)) >= heads]


def _holds(recordings: Sequence[Sequence[str]], wanted: Sequence[str]) -> bool:
    """Whether one of the recordings shows these movements one after another."""
    size = len(wanted)
    return any(
        tuple(shown[start : start + size]) == tuple(wanted)
        for shown in recordings
        for start in range(len(shown) - size + 1)
    )


def risk_of(
    asked: VerificationRisk, failures: Iterable[tuple[datetime, Collection[str]]], now: datetime
) -> VerificationRisk:
    """The risk of the next attempt: as asked by whoever invited, and high after a failure that looked like an attack,
    here or when the same person was to be verified elsewhere.

    `failures`: when each earlier attempt was refused, and the reasons.
    """
    suspected = any(now - at < SUSPICION_LASTS and SUSPICIONS & set(reasons) for at, reasons in failures)
    return VerificationRisk.HIGH if suspected else asked


def shown_seconds(*, longer: bool) -> float:
    """How long each prompt stands on the screen."""
    return SHOWN_LONGER_SECONDS if longer else SHOWN_SECONDS


def valid_for(*, longer: bool) -> timedelta:
    """How long a challenge waits for its video."""
    return VALID_LONGER_FOR if longer else VALID_FOR
