"""The outside world on loopback, as far as the verification of persons goes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]


class Outside:
    """A running sandbox: its credentials, faults and doors."""

    def __init__(self, address: str, data: Path) -> None:
        self.address, self.data = address, data
        self.credentials: dict[str, Any] = json.loads((data / "credentials.json").read_text())

    def calm(self) -> None:
        httpx.delete(f"{self.address}/faults", trust_env=False).raise_for_status()

    def fault(self, service: str, kind: str, times: int = 1) -> None:
        body = {"service": service, "kind": kind, "times": times, "detail": ""}
        httpx.post(f"{self.address}/faults", json=body, trust_env=False).raise_for_status()

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        answer = httpx.post(self.address + path, json=body or {}, trust_env=False, timeout=20)
        answer.raise_for_status()
        read: dict[str, Any] = answer.json()
        return read


@contextmanager
def sandbox(data: Path) -> Iterator[Outside]:
    """Start one without people of its own, and end it."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--data", str(data), "--empty"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "TZ": "UTC"})
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        assert first.startswith("sandbox: http://"), first
        yield Outside(first.split()[1], data)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        process.stdout.close()
