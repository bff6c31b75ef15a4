"""Each of the demo's people before the camera: the own challenge passes; another's portrait, a still and another order
fail. Nothing is left out of the verdict for them.
"""

from pathlib import Path

import pytest

from sandbox.people import PEOPLE, Capture, Prompted, perform, portrait
from verification.engine import Challenge, Decision, EngineSettings, judge, prepare

PROJECT = Path(__file__).resolve().parents[3]
MODELS, FACES = PROJECT / "var" / "models", PROJECT / "var" / "people"
PROMPTS = {
    "lin": ("blink", "nod"),
    "su": ("mouth", "turn_left"),
    "bai": ("turn_right", "blink"),
}
WINDOWS = ((1.0, 4.0), (4.0, 7.0))
SETTINGS = EngineSettings()


@pytest.fixture(scope="module", autouse=True)
def networks() -> None:
    prepare(MODELS)


@pytest.fixture(scope="module", params=list(PROMPTS))
def person(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def film(person: str) -> bytes:
    return _film(person, Capture(seed=5))


def _film(person: str, capture: Capture) -> bytes:
    asked = [Prompted(action, *window) for action, window in zip(PROMPTS[person], WINDOWS, strict=True)]
    return perform(person, asked, folder=FACES, options=capture)


def _challenge(actions: tuple[str, ...]) -> Challenge:
    return Challenge.read(
        [{"action": action, "from_s": a, "to_s": b} for action, (a, b) in zip(actions, WINDOWS, strict=True)]
    )


def _decide(film: bytes, face: str, actions: tuple[str, ...]) -> Decision:
    return judge(film, portrait(face, folder=FACES), _challenge(actions), SETTINGS).decision


def test_the_cast_of_the_demo_is_the_one_tried_here() -> None:
    assert {each.key for each in PEOPLE[:3]} == set(PROMPTS)


def test_the_own_challenge_passes(person: str, film: bytes) -> None:
    assert _decide(film, person, PROMPTS[person]) is Decision.PASS


def test_another_persons_portrait_fails(person: str, film: bytes) -> None:
    other = next(key for key in PROMPTS if key != person)
    assert _decide(film, other, PROMPTS[person]) is Decision.FAIL


def test_the_other_order_fails(person: str, film: bytes) -> None:
    assert _decide(film, person, PROMPTS[person][::-1]) is Decision.FAIL


def test_a_still_picture_fails(person: str) -> None:
    assert _decide(_film(person, Capture(attack="still_photo", seed=5)), person, PROMPTS[person]) is Decision.FAIL
