"""Personal data at rest: fields sealed by type, found by blind index.

A sealed value is `version | key number | nonce | AES-256-GCM(ciphertext + tag)`, bound by its additional data to the
model and field it stands in (NIST SP 800-38D; 96-bit random nonces, far below 2^32 messages a key). A blind index is
HMAC-SHA-256 under a key of its own, so equal values can be found and nothing can be read.
"""

import hashlib
import hmac
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tortoise.fields.base import Field

from config.keys import key_ring

VERSION = 1
NONCE_BYTES = 12
HEADER_BYTES = 2 + NONCE_BYTES


class Unreadable(RuntimeError):
    """A sealed value was changed, moved to another field, or its key is gone."""


def seal(plain: bytes, context: str) -> bytes:
    """Encrypt for the place named by `context` (`Model.field`)."""
    ring = key_ring()
    nonce = secrets.token_bytes(NONCE_BYTES)
    header = bytes((VERSION, ring.current))
    return header + nonce + AESGCM(ring.sealing[ring.current]).encrypt(nonce, plain, header + context.encode())


def unseal(sealed: bytes, context: str) -> bytes:
    """Decrypt what `seal` made for the same context. Raises Unreadable."""
    header, nonce = sealed[:2], sealed[2:HEADER_BYTES]
    key = key_ring().sealing.get(header[1]) if len(sealed) > HEADER_BYTES and header[0] == VERSION else None
    if key is None:
        raise Unreadable(f"{context}: no key for this sealed value")
    try:
        return AESGCM(key).decrypt(nonce, sealed[HEADER_BYTES:], header + context.encode())
    except InvalidTag:
        raise Unreadable(f"{context}: the sealed value does not open here") from None


def blind_index(purpose: str, value: str) -> str:
    """A keyed fingerprint (64 hex digits): equal for equal values of one purpose, unreadable otherwise."""
    return hmac.new(key_ring().index, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()


class SealedText(Field[Any]):
    """A string that is unreadable at rest."""

    field_type = str
    indexable = False
    SQL_TYPE = "BYTEA"

    def context(self) -> str:
        return f"{self.model.__name__}.{self.model_field_name}"

    def dump(self, value: Any) -> bytes:
        return str(value).encode()

    def parse(self, plain: bytes) -> Any:
        return plain.decode()

    def to_db_value(self, value: Any, instance: Any) -> bytes | None:
        self.validate(value)
        return None if value is None else seal(self.dump(value), self.context())

    def to_python_value(self, value: Any) -> Any:
        # The ORM passes database values (bytes) and freshly assigned Python values through the same door.
        return self.parse(unseal(bytes(value), self.context())) if isinstance(value, bytes | memoryview) else value


class SealedJSON(SealedText):
    """A JSON value that is unreadable at rest."""

    field_type = dict  # type: ignore[assignment]  # what the ORM checks a Python value against

    def dump(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def parse(self, plain: bytes) -> Any:
        return json.loads(plain)
