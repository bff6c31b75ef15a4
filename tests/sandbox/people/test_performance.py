"""What rendered films show, seen through the landmark network and frame by frame."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from sandbox.people import Capture, Prompted, perform, portrait
from sandbox.people.capture import Attack, Codec
from sandbox.people.photographs import Image
from tests.sandbox.people.conftest import Look

Decode = Callable[[bytes], list[Image]]
Measure = Callable[[Image], Look]
WINDOW = (0.2, 2.3)
SHORT = Capture(fps=15, seconds=2.4)


@pytest.fixture(scope="session")
def watch(folder: Path, frames: Decode, look: Measure) -> Callable[..., list[Look]]:
    def play(person: str, action: str, options: Capture = SHORT) -> list[Look]:
        video = perform(person, [Prompted(action, *WINDOW)], folder=folder, options=options)
        return [look(picture) for picture in frames(video)]

    return play


@pytest.mark.parametrize("person", ["lin", "su", "bai"])
def test_a_blink_shuts_both_eyes_and_opens_them_again(watch: Callable[..., list[Look]], person: str) -> None:
    eyes = [seen.eyes for seen in watch(person, "blink")]
    assert min(eyes) < 0.55 * eyes[0]
    assert eyes[-1] > 0.85 * eyes[0]


def test_a_mouth_opens_and_shuts(watch: Callable[..., list[Look]]) -> None:
    mouth = [seen.mouth for seen in watch("lin", "mouth")]
    assert mouth[0] < 0.02
    assert max(mouth) > 0.08
    assert mouth[-1] < 0.02


def test_a_nod_goes_down_and_comes_back(watch: Callable[..., list[Look]]) -> None:
    looks = watch("su", "nod")
    pitch = [seen.pitch for seen in looks]
    assert max(pitch) - pitch[0] > 13
    assert abs(pitch[-1] - pitch[0]) < 4
    assert max(abs(seen.yaw) for seen in looks) < 6


@pytest.mark.parametrize(("action", "side"), [("turn_left", 1), ("turn_right", -1)])
def test_a_turn_to_the_persons_left_goes_to_the_pictures_right(
    watch: Callable[..., list[Look]], action: str, side: int
) -> None:
    looks = watch("bai", action)
    assert max(side * seen.yaw for seen in looks) > 20
    assert max(side * seen.nose_aside for seen in looks) > 0.25
    assert min(side * seen.yaw for seen in looks) > -5
    assert abs(looks[-1].yaw) < 5


def test_half_a_turn_is_half_a_turn(watch: Callable[..., list[Look]]) -> None:
    looks = watch("lin", "turn_left", Capture(fps=15, seconds=2.4, half_done=True))
    assert 6 < max(seen.yaw for seen in looks) < 18


def test_a_print_turned_about_shows_no_depth(watch: Callable[..., list[Look]]) -> None:
    looks = watch("lin", "turn_left", Capture(fps=15, seconds=2.4, attack="flat_photo"))
    assert max(abs(seen.nose_aside) for seen in looks) < 0.15


def test_a_still_print_never_shuts_its_eyes(watch: Callable[..., list[Look]]) -> None:
    eyes = [seen.eyes for seen in watch("lin", "blink", Capture(fps=15, seconds=2.4, attack="still_photo"))]
    assert min(eyes) > 0.8 * eyes[0]


def test_lids_move_behind_the_holes_of_a_cut_out(watch: Callable[..., list[Look]]) -> None:
    eyes = [seen.eyes for seen in watch("lin", "blink", Capture(fps=15, seconds=2.4, attack="cut_out"))]
    assert min(eyes) < 0.6 * float(np.median(eyes))


def _changes(pictures: list[Image]) -> np.ndarray:
    grey = [cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32) for picture in pictures]
    return np.array([float(np.abs(later - earlier).mean()) for earlier, later in pairwise(grey)])


@pytest.mark.parametrize("attack", ["splice", "swap"])
def test_a_joined_film_jumps_once_in_the_middle(folder: Path, frames: Decode, attack: Attack) -> None:
    options = Capture(fps=15, seconds=2.4, attack=attack)
    changes = _changes(frames(perform("ou", [Prompted("nod", *WINDOW)], folder=folder, options=options)))
    assert len(changes) == 35
    assert int(changes.argmax()) == 17
    assert changes.max() > 2 * np.sort(changes)[-2]


def test_a_frozen_film_stands_still_where_a_living_one_never_does(folder: Path, frames: Decode) -> None:
    prompts = [Prompted("nod", 1.0, 2.3)]
    plain = _changes(frames(perform("ke", prompts, folder=folder, options=SHORT)))
    held = _changes(
        frames(perform("ke", prompts, folder=folder, options=Capture(fps=15, seconds=2.4, attack="frozen")))
    )
    assert (held < 0.5 * plain.min()).sum() >= 8


def test_a_looped_film_shows_the_same_piece_again(folder: Path, frames: Decode) -> None:
    options = Capture(fps=15, seconds=3.0, attack="loop", noise=0, bitrate_kbps=6000)
    pictures = frames(perform("ke", [Prompted("nod", 1.7, 2.9)], folder=folder, options=options))
    nearest = [
        min(float(np.abs(a.astype(np.float32) - b).mean()) for b in pictures[place + 3 : place + 15])
        for place, a in enumerate(pictures[:5])
    ]
    assert np.median(nearest) < 0.5 * float(np.median(_changes(pictures)))


def test_a_screen_dims_and_frames_what_it_shows(folder: Path, frames: Decode) -> None:
    options = Capture(fps=15, seconds=0.4, attack="screen_replay", seed=2)
    shown = frames(perform("su", [], folder=folder, options=options))
    plain = frames(perform("su", [], folder=folder, options=Capture(fps=15, seconds=0.4, seed=2)))
    assert float(np.abs(shown[0].astype(np.float32) - plain[0]).mean()) > 6


def test_glasses_are_seen_around_the_eyes_only(folder: Path, frames: Decode) -> None:
    bare = Capture(fps=15, seconds=0.2, noise=0)
    worn = Capture(fps=15, seconds=0.2, noise=0, glasses=True)
    one, other = (frames(perform("lin", [], folder=folder, options=options))[0] for options in (bare, worn))
    rows = np.abs(one.astype(np.float32) - other).mean((1, 2))
    assert 240 < int(rows.argmax()) < 330
    assert rows[400:].max() < 0.2 * rows.max()


def test_the_same_seed_gives_the_same_film_and_another_seed_another(folder: Path) -> None:
    films = [perform("lin", [], folder=folder, options=Capture(fps=15, seconds=0.4, seed=seed)) for seed in (1, 1, 2)]
    assert films[0] == films[1] != films[2]


@pytest.mark.parametrize(
    ("codec", "starts_with"), [("h264", b"ftyp"), ("vp8", b"\x1aE\xdf\xa3"), ("vp9", b"\x1aE\xdf\xa3")]
)
def test_every_codec_gives_a_film_of_the_size_asked_for(
    folder: Path, frames: Decode, codec: Codec, starts_with: bytes
) -> None:
    options = Capture(width=360, height=640, fps=15, seconds=0.4, codec=codec)
    video = perform("wei", [], folder=folder, options=options)
    assert starts_with in video[:12]
    assert [picture.shape for picture in frames(video)] == [(640, 360, 3)] * 6


def test_light_and_distance_are_obeyed(folder: Path, frames: Decode, look: Measure) -> None:
    def first(options: Capture) -> Image:
        return frames(perform("fang", [], folder=folder, options=options))[0]

    plain = first(Capture(fps=15, seconds=0.2))
    dim = first(Capture(fps=15, seconds=0.2, light=0.4))
    assert dim.mean() < 0.5 * plain.mean()
    far = first(Capture(fps=15, seconds=0.2, distance=1.4))
    assert abs(look(far).yaw) < 8


@pytest.mark.parametrize("person", ["lin", "su", "bai"])
def test_a_portrait_is_a_frontal_face_with_open_eyes(folder: Path, look: Measure, person: str) -> None:
    decoded = cv2.imdecode(np.frombuffer(portrait(person, folder=folder), np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (441, 358, 3)
    seen = look(np.asarray(decoded, np.uint8))
    assert abs(seen.yaw) < 15
    assert seen.eyes > 0.15


def test_somebody_who_is_not_of_the_cast_cannot_be_filmed(folder: Path) -> None:
    with pytest.raises(KeyError):
        perform("nobody", [], folder=folder)
