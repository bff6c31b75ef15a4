"""The pool of judging processes: models loaded once in each, one thread a model, a time and a memory limit a video.

CPU work never runs in the event loop, where it would stop heartbeats and every other job. Each process stands in a
place of its own, so that a video that hangs, kills its process or eats its memory costs nobody else anything. What runs
in it, and how it is confined, says `judge_process.py`.
"""

import asyncio
import io
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from config.settings import PROJECT, settings
from verification.engine import EngineSettings, judge
from verification.engine import verdict as verdicts
from verification.engine.challenge import Challenge
from verification.engine.verdict import Verdict
from verification.judge_process import LENGTH_BYTES, NO_MODELS, OUT_OF_MEMORY
from verification.reasons import Reason

VIDEOS_PER_PROCESS = 200
"""A judging process is renewed after so many videos, which bounds what a leak in a native library can grow to."""
STARTS_WITHIN_S = 120.0
"""Loading the models takes a second or two, and much more on a machine that swaps."""
MOST_ANSWER_BYTES = 16 * 1024 * 1024
"""A verdict with its evidence frame has some hundred kilobytes."""
INHERITED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "PYTHONPATH", "LD_LIBRARY_PATH")
"""All that a judging process learns of our environment: no address, no password, no key."""

Work = Callable[[bytes, bytes, Challenge, EngineSettings], Verdict]
"""(video, portrait, challenge, how it is judged) → verdict; a function of a module, runs in the judging process."""


class JudgeCrashed(RuntimeError):
    """The judging process died over this video."""


class JudgeOutOfMemory(JudgeCrashed):
    """This video needs more memory than any video of a phone."""


class JudgeFailed(RuntimeError):
    """A fault of ours in the judging process, whose trace is in the log; no word about the video."""


class JudgePool:
    """Judges videos in processes of its own. `folder` holds the models; `work` is what the processes do."""

    def __init__(self, folder: Path, processes: int, work: Work = judge, *, memory_mib: int | None = None) -> None:
        self._argv = [
            *(sys.executable, "-m", "verification.judge_process", str(folder)),
            *(str(memory_mib or settings().judge_memory_mib), f"{work.__module__}:{work.__qualname__}"),
        ]
        self._places: asyncio.Queue[_Place] = asyncio.Queue()
        self._all = [_Place() for _ in range(processes)]
        for place in self._all:
            self._places.put_nowait(place)

    async def judge(
        self, video: bytes, portrait: bytes, challenge: Challenge, engine: EngineSettings, *, timeout_s: float
    ) -> Verdict:
        """One verdict. Raises TimeoutError, JudgeCrashed and JudgeFailed; the pool is whole again afterwards."""
        work = pickle.dumps((video, portrait, challenge, engine))
        place = await self._places.get()
        sound = False
        try:
            process = await self._process(place)
            answer = await asyncio.wait_for(_ask(process, work), timeout_s)
            sound = place.judged < VIDEOS_PER_PROCESS
        finally:
            if not sound:
                place.vacate()
            self._places.put_nowait(place)
        return answer

    async def _process(self, place: "_Place") -> asyncio.subprocess.Process:
        """The process of a place, started and with its models loaded."""
        if place.process is None:
            place.process = await asyncio.create_subprocess_exec(
                *self._argv,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=PROJECT,
                env={name: os.environ[name] for name in INHERITED if name in os.environ},
            )
            await asyncio.wait_for(_message(place.process), STARTS_WITHIN_S)
        place.judged += 1
        return place.process

    async def close(self) -> None:
        """End the judging processes."""
        processes = [place.process for place in self._all if place.process is not None]
        for place in self._all:
            place.vacate()
        for process in processes:
            await process.wait()


class _Place:
    """Where one judging process stands, and how many videos it was given."""

    def __init__(self) -> None:
        self.process: asyncio.subprocess.Process | None = None
        self.judged = 0

    def vacate(self) -> None:
        """End a process that hangs, died, has judged enough, or works on what nobody waits for any more."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.kill()
        self.process, self.judged = None, 0


async def _ask(process: asyncio.subprocess.Process, work: bytes) -> Verdict:
    assert process.stdin is not None
    try:
        process.stdin.write(len(work).to_bytes(LENGTH_BYTES, "big") + work)
        await process.stdin.drain()
    except ConnectionError:
        raise await _death_of(process) from None
    return read_verdict(await _message(process))


async def _message(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    try:
        length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES), "big")
        if length > MOST_ANSWER_BYTES:
            raise JudgeCrashed("an answer that is no verdict")
        return await process.stdout.readexactly(length)
    except asyncio.IncompleteReadError:
        raise await _death_of(process) from None


async def _death_of(process: asyncio.subprocess.Process) -> RuntimeError:
    """What it died of. A signal is what a native library leaves behind, a status of 1 what our own code does."""
    match await process.wait():
        case status if status == OUT_OF_MEMORY:
            return JudgeOutOfMemory("more memory than a video may take")
        case status if status == NO_MODELS:
            return JudgeFailed("the models are not installed")
        case 1:
            return JudgeFailed("a fault in the judging process, see its trace")
        case status:
            return JudgeCrashed(f"ended with status {status}")


_SPEAKS_OF = {
    (each.__module__, each.__qualname__)
    for each in (
        *(verdicts.Verdict, verdicts.Decision, verdicts.Finding, verdicts.ActionResult, verdicts.MatchResult),
        *(verdicts.AttackResult, verdicts.VideoFacts, verdicts.Evidence, verdicts.Signature, Reason),
    )
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (
            "builtins",
            "getattr",
        ):  # So Python 3.11.2 pickles a member of an enumeration.
            return _member
        if (module, name) not in _SPEAKS_OF:
            raise JudgeCrashed("an answer that is no verdict")
        return super().find_class(module, name)


def _member(kind: type, name: str) -> Enum:
    if not issubclass(kind, Enum):
        raise JudgeCrashed("an answer that is no verdict")
    return kind[name]


def read_verdict(answer: bytes) -> Verdict:
    """A verdict and nothing else: a process that a video has taken over must not make objects of its choice here, where
    the keys are. Raises JudgeCrashed.
    """
    try:
        said = _Reader(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, EOFError, TypeError, ValueError, AttributeError, LookupError):
        raise JudgeCrashed("an answer that is no verdict") from None
    if not isinstance(said, Verdict):
        raise JudgeCrashed("an answer that is no verdict")
    return said


class Judge(Protocol):
    """Who judges for this process."""

    async def judge(
        self, video: bytes, portrait: bytes, challenge: Challenge, engine: EngineSettings, *, timeout_s: float
    ) -> Verdict:
        """One verdict. Raises TimeoutError, JudgeCrashed and JudgeFailed."""
        ...


_judge: list[Judge] = []


def use(judge: Judge) -> None:
    """Name the judge of this process, where it is another than its own pool."""
    _judge[:] = [judge]


def judge_pool() -> Judge:
    """The judge of this process: a pool of its own, made at first use."""
    if not _judge:
        _judge.append(JudgePool(settings().models_folder, settings().judge_processes))
    return _judge[0]
