"""The sandbox as a process of its own, spoken to over HTTP only."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Sandbox:
    """A running sandbox: its address, its data folder, and a client for its steering doors."""

    address: str
    data: Path
    process: subprocess.Popen[str]

    @property
    def credentials(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.data / "credentials.json").read_text())
        return read

    def get(self, path: str, **options: Any) -> httpx.Response:
        return httpx.get(self.address + path, trust_env=False, **options)

    def post(self, path: str, body: object = None) -> httpx.Response:
        return httpx.post(self.address + path, json=body, trust_env=False, timeout=20)

    def fault(self, service: str, kind: str, times: int = 1, detail: str = "") -> None:
        body = {"service": service, "kind": kind, "times": times, "detail": detail}
        assert self.post("/faults", body).status_code == 201

    def advance(self, seconds: float) -> None:
        assert self.post("/clock", {"advance_seconds": seconds}).status_code == 200


@contextmanager
def run(data: Path, *options: str) -> Iterator[Sandbox]:
    """Start the sandbox on a free port, wait for its first line, end it in the end."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--data", str(data), "--empty", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "TZ": "UTC"})
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        assert first.startswith("sandbox: http://127.0.0.1:"), first
        yield Sandbox(first.split()[1], data, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def running() -> Callable[..., AbstractContextManager[Sandbox]]:
    """Start further sandboxes: `with running(folder, *options) as sandbox`."""
    return run


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with run(tmp_path_factory.mktemp("sandbox"), "--speed", "100") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    """The shared sandbox, with no fault armed."""
    httpx.delete(shared_sandbox.address + "/faults", trust_env=False).raise_for_status()
    return shared_sandbox
