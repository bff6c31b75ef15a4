"""Verifications a minute and memory, sustained: the verifier's own process pool, kept busy for minutes.

    python -m bench.verification.sustained [--minutes 5] [--processes 2] [--seconds 6]

Every video is handed to `verification.pool.JudgePool` as the verifier does it, with twice as many waiting as there are
processes. Loading of the networks is not counted (a verifier lives for days); memory is what all processes together
hold, sampled twice a second.
"""

import argparse
import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config.settings import Settings
from sandbox.people import PEOPLE, Capture, Prompted, perform, portrait
from verification.engine import Challenge, EngineSettings
from verification.pool import JudgePool
from verification.weights.install import models_folder

PEOPLE_SHOWN = 4
MEMORY_MIB = Settings.model_fields["judge_memory_mib"].default
"""What the verifier allows a judging process, unless told otherwise; no other setting is needed here."""
PATIENCE_S = 120.0
Job = tuple[bytes, bytes, Challenge]


def make_jobs(seconds: float) -> list[Job]:
    """One clip of each of some people: two movements within the given length, 480 by 640, 30 frames a second."""
    rng, half = random.Random(3), (seconds - 0.8) / 2
    jobs = []
    for person in PEOPLE[:PEOPLE_SHOWN]:
        actions = rng.sample(("blink", "nod", "mouth", "turn_left", "turn_right"), 2)
        asked = [Prompted(action, 0.4 + half * n, 0.4 + half * (n + 1)) for n, action in enumerate(actions)]
        video = perform(person.key, asked, options=Capture(fps=30, seconds=seconds, seed=rng.randrange(999)))
        wanted = [{"action": p.action, "from_s": p.from_s, "to_s": p.to_s} for p in asked]
        jobs.append((video, portrait(person.key), Challenge.read(wanted)))
    return jobs


def resident_mib(pids: list[int]) -> float:
    """Memory that the processes hold now; shared pages are counted once for each."""
    held = 0
    for pid in pids:
        status = Path(f"/proc/{pid}/statm")
        if status.exists():
            held += int(status.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return held / 2**20


def family() -> Iterator[int]:
    """This process and its children, all of which the pool started."""
    yield os.getpid()
    for task in Path("/proc/self/task").iterdir():
        yield from map(int, (task / "children").read_text(encoding="ascii").split())


@dataclass
class Seen:
    """When each verdict came, in seconds from the start, what it cost in CPU seconds, and how many of which."""

    came: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)


async def drive(pool: JudgePool, jobs: list[Job], minutes: float, processes: int) -> Seen:
    """Videos that are in flight at the end are awaited."""
    start, seen = time.perf_counter(), Seen()

    async def client(number: int) -> None:
        turn = number
        while time.perf_counter() - start < minutes * 60:
            video, photo, challenge = jobs[turn % len(jobs)]
            verdict = await pool.judge(video, photo, challenge, EngineSettings(), timeout_s=PATIENCE_S)
            seen.came.append(time.perf_counter() - start)
            seen.cost.append(verdict.cpu_s)
            seen.verdicts[verdict.decision.value] += 1
            turn += 1

    await asyncio.gather(*(client(number) for number in range(2 * processes)))
    return seen


async def measure(minutes: float, processes: int, seconds: float) -> None:
    jobs = make_jobs(seconds)
    pool = JudgePool(models_folder(), processes, memory_mib=MEMORY_MIB)
    warm = [pool.judge(*job, EngineSettings(), timeout_s=PATIENCE_S) for job in jobs[:processes]]
    await asyncio.gather(*warm)
    peaks: list[float] = []

    async def watch_memory() -> None:
        while True:
            peaks.append(resident_mib(list(family())))
            await asyncio.sleep(0.5)

    watcher = asyncio.create_task(watch_memory())
    before = os.getloadavg()[0]
    seen = await drive(pool, jobs, minutes, processes)
    watcher.cancel()
    await pool.close()
    per_minute = [sum(60 * n <= at < 60 * (n + 1) for at in seen.came) for n in range(int(minutes))]
    count, last = len(seen.came), seen.came[-1]
    print(f"{count} verdicts in {last:.0f} s, {60 * count / last:.0f} a minute: {dict(seen.verdicts)}")
    print(f"CPU seconds a verdict: {sum(seen.cost) / count:.2f} on average, at most {max(seen.cost):.2f}")
    print(f"minute by minute {per_minute}")
    print(f"memory of all processes: at most {max(peaks):.0f} MiB, first minute {max(peaks[:120]):.0f} MiB")
    print(f"load of the machine {before:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=6.0)
    asked = parser.parse_args()
    asyncio.run(measure(asked.minutes, asked.processes, asked.seconds))


if __name__ == "__main__":
    main()
