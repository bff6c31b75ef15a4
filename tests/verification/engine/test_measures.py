"""Quality, eyes, signature and match on made-up values."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.eyes import eye_changes
from verification.engine.match import Seen, company, compare, largest_face, same_person
from verification.engine.quality import Look, judge_quality
from verification.engine.settings import Match, Quality
from verification.engine.signature import likeness, sign_movement
from verification.engine.verdict import Decision
from verification.engine.watch import Watched
from verification.reasons import Reason

GOOD = Look(width=180, share=0.4, luma=130, around=120, burnt=0.0, sharpness=200, cut_off=0.0, score=5)
COUNT = 100


def watched(look: Look = GOOD, seen: NDArray[np.bool_] | None = None, seed: int = 0, yaw: float = 0.0) -> Watched:
    """Five seconds in which the head sways at random."""
    rng = np.random.default_rng(seed)
    times = np.arange(COUNT) / 20
    sway = np.stack([np.interp(times, np.arange(7), rng.normal(0, 6, 7)) for _axis in range(3)], axis=1)
    shapes = np.clip(np.interp(times, np.arange(7), rng.uniform(0, 0.5, 7)), 0, 1)[:, None] * np.ones((1, 52))
    points = np.zeros((COUNT, 478, 3), np.float32)
    points[:, 454] = [180, 0, 0]
    shown = np.ones(COUNT, bool) if seen is None else seen
    points[~shown] = np.nan
    looks = [look if there else None for there in shown]
    scenes = np.zeros((COUNT, 8, 8), np.uint8)
    return Watched(
        times, points, shapes.astype(np.float32), sway + np.array([0, yaw, 0]), looks, scenes, 1.0, (640, 480), 0, []
    )


def reasons(of: Watched) -> list[Reason]:
    return [finding.reason for finding in judge_quality(of, Quality())]


def test_a_good_picture_has_no_fault() -> None:
    assert reasons(watched()) == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"width": 40, "share": 0.08}, Reason.TOO_FAR),
        ({"share": 1.1}, Reason.TOO_NEAR),
        ({"cut_off": 0.4}, Reason.TOO_NEAR),
        ({"luma": 20, "around": 25}, Reason.TOO_DARK),
        ({"luma": 45, "around": 200}, Reason.BACKLIGHT),
        ({"luma": 240}, Reason.TOO_BRIGHT),
        ({"burnt": 0.6}, Reason.TOO_BRIGHT),
        ({"sharpness": 2}, Reason.BLUR),
    ],
)
def test_each_fault_is_told_by_its_name(fault: dict[str, float], reason: Reason) -> None:
    assert reasons(watched(replace(GOOD, **fault))) == [reason]


def test_a_face_that_leaves_is_told_with_its_seconds() -> None:
    seen = np.ones(COUNT, bool)
    seen[40:70] = False
    (finding,) = judge_quality(watched(seen=seen), Quality())
    assert (finding.reason, finding.from_s, finding.to_s) == (Reason.NO_FACE, 2.0, 3.45)


def test_no_face_at_all_is_one_finding() -> None:
    assert reasons(watched(seen=np.zeros(COUNT, bool))) == [Reason.NO_FACE]


def test_a_start_in_profile_is_told() -> None:
    assert reasons(watched(yaw=70)) == [Reason.NOT_FRONTAL]


def test_an_eye_that_changes_is_seen_without_its_landmarks_moving() -> None:
    scenes = np.full((40, 60, 80), 180, np.uint8)
    scenes[:, 26:34, 15:21] = 40
    scenes[:, 26:34, 55:61] = 40
    scenes[20, 26:34, 15:21] = 180
    points = np.zeros((40, 478, 3), np.float32)
    points[:, 33, :2], points[:, 133, :2] = (8, 30), (28, 30)
    points[:, 362, :2], points[:, 263, :2] = (48, 30), (68, 30)
    changes = eye_changes(scenes, points, 1.0)
    assert changes[20, 1] > 0.8
    assert changes[20, 0] == pytest.approx(0, abs=0.1)
    assert changes[10] == pytest.approx([0, 0], abs=0.1)


def test_the_same_movement_is_recognised_when_it_comes_again() -> None:
    first = sign_movement(watched(seed=1))
    again = watched(seed=1)
    noisy = replace(again, angles=again.angles + np.random.default_rng(9).normal(0, 0.4, again.angles.shape))
    assert likeness(first, sign_movement(noisy)) > 0.95
    assert likeness(first[6 * 8 :], sign_movement(noisy)) > 0.95
    assert max(likeness(first, sign_movement(watched(seed=other))) for other in range(2, 12)) < 0.9


def test_too_short_a_movement_has_no_signature() -> None:
    seen = np.zeros(COUNT, bool)
    seen[:10] = True
    assert sign_movement(watched(seen=seen)) == b""
    assert likeness(b"", b"") == 0


def unit(*values: float) -> NDArray[np.float32]:
    vector = np.array(values, np.float32)
    return vector / np.linalg.norm(vector)


PORTRAIT = unit(1, 0, 0)


@pytest.mark.parametrize(
    ("towards", "decides"), [(1.0, None), (0.47, None), (0.42, Decision.REVIEW), (0.3, Decision.FAIL)]
)
def test_the_score_decides_between_pass_review_and_fail(towards: float, decides: Decision | None) -> None:
    rest = float(np.sqrt(1 - towards**2))
    result, findings = compare([Seen(0.0, unit(towards, rest, 0), 1.0)], PORTRAIT, Match())
    assert result.score == pytest.approx(towards, abs=1e-3)
    assert [finding.decides for finding in findings] == ([] if decides is None else [decides])


def test_frames_that_err_apart_agree_together() -> None:
    frames = [Seen(0.0, unit(0.42, 0.9, 0), 1.0), Seen(1.0, unit(0.42, 0, 0.9), 1.0)]
    result, findings = compare(frames, PORTRAIT, Match())
    assert findings == []
    assert result.score is not None
    assert result.score > 0.45


def test_somebody_else_on_the_way_is_told_with_the_second() -> None:
    steady = [Seen(float(i), unit(1, 0.2, 0), 1.0) for i in range(4)]
    assert same_person(steady, Match()) == []
    (finding,) = same_person([*steady, Seen(4.0, unit(0, 0.1, 1), 1.0)], Match())
    assert (finding.reason, finding.from_s) == (Reason.FACE_CHANGED, 4.0)


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 4), (3, 4), (1, 2)])
def test_whoever_takes_over_for_several_moments_is_somebody_else(first: int, last: int) -> None:
    """Half a video of each: every single moment is like the mean of the others, which are both people's."""
    one, other = unit(1, 0.2, 0), unit(0.15, 0.1, 1)
    seen = [Seen(float(i), other if first <= i <= last else one, 1.0) for i in range(5)]
    (finding,) = same_person(seen, Match())
    assert finding.reason is Reason.FACE_CHANGED


