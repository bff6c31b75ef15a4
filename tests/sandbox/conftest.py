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
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from cryptography.hazmat.primitives import serialization

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


def alipay_caller(sandbox: Sandbox, private_key: Path) -> Callable[[Any], dict[str, Any]]:
    """Call the gateway as the product's adapter would: the SDK signs and parses, the transport is ours."""

    account = sandbox.credentials["alipay"]
    config = AlipayClientConfig()
    config.server_url = account["gateway"]
    config.app_id = account["app_id"]
    config.app_private_key = pkcs1(private_key)
    config.alipay_public_key = bare(Path(account["alipay_public_key_path"]).read_text())
    client = DefaultAlipayClient(config)

    def call(request: Any) -> dict[str, Any]:
        signed = client.sdk_execute(request)
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        reply = httpx.post(config.server_url, content=signed, headers=headers, trust_env=False, timeout=10)
        parsed: dict[str, Any] = json.loads(client._DefaultAlipayClient__parse_response(reply.content))
        return parsed

    return call


def bare(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if not line.startswith("-----"))


def pkcs1(path: Path) -> str:
    """The form of a private key that the SDK expects: PKCS#1 without header."""
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return bare(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode())


@pytest.fixture
def alipay_with_key(sandbox: Sandbox) -> Callable[[Path], Callable[[Any], dict[str, Any]]]:
    return lambda path: alipay_caller(sandbox, path)


@pytest.fixture
def alipay(sandbox: Sandbox) -> Callable[[Any], dict[str, Any]]:
    return alipay_caller(sandbox, Path(sandbox.credentials["alipay"]["app_private_key_path"]))
