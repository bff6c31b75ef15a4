"""Outgoing HTTP to outside parties: every call has a time limit, and an outage is `Unavailable`, never a refusal."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx

from core.errors import Unavailable


@asynccontextmanager
async def client(base_url: str, *, timeout_s: float = 10.0) -> AsyncIterator[httpx.AsyncClient]:
    """A client for one party. It follows no redirects and ignores proxies of the environment."""
    async with httpx.AsyncClient(base_url=base_url, timeout=timeout_s, trust_env=False, verify=_trust()) as connection:
        yield connection


@cache
def _trust() -> ssl.SSLContext:
    # Reading the roots takes tens of milliseconds, in which the event loop would do nothing else: once is enough.
    return ssl.create_default_context()


async def send(connection: httpx.AsyncClient, method: str, path: str, **options: Any) -> httpx.Response:
    """One request. Raises Unavailable for no connection, a time-out, 429 and 5xx; other answers are the caller's."""
    try:
        response = await connection.request(method, path, **options)
    except httpx.TransportError:
        raise Unavailable() from None
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        raise Unavailable()
    return response
