"""The pool of judging processes: models loaded once in each, one thread a model, a time limit a video.

CPU work never runs in the event loop, where it would stop heartbeats and every other job.
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from config.settings import settings
from verification.engine import EngineSettings, judge
from verification.engine.challenge import Challenge
from verification.engine.models import prepare
from verification.engine.verdict import Verdict

TASKS_PER_PROCESS = 200
"""A judging process is renewed after so many videos, which bounds what a leak in a native library can grow to."""


class JudgeCrashed(RuntimeError):
    """The judging process died over this video."""


class JudgePool:
    """Judges videos in processes of its own."""

    def __init__(self, folder: Path, processes: int) -> None:
        self._folder, self._processes = folder, processes
        self._slots = asyncio.Semaphore(processes)
        self._executor = self._fresh()

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._processes,
            mp_context=get_context("spawn"),
            initializer=prepare,
            initargs=(self._folder,),
            max_tasks_per_child=TASKS_PER_PROCESS,
        )

    async def judge(
        self, video: bytes, portrait: bytes, challenge: Challenge, *, leave_out: tuple[str, ...], timeout_s: float
    ) -> Verdict:
        """One verdict. Raises TimeoutError and JudgeCrashed; the pool is whole again afterwards."""
        work = partial(_judge, video, portrait, challenge, leave_out)
        async with self._slots:
            executor = self._executor
            try:
                return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(executor, work), timeout_s)
            except TimeoutError:
                self._replace(executor)
                raise
            except BrokenProcessPool:
                self._replace(executor)
                raise JudgeCrashed from None

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if self._executor is not broken:
            return
        self._executor = self._fresh()
        for process in list((broken._processes or {}).values()):
            process.kill()
        broken.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the judging processes."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _judge(video: bytes, portrait: bytes, challenge: Challenge, leave_out: tuple[str, ...]) -> Verdict:
    return judge(video, portrait, challenge, EngineSettings(leave_out=leave_out))


@cache
def judge_pool() -> JudgePool:
    """The pool of this process, made at first use."""
    return JudgePool(settings().models_folder, settings().judge_processes)
