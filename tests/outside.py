"""The outside world on loopback: the sandbox as a process of its own, spoken to as the product speaks to it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]


@dataclass
class Outside:
    """A running sandbox."""

    address: str
    data: Path
    client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=20))

    @property
    def credentials(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.data / "credentials.json").read_text())
        return read

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        answer = self.client.post(self.address + path, json=body or {})
        answer.raise_for_status()
        read: dict[str, Any] = answer.json()
        return read

    def get(self, path: str) -> dict[str, Any]:
        read: dict[str, Any] = self.client.get(self.address + path).json()
        return read

    def fault(self, service: str, kind: str, times: int = 1, detail: str = "") -> None:
        self.post("/faults", {"service": service, "kind": kind, "times": times, "detail": detail})

    def calm(self) -> None:
        """Disarm all faults and give up the notices that wait, so that a test begins with neither."""
        for path in ("/faults", "/notices"):
            self.client.delete(self.address + path).raise_for_status()


@contextmanager
def outside_world(data: Path) -> Iterator[Outside]:
    """Start a sandbox on a free port, whose notices are repeated a thousand times faster than in reality."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--data", str(data), "--empty", "--speed", "1000"]
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
