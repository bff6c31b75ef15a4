"""The pool of judging processes: models loaded once in each, one thread a model, a time limit a video.

CPU work never runs in the event loop, where it would stop heartbeats and every other job. Each process stands in a
place of its own, so that a video that hangs or kills its process costs nobody else anything.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Protocol

from config.settings import settings
from verification.engine import EngineSettings, judge
from verification.engine.challenge import Challenge
from verification.engine.models import prepare
from verification.engine.verdict import Verdict

VIDEOS_PER_PROCESS = 200
"""A judging process is renewed after so many videos, which bounds what a leak in a native library can grow to."""

Work = Callable[[bytes, bytes, Challenge, EngineSettings], Verdict]
"""(video, portrait, challenge, how it is judged) → verdict; runs in the judging process."""


class JudgeCrashed(RuntimeError):
    """The judging process died over this video."""


class JudgePool:
    """Judges videos in processes of its own. `folder` holds the models; `work` is what the processes do."""

    def __init__(self, folder: Path, processes: int, work: Work = judge) -> None:
        self._folder, self._work = folder, work
        self._places: asyncio.Queue[ProcessPoolExecutor] = asyncio.Queue()
        self._processes = [self._fresh() for _ in range(processes)]
        for process in self._processes:
            self._places.put_nowait(process)

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            1,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(self._folder,),
            max_tasks_per_child=VIDEOS_PER_PROCESS,
        )

    async def judge(
        self, video: bytes, portrait: bytes, challenge: Challenge, engine: EngineSettings, *, timeout_s: float
    ) -> Verdict:
        """One verdict. Raises TimeoutError and JudgeCrashed; the pool is whole again afterwards."""
        work = partial(self._work, video, portrait, challenge, engine)
        place = await self._places.get()
        sound = False
        try:
            verdict = await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(place, work), timeout_s)
            sound = True
        except BrokenProcessPool:
            raise JudgeCrashed from None
        else:
            return verdict
        finally:
            self._places.put_nowait(place if sound else self._replaced(place))

    def _replaced(self, broken: ProcessPoolExecutor) -> ProcessPoolExecutor:
        """A fresh process in the place of one that hangs, died, or works on what nobody waits for any more."""
        for process in list((broken._processes or {}).values()):
            process.kill()
        broken.shutdown(wait=False, cancel_futures=True)
        fresh = self._fresh()
        self._processes[self._processes.index(broken)] = fresh
        return fresh

    def close(self) -> None:
        """End the judging processes."""
        for process in self._processes:
            process.shutdown(wait=False, cancel_futures=True)


def _begin(folder: Path) -> None:
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    prepare(folder)


def _end_with_the_parent() -> None:
    """A verifier that is killed takes its judging processes along; they would wait for work for ever."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


class Judge(Protocol):
    """Who judges for this process."""

    async def judge(
        self, video: bytes, portrait: bytes, challenge: Challenge, engine: EngineSettings, *, timeout_s: float
    ) -> Verdict:
        """One verdict. Raises TimeoutError and JudgeCrashed."""
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
