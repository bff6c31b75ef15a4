"""Judging processes that hang or die cost their own video, and nobody else's."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from config.settings import settings
from tests.verification.works import by_the_video
from verification.engine.challenge import Challenge
from verification.engine.settings import EngineSettings
from verification.pool import JudgeCrashed, JudgePool

CHALLENGE = Challenge.of("blink", "nod")
PATIENCE_S = 60.0


@pytest.fixture
async def judges() -> AsyncIterator[JudgePool]:
    pool = JudgePool(settings().models_folder, 2, by_the_video)
    yield pool
    pool.close()


async def ask(pool: JudgePool, video: bytes, timeout_s: float = PATIENCE_S) -> tuple[str, int]:
    verdict = await pool.judge(video, b"", CHALLENGE, EngineSettings(), timeout_s=timeout_s)
    said, process = verdict.findings[0].note.split()
    return said, int(process)


async def test_a_process_serves_video_after_video_with_its_models_loaded() -> None:
    pool = JudgePool(settings().models_folder, 1, by_the_video)
    assert (await ask(pool, b"one"))[1] == (await ask(pool, b"two"))[1] != os.getpid()
    pool.close()


async def test_a_video_that_kills_its_process_spoils_no_other(judges) -> None:
    killed, fine = await asyncio.gather(ask(judges, b"kills"), ask(judges, b"fine"), return_exceptions=True)
    assert isinstance(killed, JudgeCrashed)
    assert fine[0] == "fine"
    assert {(await ask(judges, b"after"))[0] for _ in range(3)} == {"after"}


async def test_a_video_that_hangs_is_given_up_and_its_process_ended(judges) -> None:
    hanging = asyncio.create_task(ask(judges, b"hangs", timeout_s=3.0))
    others = [await ask(judges, f"other{n}".encode()) for n in range(3)]
    assert [said for said, _ in others] == ["other0", "other1", "other2"]
    with pytest.raises(TimeoutError):
        await hanging
    assert {(await ask(judges, b"after"))[0] for _ in range(3)} == {"after"}
