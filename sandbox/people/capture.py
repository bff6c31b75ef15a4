"""What is asked of a performance, and how the phone films it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Attack = Literal["still_photo", "flat_photo", "cut_out", "screen_replay", "splice", "swap", "frozen", "loop"]
Codec = Literal["h264", "vp8", "vp9"]
ATTACKS: tuple[Attack, ...] = get_args(Attack)
ACTIONS = ("blink", "nod", "mouth", "turn_left", "turn_right")
LEAD_OUT_S = 0.5


@dataclass(frozen=True)
class Prompted:
    """One action of a challenge, to be done between two moments, in seconds from the first frame."""

    action: str
    from_s: float
    to_s: float

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise ValueError(f"action: one of {', '.join(ACTIONS)} is asked for")
        if not 0 <= self.from_s < self.to_s:
            raise ValueError("from_s, to_s: a window begins at 0 or later and ends after it began")


@dataclass(frozen=True)
class Capture:
    """The phone and the moment; 1.0 is the usual measure of light, distance, shake and noise.

    `seconds` None ends half a second after the last window. `half_done` stops every action half-way; no idle blink (one
    that nobody asked for) falls into a half-done blink's window, or it would be a whole one. `attack` films a fraud
    instead of the person. The same capture with the same seed gives the same film.
    """

    width: int = 480
    height: int = 640
    fps: float = 30
    seconds: float | None = None
    codec: Codec = "h264"
    light: float = 1.0
    distance: float = 1.0
    shake: float = 1.0
    noise: float = 1.0
    bitrate_kbps: int = 1800
    glasses: bool = False
    seed: int = 0
    attack: Attack | None = None
    half_done: bool = False
    idle_blinks: bool = True

    def length_s(self, actions: Sequence[Prompted]) -> float:
        """How long the film is, in seconds."""
        if self.seconds is not None:
            return self.seconds
        return max((action.to_s for action in actions), default=2.5) + LEAD_OUT_S
