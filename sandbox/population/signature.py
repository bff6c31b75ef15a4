"""The register's HMAC: client, date, nonce and body digest of a request; nonce and body digest of the answer.

This is what closed government gateways commonly ask for, written down in docs/sandbox.md so that the adapter can be
changed for the real one when its specification is known.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sanic import Request

from sandbox.world import World

VALID_SECONDS = 300
REMEMBERED_NONCES = 5000


@dataclass(frozen=True)
class Unsigned(Exception):
    """Why a request is not believed: bad_signature, stale or replayed."""

    code: str


def check(request: Request, world: World, client_id: str, key: str) -> None:
    """Raise Unsigned unless the request bears a fresh signature of this client."""
    headers = {name: request.headers.get(f"x-{name}", "") for name in ("client-id", "date", "nonce", "signature")}
    digest = hashlib.sha256(request.body).hexdigest()
    lines = [request.method, request.path, headers["client-id"], headers["date"], headers["nonce"], digest]
    if headers["client-id"] != client_id or not re.fullmatch(r"[\w-]{16,64}", headers["nonce"]):
        raise Unsigned("bad_signature")
    if not hmac.compare_digest(sign(key, lines), headers["signature"]):
        raise Unsigned("bad_signature")
    moment = _moment(headers["date"])
    now = world.machine_now()
    if moment is None or abs(now - moment) > timedelta(seconds=VALID_SECONDS):
        raise Unsigned("stale")
    if world.store.get("population_nonce", headers["nonce"]) is not None:
        raise Unsigned("replayed")
    world.store.put("population_nonce", headers["nonce"], {})
    world.store.keep_latest("population_nonce", REMEMBERED_NONCES)


def sign(key: str, lines: list[str]) -> str:
    """Hex HMAC-SHA256 of lines joined by line feeds, under a base64 key."""
    return hmac.new(base64.b64decode(key), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def made_key(random: bytes) -> str:
    return base64.b64encode(random).decode()


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
