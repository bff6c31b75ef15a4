"""Every number the judge decides by, in one frozen object, each with where it comes from.

"measured" means: on the project's own sets, see docs/verification/accuracy.md; no number was chosen for one person.
"""

from dataclasses import dataclass, field

from .attacks.limits import Bands, Continuity, Cutout, Planar, Relief, Screen, Texture
from .verdict import Decision


@dataclass(frozen=True)
class Limits:
    """What a video may cost. A phone's clip of a challenge is 4 to 20 s and 1 to 20 MB."""

    most_bytes: int = 64 * 1024 * 1024
    most_pixels: int = 4096 * 2304  # 4K with a little to spare; phones offer no more on the front camera
    least_side: int = 120
    most_aspect: float = 3.0  # longer side over shorter: cameras reach 2.4; a narrow strip is large at its short side
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
    # A frame so soon after the last one is looked at only if the eyes' picture changes there or at the next. Measured:
    # a third of 4,875 honest frames changes less, and in none of them a lid moved by a fifth of its opening.
    wait_s: float = 0.07
    still_eyes: float = 0.10
    expression_every_s: float = 0.075  # blendshapes and quality: jaws take their time, and so does light
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
    # Measured: people who hold the phone level up to 17, one whose photograph bows the head 28; matched all the same.
    frontal_pitch: float = 30.0
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
    # Share of the eye's usual opening that the lids must cover. Measured on 254 blinks and 55 halves of blinks: all but
    # eight blinks from 0.36, behind the rims of spectacles and in smiling eyes; all but five halves up to 0.34.
    blink_rise: float = 0.35
    blink_edge_s: float = 0.30  # the lids must close, and open, within this
    blink_longest_s: float = 0.80  # between the half heights; longer is closing one's eyes
    blink_both: float = 0.55  # the weaker lid over the stronger: less is a wink
    nod_degrees: float = 11.6  # measured: nods from 12.0, halves of nods to 11.1, one 12.3
    turn_degrees: float = 16.0
    # By which one frame may stand out from those beside it: a nod of 14 degrees in 0.4 s, seen ten times a second, has
    # one frame at its peak and two at 7.
    spike_degrees: float = 4.7
    # jawOpen above the person's own rest, and the gap between the lips in face widths above it, each as it would count
    # alone; their shares add up. Measured: mouths opened by two fifths reach 0.98; of 101 wide ones three are less,
    # in a smile with lips apart already.
    mouth_jaw: float = 1.6
    mouth_gap: float = 0.125
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
    # Another face of this share of the person's width makes it a picture of several; one that its edge cuts off is a
    # neighbour in the photograph it was taken from, unless it is nearly as large.
    portrait_second: float = 0.5
    portrait_cut_off: float = 0.8
    same_person_at: float = 0.36  # a moment of the video against the others; measured


@dataclass(frozen=True)
class Dlib:
    """The selectable `face_recognition` engine. Its usual 0.6 accepts 38 % of East Asian impostor pairs of LFW."""

    accept_below: float = 0.45
    review_below: float = 0.50
    may_pass: bool = False
    frames: int = 3
    mouth_gap: float = 0.13  # between the lips, in face widths, above the person's own rest

    def __post_init__(self) -> None:
        if self.accept_below > 0.45:
            raise ValueError("dlib.accept_below: at most 0.45; above it, strangers pass (see docs/verification)")


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
