"""Planes, screens and the fusing of doubts, on made-up geometry."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from verification.engine.attacks.edges import frame_corners
from verification.engine.attacks.limits import Screen
from verification.engine.attacks.moire import moire
from verification.engine.attacks.plane import plane_motion
from verification.engine.attacks.raster import TILE, raster_beat, strongest_wave
from verification.engine.attacks.screen import screen_sign
from verification.engine.attacks.sign import Sign, either
from verification.engine.attacks.spectrum import planes
from verification.engine.attacks.texture import doubt
from verification.engine.fuse import attack_findings, decide, fuse_signals
from verification.engine.settings import EngineSettings
from verification.engine.verdict import Decision
from verification.engine.watch import Keyframe
from verification.reasons import Reason

S = EngineSettings()


def head(depth: float) -> NDArray[np.float64]:
    """(n, 3): points on an ellipsoid's front of a face one unit wide; depth 0 is a photograph of it."""
    grid = np.stack(np.meshgrid(np.linspace(-0.45, 0.45, 9), np.linspace(-0.6, 0.6, 11)), -1).reshape(-1, 2)
    bulge = np.sqrt(np.clip(1 - (grid[:, 0] / 0.6) ** 2 - (grid[:, 1] / 0.8) ** 2, 0, 1))
    return np.column_stack([grid, -depth * bulge**2])


def seen(points: NDArray[np.float64], yaw: float) -> NDArray[np.float64]:
    angle = np.radians(yaw)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    moved = points @ turn.T + [0, 0, 4]
    return moved[:, :2] / moved[:, 2:] * 400 + 200


@pytest.mark.parametrize("yaw", [20, -25, 30])
def test_a_turned_photograph_is_a_plane_and_a_turned_head_is_none(yaw: float) -> None:
    shares = {}
    for depth in (0.0, 0.35):
        motion = plane_motion(seen(head(depth), 0), seen(head(depth), yaw))
        assert motion is not None
        residuals, tilt = motion
        assert tilt > 0.045
        shares[depth] = float(np.sqrt((residuals**2).mean())) / 100 / tilt
    assert shares[0.0] < S.planar.flat_share
    assert shares[0.35] > S.planar.solid_share


def test_a_photograph_brought_nearer_has_no_tilt() -> None:
    points = seen(head(0), 0)
    motion = plane_motion(points, points * 1.3 + [12, -7])
    assert motion is not None
    assert motion[1] == pytest.approx(0, abs=1e-6)


@pytest.fixture
def room() -> NDArray[np.uint8]:
    """A smooth face before a blurred room; 480 by 640."""
    rng = np.random.default_rng(5)
    image = cv2.resize(rng.integers(90, 160, (8, 6, 3), dtype=np.uint8), (480, 640), interpolation=cv2.INTER_CUBIC)
    cv2.ellipse(image, (240, 300), (90, 120), 0, 0, 360, (150, 170, 205), -1)
    return cv2.GaussianBlur(image, (0, 0), 3)


def keyframe(image: NDArray[np.uint8], scale: float = 1.0) -> Keyframe:
    around = np.linspace(0, 2 * np.pi, 478)
    points = np.column_stack([240 + 90 * np.cos(around), 300 + 120 * np.sin(around), np.zeros(478)])
    return Keyframe(0, 0.0, image, (scale * points).astype(np.float32), 1.0)


