"""SIGKILL of one process after another, at random moments, for as long as three people found a company: the case
ends where it should, nothing is lost and nothing happens twice. The system is the one `zhaoban up` runs, with its
supervisor. KILLING_ROUNDS=20 plays the journey twenty times on one system, for an evening's endurance run.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
from dotenv import dotenv_values

from scripts.demo.client import World
from scripts.demo.story import Story
from tests.system import PROJECT, free_port, wait_for

ROUNDS = int(os.environ.get("KILLING_ROUNDS", "1"))
VICTIMS = ("app.main", "app.cli worker", "app.cli verifier", "/postgres -D", "valkey-server")
COUNTS = {
    "companies": "SELECT count(*) FROM entity",
    "licences": "SELECT count(*) FROM licence WHERE state = 'CURRENT'",
    "entries of the public log": "SELECT count(*) FROM issue_log_entry",
    "signatures": "SELECT count(*) FROM signature WHERE state = 'SIGNED'",
    "receipts": "SELECT count(*) FROM document WHERE kind = 'filing_receipt'",
}
ONE_COMPANY = {"companies": 1, "licences": 1, "entries of the public log": 1, "signatures": 3, "receipts": 1}
TWICE = """
    SELECT count(*) FROM (
        SELECT once FROM message WHERE once IS NOT NULL GROUP BY once, channel HAVING count(*) > 1
    ) AS twice
"""
UP = (
    "import sys; from pathlib import Path; from app.up.command import run; from app.up.machine import read_machine;"
    "from app.up.output import Console; run(read_machine(project=Path(sys.argv[1])), Console())"
)


class Killer(threading.Thread):
    """Kills one of the supervisor's children after another until told to stop, each time some seconds after the system
    answers again. Every five kills meet every process once, in an order of their own.
    """

    def __init__(self, supervisor: int, api: str, seed: int) -> None:
        super().__init__(daemon=True)
        self.supervisor, self.api = supervisor, api
        self.chance, self.over = random.Random(seed), threading.Event()
        self.killed: Counter[str] = Counter()

    def run(self) -> None:
        while True:
            for victim in self.chance.sample(VICTIMS, len(VICTIMS)):
                wait_for(f"{self.api}/readyz", 120)
                if self.over.wait(self.chance.uniform(3, 10)):
                    return
                for pid in self._children(victim):
                    os.kill(pid, signal.SIGKILL)
                    self.killed[victim] += 1

    def _children(self, victim: str) -> list[int]:
        listed = subprocess.run(
            ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=False
        ).stdout.splitlines()
        rows = (line.split(None, 2) for line in listed if line.count(" ") > 2)
        return [int(pid) for pid, parent, args in rows if int(parent) == self.supervisor and victim in args]


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[bytes], Path, str]]:
    """`zhaoban up` in a folder of its own."""
    folder, port = tmp_path_factory.mktemp("up"), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.endswith("_URL") and name != "ZHAOBAN_KEYS"},
        "ZHAOBAN_ENVIRONMENT": "development",
        "PORT": str(port),
        "ZHAOBAN_MODELS": str(PROJECT / "var" / "models"),
        "ZHAOBAN_PEOPLE": str(PROJECT / "var" / "people"),
    }
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", UP, str(folder)], cwd=PROJECT, env=environment, stdout=log, stderr=log
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", 120)
            deadline = time.monotonic() + 60
            while not (folder / "var/run/system.env").exists() and time.monotonic() < deadline:
                time.sleep(0.1)
            yield process, folder, f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@pytest.mark.parametrize("number", range(1, ROUNDS + 1))
def test_a_case_survives_the_death_of_every_process(up: tuple[subprocess.Popen[bytes], Path, str], number: int) -> None:
    process, folder, api = up
    told = dotenv_values(folder / "var/run/system.env")
    world = World(api, str(told["SANDBOX_URL"]), folder / f"devices-{number}")
    story = Story(world, PROJECT / "var" / "people", Path(str(told["ZHAOBAN_KEYS"])) / "sample_officers.json")
    for device in (*story.phones, story.reviewer, story.approver):
        device.sign_in()  # A code whose answer is lost costs a minute of waiting, which is not what is tried here.
    before = _counts(told)
    killer = Killer(process.pid, api, seed=random.randrange(1000))
    killer.start()
    try:
        story.play()
    finally:
        killer.over.set()
        killer.join()
    print(f"round {number}: {dict(killer.killed)}")
    assert killer.killed
    assert process.poll() is None
    wait_for(f"{api}/readyz", 60)
    after = _counts(told)
    assert {what: after[what] - before[what] for what in after} == ONE_COMPANY
    assert _query(told, TWICE) == 0


def _counts(told: Mapping[str, str | None]) -> dict[str, int]:
    return {what: _query(told, query) for what, query in COUNTS.items()}


def _query(told: Mapping[str, str | None], query: str) -> int:
    with psycopg.connect(str(told["DATABASE_URL"])) as database:
        row = database.execute(query).fetchone()  # type: ignore[call-overload]  # fixed texts of this file
    assert row is not None
    return int(row[0])
