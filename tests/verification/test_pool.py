"""Judging processes that hang, die, or eat cost their own video, and nobody else's; and they know nothing of us."""

import asyncio
import os
import pickle
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from config.settings import settings
from tests.verification.works import by_the_video, evil_answer
from verification.engine.challenge import Challenge
from verification.engine.settings import EngineSettings
from verification.engine.verdict import Decision, Verdict, unreadable
from verification.judge_process import NICENESS
from verification.pool import JudgeCrashed, JudgeFailed, JudgeOutOfMemory, JudgePool, read_verdict

CHALLENGE = Challenge.of("blink", "nod")
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
async def judges() -> AsyncIterator[JudgePool]:
    """One pool for all: what one test's video broke must be whole for the next."""
    pool = JudgePool(settings().models_folder, 2, by_the_video)
    yield pool
    await pool.close()


async def ask(pool: JudgePool, video: bytes, timeout_s: float = PATIENCE_S) -> tuple[str, int]:
    verdict = await pool.judge(video, b"", CHALLENGE, EngineSettings(), timeout_s=timeout_s)
    said, process = verdict.findings[0].note.rsplit(" ", 1)
    return said, int(process)


async def test_a_process_serves_video_after_video_with_its_models_loaded(judges) -> None:
    served = [(await ask(judges, b"one"))[1] for _ in range(4)]
    assert len(set(served)) <= 2
    assert os.getpid() not in served


@pytest.mark.parametrize(
    ("video", "costs"),
    [
        (b"kills", JudgeCrashed),
        (b"reads where nothing is", JudgeCrashed),
        (b"eats", JudgeOutOfMemory),
        (b"our fault", JudgeFailed),
        (b"takes us over", JudgeCrashed),
    ],
    ids=lambda each: each.decode() if isinstance(each, bytes) else each.__name__,
)
async def test_a_video_that_ends_its_process_spoils_no_other(judges, video, costs) -> None:
    broken, fine = await asyncio.gather(ask(judges, video), ask(judges, b"fine"), return_exceptions=True)
    assert type(broken) is costs
    assert fine[0] == "fine"
    assert {(await ask(judges, b"after"))[0] for _ in range(3)} == {"after"}


async def test_a_video_that_hangs_is_given_up_and_its_process_ended(judges) -> None:
    hanging = asyncio.create_task(ask(judges, b"hangs", timeout_s=3.0))
    others = [await ask(judges, f"other{n}".encode()) for n in range(3)]
    assert [said for said, _ in others] == ["other0", "other1", "other2"]
    with pytest.raises(TimeoutError):
        await hanging
    assert {(await ask(judges, b"after"))[0] for _ in range(3)} == {"after"}


async def test_a_judging_process_knows_no_address_and_no_key_and_holds_no_connection(judges) -> None:
    os.environ["ZHAOBAN_TEST_SECRET"] = "only for us"
    known = (await ask(judges, b"what do you know"))[0].split()
    del os.environ["ZHAOBAN_TEST_SECRET"]
    assert {"DATABASE_URL", "REDIS_URL", "ZHAOBAN_KEYS", "ZHAOBAN_TEST_SECRET", "HOME"}.isdisjoint(known)
    assert "OPENBLAS_NUM_THREADS" in known
    held, niceness = (await ask(judges, b"what do you hold"))[0].split("/")
    assert held == ""  # Neither a connection nor a file: not even the database of events that onnxruntime would keep.
    assert int(niceness) >= min(os.nice(0) + NICENESS, 19)


async def test_what_a_native_library_prints_is_no_answer(judges) -> None:
    assert (await ask(judges, b"prints"))[0] == "prints"


class Looked:
    """Pickled as Python 3.11.2, which Debian 12 has, pickles a member of an enumeration: by getattr."""

    def __init__(self, kind: type, name: str) -> None:
        self.kind, self.name = kind, name

    def __reduce__(self) -> tuple[object, ...]:
        return getattr, (self.kind, self.name)


def test_an_answer_makes_a_verdict_and_nothing_else() -> None:
    verdict = unreadable("broken")
    assert read_verdict(pickle.dumps(verdict)) == verdict
    assert read_verdict(pickle.dumps(replace(verdict, decision=Looked(Decision, "FAIL")))) == verdict
    reaching = [replace(verdict, decision=Looked(*place)) for place in [(Verdict, "as_json"), (Decision, "mro")]]
    for answer in (
        *(evil_answer(), pickle.dumps({"verdict": "pass"}), b"", b"\x80\x05", b"junk"),
        *map(pickle.dumps, reaching),
    ):
        with pytest.raises(JudgeCrashed):
            read_verdict(answer)
