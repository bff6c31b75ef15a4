"""A verifier killed in the middle of a video loses nothing and doubles nothing. Real processes, a real video."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest
from PIL import Image

from config.settings import settings
from core import clock
from core.blobs import Blob
from core.states import Transition
from sandbox.people import PEOPLE, portrait
from tests.verification.people import Person, consented
from verification import policy
from verification.invite import Invitee
from verification.models import SeenVideo, VerificationAttempt
from verification.states import VerificationAttemptState

ROOT = Path(__file__).parents[2]
FPS, SECONDS = 30, 16
BUSY_CPU_SECONDS = 1.2
"""By then a judging process has loaded its models (0.6) and looks at pictures; the whole video takes it 3."""
ACTOR = PEOPLE[0]


def long_video() -> bytes:
    """Sixteen seconds of a photograph that drifts: a fraud, but one that takes a judge a while."""
    photo = np.asarray(Image.open(io.BytesIO(portrait(ACTOR.key, folder=settings().people_folder))).convert("RGB"))
    photo = np.asarray(Image.fromarray(photo).resize((720, 960)))
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=FPS, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 640, 880, "yuv420p"
        for number in range(FPS * SECONDS):
            x, y = 40 + int(30 * np.sin(number / 20)), 40 + int(30 * np.cos(number / 27))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(photo[y : y + 880, x : x + 640]), format="rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return written.getvalue()


@pytest.fixture
def verifiers(database: None, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start verifiers on this test's servers, with a sandbox whose register knows the actor."""
    running: list[subprocess.Popen[Any]] = []
    outside = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--data", str(tmp_path), "--people",
         str(settings().people_folder)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    running.append(outside)
    assert outside.stdout is not None
    address = outside.stdout.readline().split()[1]
    httpx.get(f"{address}/phones/", trust_env=False, timeout=30).raise_for_status()
    environment = {
        **os.environ,
        "SANDBOX_URL": address,
        "SANDBOX_CREDENTIALS": str(tmp_path / "credentials.json"),
        "HEARTBEAT_SECONDS": "0.4",
        "JUDGE_TIMEOUT_SECONDS": "300",
        "JUDGE_PROCESSES": "1",
        "OMP_NUM_THREADS": "1",
    }
    assert json.loads((tmp_path / "credentials.json").read_text())["population_register"]

    def start() -> subprocess.Popen[bytes]:
        log = (tmp_path / f"verifier-{len(running)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "verifier"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
    outside.stdout.close()


def cpu_seconds(pid: int) -> float:
    """What a process and the children it still has consumed of the processor."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:  # It has ended.
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # It has ended.
        return []


async def until(true: Callable[[], Any], patience_s: float = 120.0) -> None:
    """Wait for something that other processes do."""
    ends = asyncio.get_running_loop().time() + patience_s
    while True:
        said = true()
        if await said if asyncio.iscoroutine(said) else said:
            return
        assert asyncio.get_running_loop().time() < ends, "it did not come to pass"
        await asyncio.sleep(0.05)


async def hand_in(person: Person, video: bytes) -> VerificationAttempt:
    attempt = await person.challenge(now=clock.now())
    await person.upload(attempt, video, now=clock.now())
    return await person.submit(attempt, now=clock.now())


async def test_another_verifier_takes_up_what_a_killed_one_was_judging(database, told, verifiers) -> None:
    video = long_video()
    assert len(video) < policy.MAX_VIDEO_BYTES
    first = verifiers()
    attempt = await hand_in(await consented(who=Invitee("p1", ACTOR.name, ACTOR.id_number, ACTOR.phone)), video)
    await until(lambda: any(cpu_seconds(child) > BUSY_CPU_SECONDS for child in children(first.pid)))
    orphans = children(first.pid)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (await VerificationAttempt.get(id=attempt.id)).state is VerificationAttemptState.SUBMITTED
    await until(lambda: not any(Path(f"/proc/{child}").exists() for child in orphans))

    verifiers()

    async def judged() -> bool:
        return (await VerificationAttempt.get(id=attempt.id)).state is VerificationAttemptState.JUDGED

    await until(judged)
    ended = await VerificationAttempt.get(id=attempt.id)
    assert ended.tries == 2
    assert ended.result["engine"]
    assert await Transition.filter(subject_id=attempt.id, action="judge").count() == 1
    assert await SeenVideo.filter(attempt_id=attempt.id).count() == 1
    assert await Blob.filter(purpose="evidence", erased_at=None).count() == (1 if ended.evidence_blob_id else 0)
    assert not await Blob.filter(purpose="video", erased_at=None).exists()
