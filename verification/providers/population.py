"""The population register's port: POST /population/v1/query, signed by HMAC both ways.

Unconfirmed: no public specification of such a gateway exists, so this port is our own (docs/integrations.md says
field by field what a real one must map to). Answers are believed only with a signature over our nonce.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from core import clock
from core.errors import Unavailable, UnknownAnswer
from core.http import client, send
from verification.provider import Portrait, PortraitOutcome

PATH = "/population/v1/query"
OUTCOMES = {"not_found": PortraitOutcome.NOT_FOUND, "no_photo": PortraitOutcome.NO_PHOTO}


@dataclass(frozen=True)
class PopulationAccount:
    """Where the register is and how we sign (`hmac_key` in base64)."""

    base_url: str
    client_id: str
    hmac_key: str


class PopulationGateway:
    """The register behind its HTTP gateway."""

    name = "population"

    def __init__(
        self, account: PopulationAccount, *, now: Callable[[], datetime] = clock.now, timeout_s: float = 10.0
    ) -> None:
        self._account, self._now, self._timeout_s = account, now, timeout_s

    async def portrait(self, name: str, id_number: str) -> Portrait:
        body = json.dumps({"name": name, "id_number": id_number}, ensure_ascii=False).encode()
        nonce = secrets.token_urlsafe(18)
        async with client(self._account.base_url, timeout_s=self._timeout_s) as connection:
            response = await send(connection, "POST", PATH, content=body, headers=self._headers(body, nonce))
        self._believe(response, nonce)
        return self._read(response, reference=f"{self._account.client_id}/{nonce}")

    def _headers(self, body: bytes, nonce: str) -> dict[str, str]:
        date = self._now().isoformat()
        digest = hashlib.sha256(body).hexdigest()
        return {
            "content-type": "application/json",
            "x-client-id": self._account.client_id,
            "x-date": date,
            "x-nonce": nonce,
            "x-signature": self._sign(["POST", PATH, self._account.client_id, date, nonce, digest]),
        }

    def _believe(self, response: httpx.Response, nonce: str) -> None:
        signed = self._sign([nonce, str(response.status_code), hashlib.sha256(response.content).hexdigest()])
        if not hmac.compare_digest(signed, response.headers.get("x-signature", "")):
            raise Unavailable()  # An answer nobody signed may come from anybody; asking again is all we can do.

    def _read(self, response: httpx.Response, reference: str) -> Portrait:
        answer = response.json()
        code = answer.get("code", "")
        if code in OUTCOMES:
            return Portrait(OUTCOMES[code], reference)
        if response.status_code != httpx.codes.OK:
            raise UnknownAnswer("population register", f"status {response.status_code}")
        if not answer["match"]:
            return Portrait(PortraitOutcome.NOT_FOUND, reference)
        try:
            jpeg = base64.b64decode(answer["portrait"]["data"], validate=True)
        except (KeyError, TypeError, binascii.Error):
            raise UnknownAnswer("population register", "a match without a readable portrait") from None
        return Portrait(PortraitOutcome.FOUND, reference, jpeg)

    def _sign(self, lines: list[str]) -> str:
        key = base64.b64decode(self._account.hmac_key)
        return hmac.new(key, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
