"""When the person does what: prompted actions, and all the small things a living person does meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sandbox.people.capture import Capture, Prompted
from sandbox.people.pose import Pose

Track = NDArray[np.float64]

NOD_DEGREES = 21.0
TURN_DEGREES = 32.0
HALF = 0.4  # a half-done action's share of the whole
PAUSE_BEFORE_S = (0.25, 0.6)  # from seeing a prompt to acting
POSE_TRACKS = ("yaw", "pitch", "roll", "right", "down", "nearer")
DURATION_S = {
    "blink": (0.24, 0.32), "nod": (0.95, 1.25), "mouth": (0.9, 1.25), "turn_left": (1.5, 1.9), "turn_right": (1.5, 1.9)
}  # fmt: skip


@dataclass(frozen=True)
class Motion:
    """One value for each frame: seconds, lids and mouth (0 to 1), the head's pose, and the phone's own movement."""

    at_s: Track
    closed: Track
    opened: Track
    yaw: Track
    pitch: Track
    roll: Track
    right: Track
    down: Track
    nearer: Track
    phone_right: Track
    phone_down: Track
    phone_roll: Track
    exposure: Track

    def __len__(self) -> int:
        return len(self.at_s)

    def pose(self, frame: int) -> Pose:
        """The head's pose in one frame."""
        return Pose(**{name: float(getattr(self, name)[frame]) for name in POSE_TRACKS})


def move(actions: Sequence[Prompted], options: Capture) -> Motion:
    """The whole motion of one performance."""
    rng = np.random.default_rng([options.seed, 1])
    at_s = np.arange(max(2, round(options.length_s(actions) * options.fps))) / options.fps
    extent = HALF if options.half_done else 1.0
    done: dict[str, Track] = {name: np.zeros_like(at_s) for name in DURATION_S}
    busy: list[tuple[float, float]] = []
    for prompted in actions:
        start, duration = _when(prompted, rng)
        shape = _blink if prompted.action == "blink" else _there_and_back
        done[prompted.action] = np.maximum(done[prompted.action], extent * shape(at_s, start, duration))
        busy.append((start - 0.7, start + duration + 0.7))
        if options.half_done and prompted.action == "blink":
            busy.append((prompted.from_s - 0.5, prompted.to_s + 0.5))
    wander = _wanderer(at_s, rng)
    turned = (done["turn_left"] - done["turn_right"]) * TURN_DEGREES * rng.uniform(0.92, 1.08)
    nodded = done["nod"] * NOD_DEGREES * rng.uniform(0.92, 1.08)
    idle = _idle_blinks(at_s, busy, rng) * options.idle_blinks
    closed = np.maximum.reduce([done["blink"], idle, np.clip(nodded / 60, 0, 0.25)])
    return Motion(
        at_s=at_s, closed=closed, opened=done["mouth"] * rng.uniform(0.85, 1.0),
        yaw=turned + wander(1.1, 0.25), pitch=nodded + np.abs(turned) * 0.06 + wander(0.9, 0.3),
        roll=turned * 0.05 + wander(0.7, 0.2),
        right=turned * 0.25 + wander(2.5, 0.2), down=nodded * 0.3 + wander(1.8, 0.3), nearer=wander(0.012, 0.15),
        phone_right=options.shake * (wander(4.0, 0.25) + wander(0.45, 4.0)),
        phone_down=options.shake * (wander(4.0, 0.25) + wander(0.45, 4.0)),
        phone_roll=options.shake * (wander(0.5, 0.3) + wander(0.06, 4.0)), exposure=1 + wander(0.012, 0.4),
    )  # fmt: skip


def rest(motion: Motion) -> Motion:
    """The same take with a person who does nothing at all: only the phone moves."""
    still = {name: np.zeros_like(motion.at_s) for name in ("closed", "opened", *POSE_TRACKS)}
    return replace(motion, **still)


def _when(prompted: Prompted, rng: np.random.Generator) -> tuple[float, float]:
    """Start and duration of an action, inside its window."""
    room = prompted.to_s - prompted.from_s
    duration = min(rng.uniform(*DURATION_S[prompted.action]), 0.9 * room)
    pause = min(rng.uniform(*PAUSE_BEFORE_S), (room - duration) * 0.6)
    return prompted.from_s + pause, duration


def _there_and_back(at_s: Track, start: float, duration: float) -> Track:
    """0 to 1 and back, with a short stay in between."""
    phase = np.clip((at_s - start) / duration, 0, 1)
    rise, fall = np.clip(phase / 0.42, 0, 1), np.clip((1 - phase) / 0.46, 0, 1)
    ramp = np.minimum(rise, fall)
    return np.asarray(ramp * ramp * (3 - 2 * ramp))


def _blink(at_s: Track, start: float, duration: float) -> Track:
    """A lid closes in about a third of a blink's time and opens more slowly."""
    phase = np.clip((at_s - start) / duration, 0, 1)
    lid = np.minimum(np.clip(phase / 0.30, 0, 1), np.clip((1 - phase) / 0.42, 0, 1))
    return np.asarray(np.sin(lid * np.pi / 2) ** 1.3)


def _idle_blinks(at_s: Track, busy: Sequence[tuple[float, float]], rng: np.random.Generator) -> Track:
    """Blinks that nobody asked for, some seconds apart, none during a prompted action."""
    lids, moment = np.zeros_like(at_s), rng.uniform(0.8, 3.0)
    while moment < at_s[-1] - 0.4:
        duration = rng.uniform(0.16, 0.26)
        if not any(start < moment < end for start, end in busy):
            lids = np.maximum(lids, _blink(at_s, moment, duration) * rng.uniform(0.9, 1.0))
        moment += rng.uniform(2.2, 4.5)
    return lids


def _wanderer(at_s: Track, rng: np.random.Generator) -> Callable[[float, float], Track]:
    """Makes slow random tracks of a given size, around a given number of swings a second."""

    def wander(size: float, hertz: float) -> Track:
        track = np.zeros_like(at_s)
        for share in (0.45, 0.35, 0.2):
            pace = hertz * rng.uniform(0.5, 1.8)
            track += share * np.sin(2 * np.pi * (pace * at_s + rng.uniform()))
        return size * track

    return wander
