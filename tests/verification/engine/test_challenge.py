import pytest

from verification.engine.challenge import Action, Challenge, Prompt
from verification.engine.settings import Dlib, EngineSettings


def test_prompts_are_read_in_order() -> None:
    challenge = Challenge.read(
        [{"action": "nod", "from_s": 0.5, "to_s": 3}, {"action": "mouth", "from_s": 3, "to_s": 5}]
    )
    assert challenge.prompts == (Prompt(Action.NOD, 0.5, 3.0), Prompt(Action.MOUTH, 3.0, 5.0))
    assert challenge.timed


@pytest.mark.parametrize(
    "entries",
    [
        [],
        {},
        "nod",
        [1],
        [{"action": "dance"}],
        [{"action": "nod", "from_s": "0", "to_s": 1}],
        [{"action": "nod", "from_s": True, "to_s": 2}],
        [{"action": "nod", "from_s": 2, "to_s": 1}],
        [{"action": "nod", "from_s": -1, "to_s": 1}],
        [{"action": "nod", "from_s": float("nan"), "to_s": 1}],
        [{"action": "nod", "from_s": 0, "to_s": 1}, {"action": "nod"}],
        [{"action": "nod", "from_s": 3, "to_s": 4}, {"action": "nod", "from_s": 0, "to_s": 1}],
        [{"action": "nod", "from_s": 0, "to_s": 10**400}],
        [{"action": "nod"}] * 9,
    ],
)
def test_a_challenge_that_makes_no_sense_is_refused(entries: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Challenge.read(entries)


def test_an_unknown_signal_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="no such signal"):
        EngineSettings(leave_out=("match",))


def test_dlib_never_accepts_at_its_usual_threshold() -> None:
    with pytest.raises(ValueError, match="accept_below"):
        Dlib(accept_below=0.6)
