"""What a signal says."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Sign:
    """`score` 0 (honest) to 1 (attack), None without ground to judge; the seconds and the words say what was seen."""

    score: float | None
    from_s: float | None = None
    to_s: float | None = None
    note: str = ""


def ramp(value: float, low: float, high: float) -> float:
    """0 at `low` and below, 1 at `high` and above, straight in between."""
    return float(min(1.0, max(0.0, (value - low) / (high - low))))


def either(one: Sign, other: Sign) -> Sign:
    """Two measurements of one thing by different means: the chance that at least one is right, told by the stronger."""
    if one.score is None or other.score is None:
        return worst(one, other)
    return replace(worst(one, other), score=1 - (1 - one.score) * (1 - other.score))


def worst(*signs: Sign) -> Sign:
    """The sign with the highest score; one without a score only where none has any."""
    return max(signs, key=lambda sign: -1.0 if sign.score is None else sign.score)
