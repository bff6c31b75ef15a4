"""The face engine: video bytes in, verdict out. Pure; knows no database, no settings of the product, no network.

Begin with `default_engine.py` (the order of the stages), then `watch.py` (what is seen), `actions.py` (what was done),
`attacks/` (whether it is real), `match.py` (who it is). Every threshold is in `settings.py`. In a script:

    prepare(models_folder())
    verdict = judge(video, portrait, Challenge.of("blink", "nod"), EngineSettings())

The service judges in processes of its own, which hold nothing else: `verification/pool.py`.
"""

from typing import TYPE_CHECKING, Protocol

from .challenge import Action, Challenge, Prompt
from .settings import SIGNALS, EngineSettings
from .verdict import Decision, Finding, Verdict

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("default", "face_recognition")


class NoModels(RuntimeError):
    """A weight file is missing; `zhaoban models install` brings it."""


class Engine(Protocol):
    """A way of judging; `judge` never raises for what video or portrait hold."""

    name: str

    def judge(self, video: bytes, portrait: bytes, challenge: Challenge, settings: EngineSettings) -> Verdict: ...


def prepare(folder: "Path | str") -> None:
    """Load this process's networks before its first video; raises models.NoModels when a weight is missing."""
    from . import models

    models.prepare(folder)


def engine_named(name: str) -> Engine:
    """An engine on the networks that this process has prepared."""
    from .models import models

    if name == "default":
        from .default_engine import DefaultEngine

        return DefaultEngine(models())
    if name == "face_recognition":
        from .dlib_engine import DlibEngine

        return DlibEngine(models())
    raise ValueError(f"no such engine: {name}; engines are {', '.join(ENGINES)}")


def judge(
    video: bytes, portrait: bytes, challenge: Challenge, settings: EngineSettings, engine: str = "default"
) -> Verdict:
    """Judge one video in this process, which must have been prepared."""
    return engine_named(engine).judge(video, portrait, challenge, settings)


__all__ = [
    "ENGINES",
    "SIGNALS",
    "Action",
    "Challenge",
    "Decision",
    "Engine",
    "EngineSettings",
    "Finding",
    "NoModels",
    "Prompt",
    "Verdict",
    "engine_named",
    "judge",
    "prepare",
]