@pytest.mark.parametrize(
    ("shares", "decides"),
    [
        ([0.8, 0.8, 0.9], [Decision.FAIL]),
        ([0.38, 0.4, 0.37], [Decision.REVIEW]),
        ([0.8, 0.38, 0.0], [Decision.REVIEW]),
        ([0.23, 0.21, 0.22], []),
        ([0.0, 0.9, 0.0], []),
    ],
)
def test_another_face_counts_by_how_near_it_is(shares: list[float], decides: list[Decision]) -> None:
    """Beside the person, a step behind, in two frames of three, a poster on the wall, an error of the detector."""
    findings = company(list(enumerate(shares)), Quality())
    assert [finding.decides for finding in findings] == decides


@pytest.mark.parametrize(
    ("box", "share"),
    [
        ((150, 20, 40, 55), 0.4),
        ((-3, 20, 40, 55), 0.0),
        ((150, 280, 40, 55), 0.0),
        ((-3, 20, 70, 90), 0.7),
    ],
)
def test_a_lesser_face_counts_where_all_of_it_is_in_the_picture(
    box: tuple[float, float, float, float], share: float
) -> None:
    """In a picture of 240 by 320: beside the person, cut off by either edge, and one that is near all the same."""
    assert largest_face(np.array([box], np.float32), (240, 320), 100.0, Quality().second_face) == pytest.approx(share)


def test_nobody_else_is_no_face_at_all() -> None:
    assert largest_face(np.zeros((0, 4), np.float32), (240, 320), 100.0, Quality().second_face) == 0