def waved(
    image: NDArray[np.uint8], periods: tuple[float, float], grey: float, *, only_behind: bool = False
) -> NDArray[np.uint8]:
    """Under a slanting wave of so many pixels' period, left and right, and grey levels, and a little noise."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]]
    width = image.shape[1]
    first, last = 1 / periods[0], 1 / periods[1]
    across = first * x + (last - first) * x**2 / (2 * width)
    wave = grey * np.sin(2 * np.pi * (0.95 * across + 0.31 * y * first))
    if only_behind:
        wave = np.where(((x - 240) / 110) ** 2 + ((y - 300) / 140) ** 2 < 1, 0, wave)
    noise = np.random.default_rng(6).normal(0, 1.5, image.shape)
    return np.clip(image + wave[:, :, None] + noise, 0, 255).astype(np.uint8)


def test_a_room_shows_no_screen(room: NDArray[np.uint8]) -> None:
    sign = screen_sign([keyframe(waved(room, (10, 10), 0))], Screen())
    assert sign.score == 0, sign.note


def test_a_bezel_round_the_face_shows_its_corners_and_passes_before_the_body(room: NDArray[np.uint8]) -> None:
    cv2.polylines(room, [np.array([[70, 90], [415, 100], [405, 560], [80, 550]])], True, (20, 20, 20), 22)
    assert frame_corners(keyframe(room), Screen()) >= 5


def test_one_lower_corner_before_the_body_brings_a_person_to_look(room: NDArray[np.uint8]) -> None:
    cv2.polylines(room, [np.array([[70, -30], [70, 550], [520, 540]])], False, (20, 20, 20), 22)
    sign = screen_sign([keyframe(room)], Screen())
    (finding,) = attack_findings(fuse_signals({"screen": sign}, S), {"screen": sign}, S)
    assert finding.decides is Decision.REVIEW


def asks_a_person(image: NDArray[np.uint8]) -> bool:
    signs = {"screen": screen_sign([keyframe(image)], Screen())}
    return bool(attack_findings(fuse_signals(signs, S), signs, S))


def test_two_sides_of_a_telephone_that_pass_before_both_shoulders_bring_a_person_to_look(
    room: NDArray[np.uint8],
) -> None:
    room[:, :24] = 210
    assert not asks_a_person(room), "a door on one side"
    room[:, 460:] = 210
    assert asks_a_person(room)


def test_one_bezel_before_a_shoulder_brings_a_person_to_look(room: NDArray[np.uint8]) -> None:
    shoulders = room.copy()
    cv2.line(room, (66, 0), (70, 640), (20, 20, 20), 14)
    assert asks_a_person(room)
    cv2.line(shoulders, (66, 0), (70, 560), (20, 20, 20), 14)
    assert not asks_a_person(shoulders), "the frame of a door behind them"


def test_a_film_between_the_bars_of_a_monitor_brings_a_person_to_look(room: NDArray[np.uint8]) -> None:
    room[:, :60] = room[:, 425:] = 70
    for row in (80, 520):
        cv2.line(room, (0, row), (480, row + 8), (15, 15, 15), 14)
    room[:74], room[536:] = 110, 120
    assert asks_a_person(room)


def rounded(image: NDArray[np.uint8], low: tuple[int, int], high: tuple[int, int], radius: int, grey: int) -> None:
    """A filled rectangle with round corners, as a telephone's."""
    (left, top), (right, bottom) = low, high
    cv2.rectangle(image, (left + radius, top), (right - radius, bottom), (grey,) * 3, -1)
    cv2.rectangle(image, (left, top + radius), (right, bottom - radius), (grey,) * 3, -1)
    for x in (left + radius, right - radius):
        for y in (top + radius, bottom - radius):
            cv2.circle(image, (x, y), radius, (grey,) * 3, -1)


def test_a_tablet_with_round_corners_before_a_dark_jacket_brings_a_person_to_look(room: NDArray[np.uint8]) -> None:
    """Its own picture's lower edge is lost where jacket and bezel are as dark as each other."""
    shown = room[60:600, 60:420].copy()
    rounded(room, (30, 40), (450, 620), 34, 30)
    room[60:540, 60:420] = shown[:480]
    room[500:540, 60:420] = 30
    assert asks_a_person(room)


