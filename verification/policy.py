"""What the server asks of a person: which actions, how many, in which order, for how long."""

import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta

ACTIONS = ("blink", "nod", "mouth", "turn_left", "turn_right")
SHOWN_SECONDS = 3.0
LEAD_IN_SECONDS = 1.0
"""The person looks straight ahead before the first prompt: the judge takes the frontal frames from there."""
MIN_WINDOW_SECONDS, MAX_WINDOW_SECONDS = 1.5, 8.0
MAX_VIDEO_SECONDS = 30.0
VALID_FOR = timedelta(minutes=3)
MAX_VIDEO_BYTES = 24 * 1024 * 1024


def draw(previous: Sequence[str], without: Collection[str] = ()) -> list[str]:
    """Two or three different actions in random order, never the sequence the person had last.

    `without`: what this person cannot do; at least one of blink and mouth, or a movement of the head, is left.
    """
    possible = [action for action in ACTIONS if action not in without]
    if len(possible) < 2:
        raise ValueError("a challenge needs two actions to choose from")
    chance = secrets.SystemRandom()
    while True:
        drawn = chance.sample(possible, k=min(chance.choice((2, 3)), len(possible)))
        if drawn != list(previous) or len(possible) == 2:
            return drawn
