"""Large secret objects (videos, frames, documents) in object storage, each under a key of its own.

An object is a sequence of AES-256-GCM chunks; the chunk's number and whether it is the last are bound as additional
data, so that chunks cannot be dropped, swapped or appended unnoticed (the STREAM construction, Hoang et al. 2015).
The object's key stands wrapped by the sealing key in its row. Erasing wipes that key in the caller's transaction,
which makes the object unreadable at once, and a job removes the bytes; the row stays as the record of erasure.
"""

import hashlib
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import obstore
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.store import LocalStore, from_url
from tortoise import fields
from tortoise.models import Model

from config.settings import settings
from core.errors import NotFound, TooLarge
from core.jobs import enqueue, task
from core.sealed import seal, unseal

CHUNK_BYTES = 256 * 1024
TAG_BYTES = 16
KEY_CONTEXT = "Blob.key"


class Blob(Model):
    """One stored object. `stored_at` is empty until all of it is there; `erased_at` once it is gone for good."""

    id = fields.UUIDField(primary_key=True)
    purpose = fields.CharField(max_length=32)
    content_type = fields.CharField(max_length=64)
    size_bytes = fields.BigIntField(default=0)
    sha256 = fields.CharField(max_length=64, default="")
    wrapped_key: bytes | None = fields.BinaryField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    stored_at = fields.DatetimeField(null=True)
    erased_at = fields.DatetimeField(null=True)
    erased_because = fields.CharField(max_length=64, default="")

    class Meta:
        table = "blob"

    @property
    def path(self) -> str:
        return f"{self.purpose}/{self.id}"


@cache
def _store() -> Any:
    url = settings().storage_url
    if url.startswith("file://"):
        folder = Path(url.removeprefix("file://"))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return LocalStore(folder)
    return from_url(url)


async def store(
    purpose: str,
    data: bytes | AsyncIterator[bytes],
    *,
    content_type: str,
    now: datetime,
    limit_bytes: int | None = None,
) -> Blob:
    """Encrypt and store, streaming. Raises TooLarge as soon as the limit is passed; nothing readable is left then."""
    key = secrets.token_bytes(32)
    blob = await Blob.create(id=uuid4(), purpose=purpose, content_type=content_type, wrapped_key=seal(key, KEY_CONTEXT))
    digest, size = hashlib.sha256(), 0
    async with obstore.open_writer_async(_store(), blob.path, buffer_size=8 * 1024 * 1024) as writer:
        number, pending = 0, bytearray()
        async for piece in _pieces(data):
            size += len(piece)
            if limit_bytes is not None and size > limit_bytes:
                await _forget(blob)
                raise TooLarge()
            digest.update(piece)
            pending += piece
            while len(pending) > CHUNK_BYTES:
                await writer.write(_encrypt(key, number, pending[:CHUNK_BYTES], last=False))
                del pending[:CHUNK_BYTES]
                number += 1
        await writer.write(_encrypt(key, number, pending, last=True))
    blob.size_bytes, blob.sha256, blob.stored_at = size, digest.hexdigest(), now
    await blob.save(update_fields=["size_bytes", "sha256", "stored_at"])
    return blob


async def load(blob_id: UUID) -> bytes:
    """The plain bytes. Raises NotFound when it was never stored whole, or is erased."""
    blob = await Blob.get_or_none(id=blob_id)
    if blob is None or blob.wrapped_key is None or blob.stored_at is None:
        raise NotFound()
    key = unseal(blob.wrapped_key, KEY_CONTEXT)
    sealed = bytes(await (await obstore.get_async(_store(), blob.path)).bytes_async())
    step = CHUNK_BYTES + TAG_BYTES
    count = max(1, -(-len(sealed) // step))
    return b"".join(
        AESGCM(key).decrypt(_nonce(n), sealed[n * step : (n + 1) * step], _bound(n, last=n == count - 1))
        for n in range(count)
    )


async def erase(blob_id: UUID, *, because: str, now: datetime) -> bool:
    """Make the object unreadable in this transaction and remove its bytes by a job. False if it was erased before."""
    erased = await Blob.filter(id=blob_id, erased_at=None).update(
        wrapped_key=None, erased_at=now, erased_because=because
    )
    if erased:
        await enqueue(remove_bytes, blob_id=str(blob_id))
    return bool(erased)


@task("blobs.remove_bytes")
async def remove_bytes(blob_id: str) -> None:
    """Delete the object of an erased blob from storage. An object that is gone already is what we want."""
    blob = await Blob.get(id=blob_id)
    try:
        await obstore.delete_async(_store(), blob.path)
    except FileNotFoundError:
        return


async def _forget(blob: Blob) -> None:
    await Blob.filter(id=blob.id).update(wrapped_key=None)


async def _pieces(data: bytes | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if isinstance(data, bytes):
        yield data
    else:
        async for piece in data:
            yield piece


def _encrypt(key: bytes, number: int, plain: bytes | bytearray, *, last: bool) -> bytes:
    # The key serves one object only, so the chunk's number is a nonce that never repeats under it.
    return AESGCM(key).encrypt(_nonce(number), bytes(plain), _bound(number, last=last))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(number: int, *, last: bool) -> bytes:
    return number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")
