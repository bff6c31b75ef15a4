"""What the server asked of the person: actions in order, each in its window of the video."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """Left and right are the person's own, as a camera without mirroring records them."""

    BLINK = "blink"
    NOD = "nod"
    MOUTH = "mouth"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"


@dataclass(frozen=True)
class Prompt:
    """One action and the seconds from the first frame in which it was asked; no window asks for order only."""

    action: Action
    from_s: float | None = None
    to_s: float | None = None


@dataclass(frozen=True)
class Challenge:
    """The prompts in the order in which they were shown."""

    prompts: tuple[Prompt, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.prompts) <= MOST_PROMPTS:
            raise ValueError(f"a challenge has 1 to {MOST_PROMPTS} prompts")
        timed = [p for p in self.prompts if p.from_s is not None and p.to_s is not None]
        if timed and len(timed) != len(self.prompts):
            raise ValueError("either every prompt has from_s and to_s, or none has")
        before = 0.0
        for prompt in timed:
            assert prompt.from_s is not None
            assert prompt.to_s is not None
            if not before <= prompt.from_s < prompt.to_s <= LONGEST_S:
                raise ValueError("windows must follow one another, each with from_s before to_s")
            before = prompt.from_s

    @property
    def timed(self) -> bool:
        return self.prompts[0].from_s is not None

    @classmethod
    def of(cls, *actions: str) -> "Challenge":
        """A challenge that asks for the order alone; raises ValueError naming what is wrong."""
        return cls(tuple(Prompt(_action(action)) for action in actions))

    @classmethod
    def read(cls, entries: object) -> "Challenge":
        """From the parsed JSON list of {"action", "from_s", "to_s"}; raises ValueError naming what is wrong."""
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ValueError("prompts must be a list of objects with action, from_s and to_s")
        return cls(tuple(_prompt(entry) for entry in entries))


MOST_PROMPTS = 8
LONGEST_S = 600.0


def _prompt(entry: dict[str, object]) -> Prompt:
    times = [entry.get("from_s"), entry.get("to_s")]
    if any(t is not None and (isinstance(t, bool) or not isinstance(t, int | float)) for t in times):
        raise ValueError("from_s and to_s must be numbers of seconds")
    # An integer of hundreds of digits is no float at all; compared as it is, it is only too late.
    if any(isinstance(t, int | float) and not -LONGEST_S <= t <= LONGEST_S for t in times):
        raise ValueError(f"from_s and to_s must lie within {LONGEST_S:g} seconds")
    from_s, to_s = (float(t) if isinstance(t, int | float) else None for t in times)
    return Prompt(_action(entry.get("action")), from_s, to_s)


def _action(name: object) -> Action:
    if not isinstance(name, str) or name not in list(Action):
        raise ValueError(f"action must be one of {', '.join(Action)}")
    return Action(name)
