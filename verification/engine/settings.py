"""Every number the judge decides by, in one frozen object, each with where it comes from.

"measured" means: on the project's own sets, see docs/verification/accuracy.md; no number was chosen for one person.
"""

from dataclasses import dataclass, field

from .verdict import Decision


@dataclass(frozen=True)
class Limits:
    """What a video may cost. A phone's clip of a challenge is 4 to 20 s and 1 to 20 MB."""

    most_bytes: int = 64 * 1024 * 1024
    most_pixels: int = 4096 * 2304  # 4K with a little to spare; phones offer no more on the front camera
    least_side: int = 120
    most_frames: int = 2400  # 30 s at 60 fps, with room for cameras that vary
    most_seconds: float = 30.0
    least_seconds: float = 1.0
    least_frames: int = 10
    work_seconds: float = 6.0  # of CPU after which reading stops; wall time would punish people for a busy machine
    most_portrait_bytes: int = 16 * 1024 * 1024
    most_portrait_pixels: int = 40_000_000


@dataclass(frozen=True)
class Sampling:
    rate: float = 20.0  # frames looked at per second: at least two in a blink of 120 ms (Schiffman, 100-150 ms)
    longest_gap_s: float = 0.07  # between frames looked at: at 25 a second none may be left out
    calm_rate: float = 12.0  # where no blink is asked for: heads and jaws take 0.4 s and more there and back
    calm_gap_s: float = 0.125
    margin_s: float = 0.5  # around a window in which a blink is asked for, beyond its own tolerance
    short_side: int = 480  # larger frames are scaled down to this while decoding
    keyframe_every_s: float = 0.4  # of each such slot the best frame is kept for matching and texture


@dataclass(frozen=True)
class Quality:
    """Sizes are of the face's width (ear to ear, landmarks 234 to 454) in the frame as sampled."""

    least_face_px: float = 64.0  # SFace sees 112 px with margin; below 64 px detail is invented
    least_face_share: float = 0.14  # of the frame's short side
    most_face_share: float = 0.95
    darkest: float = 40.0  # mean luma of the face, 0..255
    brightest: float = 225.0
    burnt_share: float = 0.45  # of the face's pixels above 250
    backlight_ratio: float = 3.0  # background luma over the face's, with a dark face
    backlight_face: float = 70.0
    least_sharpness: float = 12.0  # variance of the Laplacian on the face scaled to 128 px; measured
    least_presence: float = 0.5  # the landmark network's own probability of a face (its published threshold)
    least_seen_share: float = 0.85  # of the samples must show the face
    longest_gap_s: float = 0.6  # without it; a quick turn can hide the face for a moment
    second_face: float = 0.45  # another face of this share of the person's width is a second person
    # One that somebody should look at, if no edge cuts it off: within some 1.2 m of a telephone held at 0.4 m. Posters
    # in a room measured up to 0.23, people made to stand beside or behind from 0.30, and half a face beside up to 0.44.
    near_face: float = 0.35
    start_s: float = 1.5  # the stretch in which the person must have faced the camera
    frontal_yaw: float = 20.0
    frontal_pitch: float = 22.0
    bad_share: float = 0.5  # a fault of light or sharpness must hold for this share of the samples


@dataclass(frozen=True)
class Occlusion:
    """A person looks at what is plainly covered; a hint is told only where the video fails anyway."""

    hint_colour: float = 12.0  # steps of a* and b* between mouth and chin, and cheeks and forehead; bare faces up to 9
    mask_colour: float = 20.0
    glasses_light: float = 0.38  # light of the eyes over the cheeks'
    glasses_contrast: float = 0.16  # and spread inside the eyes over the cheeks' light: eyes have whites
    least_share: float = 0.6  # of the frames looked at


@dataclass(frozen=True)
class Actions:
    early_s: float = 0.3  # a window opens a little early: the client's clock and the video's differ
    late_s: float = 0.8  # and closes late: reaction time, and the way back to rest
    blink_rise: float = 0.40  # share of the eye's usual opening that the lids must cover; measured: blinks 0.5 to 0.8
    blink_edge_s: float = 0.30  # the lids must close, and open, within this
    blink_longest_s: float = 0.80  # between the half heights; longer is closing one's eyes
    blink_both: float = 0.55  # the weaker lid over the stronger: less is a wink
    nod_degrees: float = 11.0
    turn_degrees: float = 16.0
    spike_degrees: float = 4.0  # by which one frame may stand out from those beside it
    mouth_rise: float = 0.25  # of jawOpen above the person's own rest
    mouth_gap: float = 0.13  # or between the lips, in face widths, above it
    back_share: float = 0.5  # there and back: the way back covers at least this share
    longest_s: float = 3.5  # there and back
    shortest_s: float = 0.12  # quicker is no movement of a head or a jaw
    contradiction: float = 1.3  # another movement of this many times its threshold contradicts