def test_a_display_that_ends_beside_the_neck_brings_a_person_to_look(room: NDArray[np.uint8]) -> None:
    """Hair and collar are as dark as the bezel, so that its lower edge is seen nowhere."""
    room[380:] = 120
    cv2.rectangle(room, (75, 70), (405, 420), (30, 30, 30), 20)
    room[400:440, 85:395] = 30
    assert asks_a_person(room)


def test_the_black_beside_a_film_on_a_wide_display_brings_a_person_to_look(room: NDArray[np.uint8]) -> None:
    shoulders = room.copy()
    room[:, 430:] = 12
    assert asks_a_person(room)
    cv2.ellipse(shoulders, (240, 660), (300, 170), 0, 0, 360, (90, 60, 40), -1)
    shoulders[:500, 430:] = 12
    assert not asks_a_person(shoulders), "a dark passage behind somebody"


def test_black_beside_a_film_shows_above_dark_clothes(room: NDArray[np.uint8]) -> None:
    cv2.ellipse(room, (240, 640), (300, 200), 0, 0, 360, (24, 24, 24), -1)
    shoulders = room.copy()
    room[:, 430:] = 12
    assert asks_a_person(room)
    shoulders[:480, 430:] = 12
    cv2.ellipse(shoulders, (240, 640), (300, 200), 0, 0, 360, (60, 60, 60), -1)
    assert not asks_a_person(shoulders), "a dark passage behind somebody in grey"


def test_a_corner_before_black_brings_a_person_to_look(room: NDArray[np.uint8]) -> None:
    """The film's edge goes on into dark clothes, and nobody can say where it ends."""
    door = room.copy()
    cv2.ellipse(room, (240, 640), (300, 200), 0, 0, 360, (24, 24, 24), -1)
    room[:, :70] = room[:40] = 14
    assert asks_a_person(room)
    cv2.rectangle(door, (70, 40), (400, 700), (14, 14, 14), 16)
    cv2.ellipse(door, (240, 640), (300, 200), 0, 0, 360, (24, 24, 24), -1)
    assert not asks_a_person(door), "a room behind a frame"


def test_a_dark_door_that_goes_down_behind_the_shoulders_is_no_display(room: NDArray[np.uint8]) -> None:
    cv2.rectangle(room, (75, 70), (405, 700), (30, 30, 30), 20)
    cv2.ellipse(room, (240, 640), (260, 190), 0, 0, 360, (90, 60, 40), -1)
    assert not asks_a_person(room)


def test_a_bezel_above_and_before_the_chest_brings_a_person_to_look(room: NDArray[np.uint8]) -> None:
    room[:60], room[560:] = 130, 120
    room[60:90] = room[530:560] = 20
    assert asks_a_person(room)


def test_a_table_and_a_beam_are_no_bezel(room: NDArray[np.uint8]) -> None:
    room[:60], room[560:] = 130, 60
    room[60:90] = 20
    assert not asks_a_person(room), "the edge of a table below, a dark beam above"
    room[530:560] = 170
    assert not asks_a_person(room), "a light board of the table"
    room[530:560] = np.linspace(5, 85, 480)[None, :, None]
    assert not asks_a_person(room), "a strip that is not even"


