"""Which frames the landmarks are sought in, and what stands between them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.decode import Sampled, Tally, read_frames
from verification.engine.expressions import lids_and_mouth
from verification.engine.landmarks import JAW_OPEN, LEFT_EAR, RIGHT_EAR, Tracker
from verification.engine.models import Models
from verification.engine.settings import Actions, EngineSettings
from verification.engine.watch import Watched, watch

S = EngineSettings()


def counted(models: Models) -> tuple[Models, dict[str, int]]:
    """The same networks, and how often each was asked."""
    asked = {"landmarks": 0, "shapes": 0}

    def counting(name: str) -> Any:
        run = getattr(models.networks, name)

        def ask(values: NDArray[np.float32]) -> Any:
            asked[name] += 1
            return run(values)

        return ask

    return replace(models, networks=replace(models.networks, **{name: counting(name) for name in asked})), asked


def lids(watched: Watched) -> NDArray[np.float64]:
    unchanged = np.zeros((len(watched.times), 2))
    return lids_and_mouth(watched.points, watched.shapes, watched.widths.astype(float), unchanged, S.actions)[:, :2]


def eager(frames: Iterable[Sampled], models: Models) -> Watched:
    """The landmarks of each frame sought."""
    return watch(frames, models, replace(S, sampling=replace(S.sampling, wait_s=0.0)))


def test_where_the_eyes_are_still_landmarks_are_not_sought_and_no_lid_is_missed(
    performance: bytes, models: Models
) -> None:
    frames = list(read_frames(performance, S.limits, S.sampling, Tally()))
    counting, asked = counted(models)
    watched, whole = watch(frames, counting, S), eager(frames, models)
    assert asked["landmarks"] < 0.9 * len(frames)
    assert watched.times == pytest.approx([frame.at_s for frame in frames])
    apart = np.abs(lids(watched) - lids(whole))
    assert apart.max() < 0.2
    blink = lids(whole).min(axis=1).argmax()
    assert apart[blink].max() < 0.05


def test_expressions_are_measured_ten_times_a_second_and_lie_on_lines_between(
    performance: bytes, models: Models
) -> None:
    frames = list(read_frames(performance, S.limits, S.sampling, Tally()))
    counting, asked = counted(models)
    watched = watch(frames, counting, S)
    assert asked["shapes"] == sum(look is not None for look in watched.looks)
    assert asked["shapes"] <= (frames[-1].at_s / S.sampling.expression_every_s) + 1
    assert not np.isnan(watched.shapes[watched.seen]).any()


def still_frames(count: int, image: NDArray[np.uint8]) -> list[Sampled]:
    return [Sampled(n, n / 25, image) for n in range(count)]


def test_a_frame_before_a_sudden_change_is_looked_at(performance: bytes, models: Models) -> None:
    """The step of a cut is one frame long however still everything was before it."""
    image = next(iter(read_frames(performance, S.limits, S.sampling, Tally()))).image
    moved = np.roll(image, 12, axis=1)
    frames = [*still_frames(6, image), Sampled(6, 6 / 25, moved), Sampled(7, 7 / 25, moved)]
    watched = watch(frames, models, S)
    nose = watched.points[:, 1, 0]
    assert nose[5] - nose[0] == pytest.approx(0, abs=1)
    assert nose[6] - nose[5] == pytest.approx(12, abs=2)


def test_a_face_that_vanishes_is_none_in_the_frames_without_it(performance: bytes, models: Models) -> None:
    image = next(iter(read_frames(performance, S.limits, S.sampling, Tally()))).image
    empty = np.full_like(image, 90)
    frames = still_frames(5, image) + [Sampled(n, n / 25, empty) for n in range(5, 10)]
    assert list(watch(frames, models, S).seen) == [True] * 5 + [False] * 5


def test_times_that_stand_still_or_run_backwards_do_no_harm(performance: bytes, models: Models) -> None:
    image = next(iter(read_frames(performance, S.limits, S.sampling, Tally()))).image
    frames = [Sampled(n, at_s, image) for n, at_s in enumerate([0.0, 0.04, 0.0, 0.04, 0.03, 0.5, 0.2])]
    assert watch(frames, models, S).seen.all()


def test_a_video_ends_where_its_size_changes(performance: bytes, models: Models) -> None:
    image = next(iter(read_frames(performance, S.limits, S.sampling, Tally()))).image
    smaller = cv2.resize(image, None, fx=0.5, fy=0.5)
    frames = still_frames(4, image) + [Sampled(n, n / 25, smaller) for n in range(4, 8)]
    assert watch(frames, models, S).times[-1] < 4 / 25


def test_no_frame_shows_nothing(models: Models) -> None:
    assert len(watch([], models, S).times) == 0


def test_tracker_and_watch_agree_on_the_first_frame(performance: bytes, models: Models) -> None:
    first = next(iter(read_frames(performance, S.limits, S.sampling, Tally())))
    face = Tracker(models.networks).find(first.image)
    assert face is not None
    assert watch([first], models, S).points[0] == pytest.approx(face.points)


@pytest.mark.parametrize(
    ("jaw", "gap", "counts"),
    [(0.35, 0.095, False), (0.26, 0.10, False), (0.20, 0.154, True), (0.27, 0.135, True), (0.6, 0.11, True)],
    ids=["jaw far, lips little", "two fifths", "narrow jaw, wide lips", "both", "wide"],
)
def test_a_mouth_counts_by_jaw_and_lips_together(jaw: float, gap: float, counts: bool) -> None:
    """Either alone takes some people's half-open mouth for open: the blendshape saturates differently."""
    open_ = np.concatenate([np.zeros(20), np.ones(10), np.zeros(20)])
    points = np.zeros((50, 478, 3), np.float32)
    points[:, LEFT_EAR, 0], points[:, RIGHT_EAR, 0] = 100, -100
    points[:, [33, 362], 0], points[:, [133, 263], 0] = -40, 40
    points[:, [160, 158, 387, 385], 1] = -10
    points[:, 14, 1] = 200 * gap * open_
    shapes = np.zeros((50, 52), np.float32)
    shapes[:, JAW_OPEN] = jaw * open_
    shown = lids_and_mouth(points, shapes, np.full(50, 200.0), np.zeros((50, 2)), Actions())
    assert bool(shown[:, 2].max() >= 1) == counts