@dataclass(frozen=True)
class Match:
    """SFace cosine. Single pairs of 85 East Asian identities of LFW: accepts 92.8 % true and 0.02 % false at 0.45."""

    accept_at: float = 0.45
    review_at: float = 0.363
    frames: int = 5
    least_portrait_px: float = 40.0  # face width in the portrait
    portrait_yaw: float = 35.0
    same_person_at: float = 0.36  # a moment of the video against the others; measured


@dataclass(frozen=True)
class Dlib:
    """The selectable `face_recognition` engine. Its usual 0.6 accepts 38 % of East Asian impostor pairs of LFW."""

    accept_below: float = 0.45
    review_below: float = 0.50
    may_pass: bool = False
    frames: int = 3

    def __post_init__(self) -> None:
        if self.accept_below > 0.45:
            raise ValueError("dlib.accept_below: at most 0.45; above it, strangers pass (see docs/verification)")


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
    caught_up_content: float = 8.0  # spread of luma below which the held picture is blank
    # Spread of the face's place over this long, in face widths: people 0.00018 and more, still pictures to 0.00004.
    still_head_s: float = 0.5
    dead_head: float = 0.00006
    living_head: float = 0.00012
    cut_near_s: float = 0.2
    jump_near: int = 3
    cut_floor: float = 0.3
    cut_step: float = 1.2
    cut_ratio: float = 2.0  # honest clips: at most 1.7, and 2.0 at key frames
    jump_floor: float = 0.004  # of the face's width
    jump_least: float = 0.008
    jump_ratio: float = 2.0  # honest: at most 1.3
    joint_ratio: float = 2.0  # the two multiplied; honest: at most 1.8
    seam_near_s: float = 0.35  # a hand shakes three to ten times a second
    seam_floor: float = 1.0  # grey levels; without it, a key frame of a quiet picture stands out
    seam_ratio: tuple[float, float] = (1.05, 1.3)  # honest clips up to 0.91
    loop_s: float = 0.30  # a quarter of a second of a swaying hand once came again by chance
    loop_least: int = 6  # frames: a shorter stretch of an even movement may look like another
    loop_offset: int = 4
    loop_frames: int = 450
    loop_movement: float = 1.0
    loop_share: float = 0.55  # difference over movement; honest clips 0.67 once, else from 0.75; loops up to 0.56
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
    corner_reach: float = 0.06  # of the frame's short side
    body_half: float = 0.3  # of the face's width to either side: neck and chest hide what lies behind them
    body_seen: float = 0.6  # of that breadth, the share in which an edge before the body is seen
    # Half a face's height (10 cm) below the chin a shoulder reaches a face's width (14 cm) to its side.
    shoulder_depth: float = 0.5
    shoulder_reach: float = 1.0
    least_below: float = 0.12  # face heights of the shoulder that the picture must show
    honest_corners: float = 1.5
    screen_corners: float = 4.0
    fine_beat: tuple[float, float] = (1.75, 2.5)  # honest clips up to 1.73
    coarse_beat: tuple[float, float] = (2.3, 3.3)  # honest clips up to 2.22
    colour_beat: tuple[float, float] = (2.05, 3.0)  # honest clips up to 1.97


@dataclass(frozen=True)
class Attack:
    """Signals are 0 (honest) to 1 (attack); fused as independent doubts, each worth at most its weight.

    A weight below `fail_at` means: alone it brings a person to look, never a refusal. Texture errs on honest people in
    poor light; the flow of a cut-out errs on people who hold very still; bands come from lamps as well as from screens.
    Limits from docs/verification/accuracy.md.
    """

    texture: float = 0.75
    planar: float = 0.9
    screen: float = 0.9
    cutout: float = 0.7
    bands: float = 0.6
    continuity: float = 0.95
    review_at: float = 0.5
    fail_at: float = 0.8


SIGNALS = ("texture", "planar", "screen", "bands", "cutout", "continuity")


@dataclass(frozen=True)
class EngineSettings:
    limits: Limits = field(default_factory=Limits)
    sampling: Sampling = field(default_factory=Sampling)
    quality: Quality = field(default_factory=Quality)
    actions: Actions = field(default_factory=Actions)
    match: Match = field(default_factory=Match)
    dlib: Dlib = field(default_factory=Dlib)
    continuity: Continuity = field(default_factory=Continuity)
    planar: Planar = field(default_factory=Planar)
    cutout: Cutout = field(default_factory=Cutout)
    relief: Relief = field(default_factory=Relief)
    texture: Texture = field(default_factory=Texture)
    screen: Screen = field(default_factory=Screen)
    bands: Bands = field(default_factory=Bands)
    occlusion: Occlusion = field(default_factory=Occlusion)
    attack: Attack = field(default_factory=Attack)
    leave_out: tuple[str, ...] = ()  # signals left out of the verdict, named in the result
    at_best: Decision = Decision.PASS  # REVIEW where the portrait came from the person themselves

    def __post_init__(self) -> None:
        unknown = set(self.leave_out) - set(SIGNALS)
        if unknown:
            raise ValueError(f"no such signal: {', '.join(sorted(unknown))}; signals are {', '.join(SIGNALS)}")