def test_tiles_curtains_and_stripes_are_no_edges(room: NDArray[np.uint8]) -> None:
    tiles, curtain, shirt = room.copy(), room.copy(), room.copy()
    for at in range(20, 640, 80):
        cv2.line(tiles, (0, at), (480, at), (40, 40, 40), 4)
        cv2.line(tiles, (at, 0), (at, 640), (40, 40, 40), 4)
        cv2.line(shirt, (100, 440 + at // 3), (380, 440 + at // 3), (40, 40, 40), 8)
    cv2.rectangle(shirt, (60, 60), (420, 600), (40, 40, 40), 6)
    shirt[:75, :110] = shirt[:75, 370:] = shirt[585:, :110] = shirt[585:, 370:] = 120
    for at in (20, 45, 70, 95, 120, 360, 385, 410, 435, 460):
        cv2.line(curtain, (at, 0), (at, 640), (40, 40, 40), 8)
    for image, what in ((tiles, "tiles"), (curtain, "a curtain"), (shirt, "a striped shirt")):
        cv2.ellipse(image, (240, 300), (90, 120), 0, 0, 360, (150, 170, 205), -1)
        assert not asks_a_person(image), what


def test_an_arm_in_line_with_a_door_is_no_screen(room: NDArray[np.uint8]) -> None:
    cv2.line(room, (440, 0), (440, 470), (40, 40, 40), 5)
    cv2.line(room, (440, 560), (440, 640), (40, 40, 40), 5)
    cv2.line(room, (40, 0), (40, 470), (40, 40, 40), 5)
    cv2.line(room, (40, 560), (40, 640), (40, 40, 40), 5)
    assert not asks_a_person(room)


def test_the_black_bars_of_a_recorder_are_no_edges(room: NDArray[np.uint8]) -> None:
    room[:, :40] = room[:, 440:] = 0
    assert not asks_a_person(room)
    room[:, :40] = room[:, 440:] = 12
    assert asks_a_person(room), "as black as a camera sees black"


@pytest.mark.parametrize("lit", [0, 1, 4, 40])
def test_a_picture_that_is_nearly_all_black_has_no_edges_and_breaks_nothing(lit: int) -> None:
    dark = np.zeros((640, 480, 3), np.uint8)
    dark[300 : 300 + lit] = 90
    assert frame_corners(keyframe(dark), Screen()) == 0


def test_a_sofa_whose_back_ends_at_the_shoulders_is_no_screen(room: NDArray[np.uint8]) -> None:
    cv2.line(room, (70, 60), (70, 480), (40, 40, 40), 5)
    cv2.line(room, (70, 480), (150, 480), (40, 40, 40), 5)
    cv2.line(room, (330, 480), (480, 480), (40, 40, 40), 5)
    assert frame_corners(keyframe(room), Screen()) <= Screen().honest_corners


def test_a_door_behind_the_shoulders_is_no_screen(room: NDArray[np.uint8]) -> None:
    cv2.line(room, (80, 60), (80, 470), (40, 40, 40), 5)
    cv2.line(room, (400, 60), (400, 470), (40, 40, 40), 5)
    cv2.line(room, (80, 60), (400, 60), (40, 40, 40), 5)
    sign = screen_sign([keyframe(room)], Screen())
    assert not attack_findings(fuse_signals({"screen": sign}, S), {"screen": sign}, S)


def test_a_wave_must_stand_out_of_its_direction_as_of_its_pitch() -> None:
    excess = np.ones((TILE, TILE // 2 + 1), np.float32)
    excess[:, 0] = 3.2
    assert strongest_wave(excess) == pytest.approx(1), "tiles, brows and spectacles: every pitch of one direction"
    excess[9, 0] = 9.6
    assert strongest_wave(excess) == pytest.approx(3), "a raster as level as they are"
    excess[TILE - 7, 12] = 4.5
    assert strongest_wave(excess) == pytest.approx(4.5), "and one aslant"


@pytest.mark.parametrize(("period", "grey"), [(4.5, 1.0), (7, 1.5), (18, 2.0)])
def test_a_faint_wave_over_face_and_wall_is_the_beat_of_two_rasters(
    room: NDArray[np.uint8], period: float, grey: float
) -> None:
    sign = screen_sign([keyframe(waved(room, (period, period), grey))], Screen())
    assert sign.score == 1, sign.note


def test_curtains_behind_somebody_are_no_raster(room: NDArray[np.uint8]) -> None:
    beat = raster_beat([planes(keyframe(waved(room, (7, 7), 12, only_behind=True)))])
    assert beat.fine < Screen().fine_beat[0]
    assert beat.coarse < Screen().coarse_beat[0]


@pytest.mark.parametrize("periods", [(5.0, 8.0), (9.0, 14.0)])
def test_a_wave_that_changes_over_the_face_is_the_moire_of_a_display_held_aslant(
    room: NDArray[np.uint8], periods: tuple[float, float]
) -> None:
    aslant = [planes(keyframe(waved(room, periods, 5)))]
    assert max(moire(aslant).fine, moire(aslant).coarse) > Screen().fine_moire[1]
    assert screen_sign([keyframe(waved(room, periods, 5))], Screen()).score == 1


@pytest.mark.parametrize("periods", [(5.0, 8.0), (9.0, 14.0)])
def test_blinds_aslant_behind_somebody_are_no_moire(room: NDArray[np.uint8], periods: tuple[float, float]) -> None:
    found = moire([planes(keyframe(waved(room, periods, 12, only_behind=True)))])
    assert found.fine < Screen().fine_moire[0]
    assert found.coarse < Screen().coarse_moire[0]


def test_skin_that_a_codec_made_smooth_is_no_moire(room: NDArray[np.uint8]) -> None:
    found = moire([planes(keyframe(room))])
    assert found.fine < Screen().fine_moire[0]
    assert found.coarse < Screen().coarse_moire[0]
    assert found.colour < Screen().colour_moire[0]


def test_a_face_of_few_patches_says_little_of_moire(room: NDArray[np.uint8]) -> None:
    small = cv2.resize(waved(room, (24, 24), 5), None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    assert moire([planes(keyframe(small, 0.3))]).fine < Screen().fine_moire[0]


def test_a_picture_too_small_to_judge_shows_no_raster() -> None:
    assert raster_beat([planes(keyframe(np.zeros((200, 150, 3), np.uint8)))]).fine == 0


def test_texture_alone_brings_a_person_to_look_and_never_refuses() -> None:
    signs = {"texture": Sign(1.0), "continuity": Sign(0.0)}
    attack = fuse_signals(signs, S)
    (finding,) = attack_findings(attack, signs, S)
    assert (finding.reason, finding.decides) == (Reason.REPLAY_SUSPECTED, Decision.REVIEW)


@pytest.mark.parametrize(("fake", "decides"), [(0.72, None), (0.85, Decision.REVIEW), (1.0, Decision.REVIEW)])
def test_networks_that_are_undecided_raise_no_doubt(fake: float, decides: Decision | None) -> None:
    signs = {"texture": doubt(fake, S.texture)}
    found = [finding.decides for finding in attack_findings(fuse_signals(signs, S), signs, S)]
    assert found == ([] if decides is None else [decides])


def test_two_doubts_together_refuse() -> None:
    signs = {"texture": Sign(0.9), "screen": Sign(0.7)}
    (finding,) = attack_findings(fuse_signals(signs, S), signs, S)
    assert finding.decides is Decision.FAIL


def test_a_signal_left_out_is_shown_and_does_not_count() -> None:
    settings = EngineSettings(leave_out=("texture",))
    attack = fuse_signals({"texture": Sign(1.0), "planar": Sign(0.1)}, settings)
    assert attack.signals["texture"] == 1.0
    assert attack.left_out == ("texture",)
    assert attack.score is not None
    assert attack.score < S.attack.review_at


def test_signals_without_ground_give_no_score() -> None:
    assert fuse_signals({"planar": Sign(None)}, S).score is None


def test_a_self_supplied_portrait_reaches_review_at_most() -> None:
    assert decide([]) is Decision.PASS
    assert decide([], Decision.REVIEW) is Decision.REVIEW


def test_two_halves_of_a_doubt_about_one_thing_are_more_than_either() -> None:
    both = either(Sign(0.6, note="flow"), Sign(0.4, note="jaw"))
    assert both.score == pytest.approx(0.76)
    assert both.note == "flow"
    assert either(Sign(None), Sign(0.4)).score == 0.4
    assert either(Sign(0.6), Sign(0.0)).score == pytest.approx(0.6)
