"""A whole system in processes of its own, for journeys: servers, sandbox, API, worker, verifier, as `zhaoban up` starts
them, but thrown away at the end. One per test session: mark its users with `pytest.mark.xdist_group("system")`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.up.postgres import throwaway_postgres
from app.up.valkey import throwaway_valkey

PROJECT = Path(__file__).resolve().parents[1]
START_S = 90.0


@dataclass
class System:
    """Where everything is. `environment` is what each process was told; `folder` holds keys, storage and logs."""

    folder: Path
    environment: dict[str, str]
    api: str
    sandbox: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *argv: str) -> subprocess.Popen[bytes]:
        """Start (or start again) one process; its output goes to `<name>.log`."""
        log = (self.folder / f"{name}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, *argv], cwd=PROJECT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
        )
        self.processes[name] = process
        return process

    def run(self, *argv: str) -> str:
        """Run one command to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, *argv], cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def kill(self, name: str) -> None:
        """SIGKILL: no goodbye."""
        process = self.processes[name]
        process.send_signal(signal.SIGKILL)
        process.wait()

    def logs(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def whole_system(folder: Path) -> Iterator[System]:
    """Bring everything up, yield it, and take it down."""
    with ExitStack() as stack:
        database_url = stack.enter_context(throwaway_postgres())
        redis_url = stack.enter_context(throwaway_valkey())
        api, sandbox = free_port(), free_port()
        system = System(folder, {}, f"http://127.0.0.1:{api}", f"http://127.0.0.1:{sandbox}")
        system.environment = {
            **os.environ,
            "ZHAOBAN_ENVIRONMENT": "test",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "STORAGE_URL": f"file://{folder}/storage",
            "PUBLIC_URL": system.api,
            "PORT": str(api),
            "ZHAOBAN_KEYS": str(folder / "keys"),
            "ZHAOBAN_MODELS": str(PROJECT / "var" / "models"),
            "ZHAOBAN_PEOPLE": str(PROJECT / "var" / "people"),
            "SANDBOX_URL": system.sandbox,
            "SANDBOX_CREDENTIALS": str(folder / "sandbox" / "credentials.json"),
            "PYTHONUNBUFFERED": "1",
        }
        stack.callback(system.stop)
        _bring_up(system, sandbox)
        yield system


def _bring_up(system: System, sandbox_port: int) -> None:
    from config import keys

    keys.create_missing(system.folder / "keys")
    data, people = str(system.folder / "sandbox"), system.environment["ZHAOBAN_PEOPLE"]
    system.start("sandbox", "-m", "sandbox", "--port", str(sandbox_port), "--data", data, "--callbacks", system.api,
                 "--people", people)  # fmt: skip
    system.run("-m", "app.cli", "migrate", "--seed")
    wait_for(f"{system.sandbox}/phones/")
    system.start("api", "-m", "app.main")
    system.start("worker", "-m", "app.cli", "worker")
    system.start("verifier", "-m", "app.cli", "verifier")
    wait_for(f"{system.api}/readyz")


def wait_for(url: str, patience_s: float = START_S) -> None:
    """Until the address answers with success."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            if httpx.get(url, timeout=2, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"{url} did not answer in {patience_s:.0f} s")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
