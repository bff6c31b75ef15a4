"""Alipay's official SDK as signer and parser, with a transport of our own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from cryptography.hazmat.primitives import serialization


def alipay_caller(sandbox: Any, private_key: Path) -> Callable[[Any], dict[str, Any]]:
    """Call the gateway as the product's adapter would: the SDK signs and parses, the transport is ours."""

    account = sandbox.credentials["alipay"]
    client = client_of(account, private_key)

    def call(request: Any) -> dict[str, Any]:
        signed = client.sdk_execute(request)
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        reply = sandbox.client.post(account["gateway"], content=signed, headers=headers)
        parsed: dict[str, Any] = json.loads(client._DefaultAlipayClient__parse_response(reply.content))
        return parsed

    return call


def client_of(account: dict[str, str], private_key: Path) -> DefaultAlipayClient:
    config = AlipayClientConfig()
    config.server_url = account["gateway"]
    config.app_id = account["app_id"]
    config.app_private_key = pkcs1(private_key)
    config.alipay_public_key = bare(Path(account["alipay_public_key_path"]).read_text())
    return DefaultAlipayClient(config)


def bare(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if not line.startswith("-----"))


def pkcs1(path: Path) -> str:
    """The form of a private key that the SDK expects: PKCS#1 without header."""
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return bare(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode())


@pytest.fixture
def alipay_with_key(sandbox: Any) -> Callable[[Path], Callable[[Any], dict[str, Any]]]:
    return lambda path: alipay_caller(sandbox, path)


@pytest.fixture
def alipay(sandbox: Any) -> Callable[[Any], dict[str, Any]]:
    return alipay_caller(sandbox, Path(sandbox.credentials["alipay"]["app_private_key_path"]))


@pytest.fixture
def alipay_of() -> Callable[[Any], Callable[[Any], dict[str, Any]]]:
    """The caller of another sandbox than the shared one."""
    return lambda other: alipay_caller(other, Path(other.credentials["alipay"]["app_private_key_path"]))


@pytest.fixture
def alipay_page(sandbox: Any) -> Callable[[Any], str]:
    """The address to which a page request (page_execute) sends the payer."""
    client = client_of(sandbox.credentials["alipay"], Path(sandbox.credentials["alipay"]["app_private_key_path"]))
    return lambda request: str(client.page_execute(request, http_method="GET"))
