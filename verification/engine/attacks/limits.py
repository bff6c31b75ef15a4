"""The numbers of the attack signals, each with where it comes from; `settings.py` puts them into the one object.

"measured" means: on clips of several hands, see docs/verification/accuracy.md; no number was chosen for one person.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Continuity:
    """Steps are differences of luma (0..255) between frames; limits measured on honest and forged clips."""

    least_frames: int = 10
    suspicious: float = 0.6  # what alone should bring a person to look, not refuse
    backward_steps: int = 2
    settle_s: float = 0.5
    gap_s: float = 0.6  # honest clips with frames lost: up to 0.27 s
    wide_gap_s: float = 1.0  # the time of half a nod
    sensor_rate: float = 60.0  # frames a second, the most that phones record faces at; or, where the clip has more,
    rate_room: float = 1.25  # this many times its own
    held_frames: float = 6.0  # that buffers hold while a phone is busy; honest clips 0.6 at most, bursts 18 and more
    hasty_s: float = 0.006  # sensors take 8 to 30 ms to be read; and the share of a usual step for those that are quick
    hasty_share: float = 0.2
    sudden_frames: float = 0.03  # of all frames, without a wait before; honest clips none, times by chance 0.07 to 0.14
    hasty_frames: float = 0.22  # with one; honest clips none, times in pairs or tens 0.5 to 0.9
    still_step: float = 0.35
    still_share: float = 0.2
    # By more than a grey level, of all points; honest clips so for 0.07 s at most, frozen ones from 0.35 s.
    changed_points: float = 0.05
    frozen_s: float = 0.25
    # A step after this long of hardly any: honest ones are at most 2.6 and 1.6 times the next, frozen ones mostly more.
    caught_up_s: float = 0.4
    caught_up_still: float = 0.6  # share of the steps before it
    caught_up_step: float = 3.0
    caught_up_ratio: float = 2.0
    caught_up_floor: float = 0.3
    caught_up_content: float = 8.0  # spread of luma below which the held picture is blank
    # Spread of the face's place over this long, in face widths: people 0.00018 and more, still pictures to 0.00004.
    still_head_s: float = 0.5
    dead_head: float = 0.00006
    living_head: float = 0.00012
    cut_near_s: float = 0.2  # on either side
    cut_lost: float = 1.6  # usual steps in time, from which on frames were lost
    cut_floor: float = 0.3  # grey levels: what noise and codec leave of a still picture
    cut_parts: int = 4  # of nine
    # What no movement explains over the largest beside it, at which doubt begins, a person looks, and it is certain.
    cut_ratio: tuple[float, float, float] = (1.25, 1.37, 1.7)  # honest clips up to 1.25, one 1.32 (of 297)
    fade_common: float = 0.5  # share of the detail, squared, that two moments may have in common
    fade_sharpness: float = 0.5  # energy of the softer of the two over that of the sharper
    fade_over_noise: float = 25.0  # energy of what differs between the two over that of noise
    fade_beside: float = 0.3  # off the straight way, of the way's square; who moves meanwhile leaves it by that much
    fade_backwards: float = 0.1  # of the way, which noise may seem to take back from one frame to the next
    # Share of the energy missing half-way, as far as the two are unlike. Honest clips to 0.17 (of 237), a hunting focus
    # 0.24, a curtain's folds 0.29, a camera's filter of noise 0.45; 40 of 49 fades from 0.31.
    fade_missing: tuple[float, float] = (0.24, 0.35)
    loop_s: float = 0.30  # a quarter of a second of a swaying hand once came again by chance
    loop_least: int = 6  # frames: a shorter stretch of an even movement may look like another
    loop_offset: int = 4
    loop_frames: int = 450
    loop_movement: float = 1.0
    loop_share: float = 0.45  # difference over movement; honest clips from 0.55 (two nods alike), else from 0.67
    mirror_s: float = 0.6  # a nod goes back as it came for a third of a second; what is played back does for longer
    mirror_share: float = 0.36  # honest clips from 0.78, played back 0.14 to 0.6 where it moves enough


@dataclass(frozen=True)
class Planar:
    """Residual (in face widths) over tilt. Measured: photographs 0.04 to 0.15, turning and nodding people from 0.21."""

    rest_s: float = 1.0
    least_tilt: float = 0.045
    least_frames: int = 3  # of every second one
    flat_share: float = 0.10
    solid_share: float = 0.18
    solid_residual: float = 0.028  # face widths: people who turn leave 0.03 to 0.07, prints with holes up to 0.021
    solid_tilt: float = 0.08  # only a turn proves a face solid: a mouth that opens moves landmarks about as well
    certain_residual: float = 0.036  # however tilted; measured: prints with holes 0.030, turned heads 0.037 to 0.09


@dataclass(frozen=True)
class Cutout:
    """The same by optical flow. Measured: prints with holes 0.02 to 0.13, people mostly from 0.12, once 0.06."""

    least_expression: float = 0.5  # lids half shut, or the mouth half as far open as counts
    window_s: float = 1.0
    step_s: float = 0.14  # from picture to picture; a nodding face moves some seven pixels of the small picture in it
    least_tilt: float = 0.02
    least_windows: int = 2
    flat_share: float = 0.07
    solid_share: float = 0.12
    open_gap: float = 0.12  # face widths between the lips from which the chin must follow
    still_jaw: float = 0.12  # share of that gap by which the chin goes down; measured: people 0.40 to 0.74,
    moving_jaw: float = 0.30  # prints with a hole for the mouth -0.14 and 0.26


@dataclass(frozen=True)
class Relief:
    """Spread of the parallax, in radians. Measured: prints whose lids and jaw move 0.0006 to 0.0026, some with a living
    eye behind a hole up to 0.006; people who only blink and open the mouth from 0.005, who nod or turn from 0.017."""

    least_s: float = 2.5  # in two seconds people may hold the head to 0.0039
    least_frames: int = 10
    most_frames: int = 24  # over the whole video
    least_pixels: int = 200
    slow_s: float = 0.3  # what lasts shorter is noise
    flat: float = 0.0020
    living: float = 0.0040
    # From here on the flow of single corners is not asked: where it errs on people they have 0.035 and more, where it
    # is right on prints with holes these have 0.0184 at most.
    solid: float = 0.030


@dataclass(frozen=True)
class Bands:
    """Brightness that travels over the rows. Measured: honest clips score up to 0.3, screens with bands from 0.6."""

    least_hertz: float = 0.6
    most_hertz: float = 8.0
    honest_depth: float = 0.005  # of the light
    screen_depth: float = 0.010
    honest_direction: float = 3.0  # strength one way over the other: what sways goes both ways, a band only one
    screen_direction: float = 5.0
    honest_standing: float = 10.0  # over the usual strength at other paces
    screen_standing: float = 20.0
    lamp_hertz: float = 0.5  # around the pace of a lamp's bands: a rate that is off by 0.1 shifts it by up to that


@dataclass(frozen=True)
class Texture:
    """The networks' probability of a fake. Measured: honest clips up to 0.77, in dim light and through soft lenses;
    prints and screens mostly from 0.83, the rest below a half whatever the limit. Review begins at 0.80, between."""

    honest: float = 0.5
    fake: float = 0.95


@dataclass(frozen=True)
class Screen:
    """Measured: honest clips show no or one corner, screens and sheets whose edge shows mostly 3 to 6.

    Beats of rasters, as times of the usual: from (honest up to) to (surely a screen).
    """

    least_line: float = 0.8  # of the face's height or width
    most_lines: int = 5
    most_edges: int = 3  # of a bezel
    lattice: int = 4  # crossings of the longest lines: tiles have more, devices none
    lattice_lines: int = 8
    corner_reach: float = 0.06  # of the frame's short side
    corner_round: float = 0.12  # the same for the corners of a device, which are round
    corner_seen: float = 0.5  # of an upright edge between a corner and the face's middle
    body_half: float = 0.3  # of the face's width to either side: neck and chest hide what lies behind them
    body_seen: float = 0.6  # of that breadth, the share in which an edge before the body is seen
    # Half a face's height (10 cm) below the chin a shoulder reaches a face's width (14 cm) to its side, and a quarter
    # of the height further down its end.
    shoulder_depth: float = 0.5
    shoulder_reach: float = 1.0
    shoulder_end: float = 1.4
    neck_depth: float = 0.25  # the highest shoulders begin there, and the widest hair ends that far aside
    hair_reach: float = 0.9
    shoulder_slope: float = 0.7  # heights down for each width aside
    unbroken: float = 0.75  # from beside the face to its end, the share in which an edge before a shoulder is seen
    least_below: float = 0.12  # face heights of the shoulder that the picture must show
    well_below: float = 0.25  # and where one edge with a strip beside it is enough
    bezel_reach: float = 1.1  # face widths aside for that: the frames of doors beside narrow shoulders from 1.23
    # A bezel above and below, or left and right. No honest clip has such edges on two opposite sides at all.
    chest_depth: float = 0.2  # face heights below the chin from which a level edge passes before the chest
    strip_seen: float = 0.85  # of the edge, from one end of the picture to the other
    strip_whole: float = 0.95  # the same where one edge is enough
    strip_light: float = 90.0  # grey levels, the most of a bezel
    strip_uneven: float = 25.0  # from its tenth to its three quarters: the rest may shine
    strip_apart: float = 25.0  # between the two sides
    deep_below: float = 0.3  # face heights of the picture below where a shoulder must be
    black_reach: float = 1.4  # face widths aside, where shoulders still are
    black_light: float = 35.0  # grey levels, at most, of
    black_share: float = 88.0  # per cent of all that lies beyond the edge
    black_contrast: float = 20.0  # grey levels between the two sides of an edge that must be seen
    honest_corners: float = 1.5
    screen_corners: float = 4.0
    fine_beat: tuple[float, float] = (1.75, 2.5)  # honest clips up to 1.40, one 1.78
    coarse_beat: tuple[float, float] = (2.3, 3.3)  # honest clips up to 2.42
    colour_beat: tuple[float, float] = (2.05, 3.0)  # honest clips up to 2.06
    # Share of patches of the face that agree with the next about the strongest frequency.
    fine_moire: tuple[float, float] = (0.16, 0.26)  # honest clips up to 0.14
    coarse_moire: tuple[float, float] = (0.16, 0.26)  # honest clips up to 0.14
    colour_moire: tuple[float, float] = (0.22, 0.38)  # honest clips up to 0.19
