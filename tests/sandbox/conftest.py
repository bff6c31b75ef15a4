"""The sandbox as a process of its own, spoken to over HTTP only."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
    client: httpx.Client

    @property
    def credentials(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.data / "credentials.json").read_text())
        return read

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def post(self, path: str, body: object = None) -> httpx.Response:
        return self.client.post(path, json=body)

    def delete(self, path: str) -> httpx.Response:
        return self.client.delete(path)

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
        address = first.split()[1]
        with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
            yield Sandbox(address, data, process, client)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def running(shared_sandbox: Sandbox) -> Callable[..., AbstractContextManager[Sandbox]]:
    """Start further sandboxes: `with running(folder, *options) as sandbox`. They inherit the shared one's keys."""

    def start(data: Path, *options: str) -> AbstractContextManager[Sandbox]:
        if not (data / "keys").exists():
            shutil.copytree(shared_sandbox.data / "keys", data / "keys")
        return run(data, *options)

    return start


@pytest.fixture
def running_anew() -> Callable[..., AbstractContextManager[Sandbox]]:
    """Start a sandbox that makes its own keys."""
    return run


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with run(tmp_path_factory.mktemp("sandbox"), "--speed", "100") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    """The shared sandbox, with no fault armed and no notice of an earlier test under way."""
    for path in ("/faults", "/notices"):
        shared_sandbox.delete(path).raise_for_status()
    return shared_sandbox


@dataclass
class Received:
    """One notice as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


class Listener:
    """The product's ear: takes notices and answers as told."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: list[tuple[int, bytes]] = []
        """What the next notices are answered, in order; then always 200 success."""
        self._arrival = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                status, content = outer.take(self)
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def take(self, request: BaseHTTPRequestHandler) -> tuple[int, bytes]:
        body = request.rfile.read(int(request.headers.get("Content-Length", "0")))
        with self._arrival:
            self.received.append(Received(request.path, {k.lower(): v for k, v in request.headers.items()}, body))
            self._arrival.notify_all()
            return self.answers.pop(0) if self.answers else (200, b"success")

    def wait(self, count: int, seconds: float = 40) -> list[Received]:
        """Wait until so many notices have come."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.received) >= count, seconds), f"{len(self.received)} came"
            return list(self.received)


@pytest.fixture
def listener() -> Iterator[Listener]:
    ear = Listener()
    yield ear
    ear.server.shutdown()
    ear.server.server_close()
