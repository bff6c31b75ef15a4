"""The judge: bytes of a video and a portrait in, a verdict out. Nothing else is read or written."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from verification.reasons import Reason

from . import match
from .actions import judge_actions
from .attacks.bands import bands_sign
from .attacks.continuity import continuity_sign
from .attacks.cutout import cutout_sign
from .attacks.fade import fade_sign
from .attacks.jaw import jaw_sign
from .attacks.planar import flatness
from .attacks.relief import relief
from .attacks.screen import screen_sign
from .attacks.sign import Sign, either, worst
from .attacks.stillness import stillness_sign
from .attacks.texture import texture_sign
from .challenge import Action, Challenge
from .decode import Tally, TooMuch, Unreadable, read_frames
from .events import movements
from .evidence import choose_evidence
from .expressions import lids_and_mouth
from .eyes import eye_changes
from .models import Models
from .occlusion import occlusion
from .quality import judge_quality
from .record import Record
from .settings import EngineSettings
from .signature import sign_movement
from .verdict import Finding, Verdict
from .watch import Keyframe, Watched, watch

NAME = "default"
Shown = NDArray[np.float64]  # (n, 3): left lid, right lid, mouth


class DefaultEngine:
    """Landmarks and pose by MediaPipe's networks, matching by SFace, presentation attacks by several signals."""

    name = NAME

    def __init__(self, models: Models) -> None:
        self._models = models

    def judge(self, video: bytes, portrait: bytes, challenge: Challenge, settings: EngineSettings) -> Verdict:
        """Never raises for what the video or the portrait holds: a verdict says what is wrong with them."""
        record = Record(NAME)
        try:
            wanted = self._portrait(portrait, settings, record)
            watched = self._watch(video, challenge, settings, record)
            with record.stage("expressions"):
                shown = _shown(watched, settings)
            self._assess(watched, shown, challenge, settings, record)
            self._compare(watched, shown, wanted, settings, record)
        except match.UnreadablePortrait as error:
            record.unreadable(error.finding)
        except Unreadable as error:
            record.unreadable(Finding(Reason.UNREADABLE, note=str(error)))
        except TooMuch as error:
            record.unreadable(Finding(Reason.TOO_LONG, note=str(error)))
        return record.verdict(video, challenge, settings)

    def _portrait(self, portrait: bytes, settings: EngineSettings, record: Record) -> match.Embedding | None:
        """The portrait's embedding; None, and a finding, where it shows no face to compare with.

        Raises UnreadablePortrait.
        """
        with record.stage("portrait"):
            picture = match.decode_portrait(portrait, settings.limits)
            try:
                return match.embed_portrait(picture, self._models, settings.match)
            except match.BadPortrait as error:
                record.findings.append(error.finding)
                return None

    def _watch(self, video: bytes, challenge: Challenge, settings: EngineSettings, record: Record) -> Watched:
        limits = settings.limits
        with record.stage("watch"):
            dense = blink_windows(challenge, settings)
            frames = read_frames(video, limits, settings.sampling, record.tally, dense)
            watched = watch(frames, self._models, settings)
        if record.tally.frames < limits.least_frames or record.tally.duration_s < limits.least_seconds:
            raise Unreadable(f"shorter than {limits.least_seconds:g} s or {limits.least_frames} frames")
        record.looked_at = len(watched.times)
        return watched

    def _assess(
        self, watched: Watched, shown: Shown, challenge: Challenge, settings: EngineSettings, record: Record
    ) -> None:
        """What can be said without knowing who it should be: quality, actions, one unbroken recording."""
        with record.stage("quality"):
            record.findings += judge_quality(watched, settings.quality)
        with record.stage("actions"):
            moved = movements(watched.times, shown, watched.angles, settings.actions)
            judged = judge_actions(moved, challenge, settings.actions)
            record.actions = judged.results
            record.findings += judged.findings
        with record.stage("continuity"):
            tally = record.tally
            times = np.array(tally.times) - tally.times[0]
            unbroken = continuity_sign(tally.prints, tally.small, times, settings.continuity)
            faded = fade_sign(watched.scenes, watched.times, settings.continuity)
            record.signs["continuity"] = worst(unbroken, faded, stillness_sign(watched, settings.continuity))
        with record.stage("evidence"):
            record.evidence = choose_evidence(watched.keyframes)
            record.movement = sign_movement(watched)

    def _compare(
        self, watched: Watched, shown: Shown, wanted: match.Embedding | None, settings: EngineSettings, record: Record
    ) -> None:
        """Who it is, whether it stays the same person, and whether it is a person at all."""
        if not watched.keyframes:
            return
        chosen = match.choose(watched.keyframes, settings.match.frames)
        with record.stage("match"):
            seen = [one for frame in chosen if (one := match.embed_frame(frame, self._models)) is not None]
            record.findings += match.same_person(seen, settings.match)
            record.findings += match.alone(chosen, self._models, settings.quality)
            if wanted is not None:
                record.match, findings = match.compare(seen, wanted, settings.match)
                record.findings += findings
        with record.stage("attack"):
            record.signs.update(self._attacks(watched, shown, chosen, record.tally, settings))
        with record.stage("quality"):
            record.findings += occlusion(chosen, settings.occlusion, failed=bool(record.findings))

    def _attacks(
        self, watched: Watched, shown: Shown, chosen: Sequence[Keyframe], tally: Tally, settings: EngineSettings
    ) -> dict[str, Sign]:
        flat, bodily = flatness(watched, settings.planar), relief(watched, settings.relief)
        rise = float(np.nanmax(shown))
        # A face that left every plane when it turned is no print, whatever the finer signs would say of it at rest.
        cutout = Sign(0.0, note="solid")
        if not (flat.solid or bodily.solid):
            cutout = either(cutout_sign(watched, rise, settings.cutout), jaw_sign(watched, settings.cutout))
        return {
            "texture": texture_sign(chosen, self._models, settings.texture),
            "planar": flat.sign,
            "screen": screen_sign(chosen, settings.screen),
            "bands": bands_sign(tally.prints, tally.rows, np.array(tally.times) - tally.times[0], settings.bands),
            # An open mouth draws a print's landmarks out of their plane as if it were solid: nobody is cleared of this.
            "cutout": worst(cutout, bodily.sign),
        }


def blink_windows(challenge: Challenge, settings: EngineSettings) -> list[tuple[float, float]]:
    """The seconds in which a blink may come that was asked for, with room for the rest on either side of it."""
    early, late = settings.actions.early_s, settings.actions.late_s
    margin, windows = settings.sampling.margin_s, []
    for prompt in challenge.prompts:
        if prompt.action is Action.BLINK:
            first = -math.inf if prompt.from_s is None else prompt.from_s - early - margin
            last = math.inf if prompt.to_s is None else prompt.to_s + late + margin
            windows.append((first, last))
    return windows


def _shown(watched: Watched, settings: EngineSettings) -> Shown:
    widths = watched.widths.astype(np.float64)
    changes = eye_changes(watched.scenes, watched.points, watched.scene_scale)
    return lids_and_mouth(watched.points, watched.shapes, widths, changes, settings.actions)
