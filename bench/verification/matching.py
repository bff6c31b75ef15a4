"""Genuine and impostor scores: every honest clip against every portrait of the set."""

from collections.abc import Sequence

from bench.verification.clips import Clip
from verification.engine import EngineSettings, match
from verification.engine.decode import Tally, read_frames
from verification.engine.models import models
from verification.engine.watch import watch


def match_scores(clips: Sequence[Clip], settings: EngineSettings) -> tuple[list[float], list[float]]:
    """Fused scores of clips with their own person's portrait, and with all the others'."""
    portraits = {}
    for clip in clips:
        picture = match.decode_portrait(clip.photo, settings.limits)
        portraits[clip.portrait] = match.embed_portrait(picture, models(), settings.match)
    genuine: list[float] = []
    impostor: list[float] = []
    for clip in clips:
        frames = read_frames(clip.video, settings.limits, settings.sampling, Tally())
        watched = watch(frames, models(), settings)
        chosen = match.choose(watched.keyframes, settings.match.frames)
        seen = [one for frame in chosen if (one := match.embed_frame(frame, models())) is not None]
        for name, portrait in portraits.items():
            result, _findings = match.compare(seen, portrait, settings.match)
            if result.score is not None:
                (genuine if name == clip.portrait else impostor).append(result.score)
    return genuine, impostor
