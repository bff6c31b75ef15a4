"""Objects under keys of their own: streamed, limited, bound chunk by chunk, erased for good."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from tortoise.transactions import in_transaction

from config.settings import settings
from core import blobs
from core.blobs import CHUNK_BYTES, Blob
from core.errors import NotFound, TooLarge
from tests.factories import NOW
from tests.jobs_runner import run_jobs

pytestmark = pytest.mark.usefixtures("database")


def _file(blob: Blob) -> Path:
    return Path(settings().storage_url.removeprefix("file://")) / blob.path


async def _store(data: bytes | AsyncIterator[bytes], limit: int | None = None) -> Blob:
    return await blobs.store("test", data, content_type="text/plain", now=NOW, limit_bytes=limit)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
async def test_what_is_stored_is_loaded_and_stands_encrypted(size: int) -> None:
    data = (b"readable " * (size // 9 + 1))[:size]
    blob = await _store(data)
    assert await blobs.load(blob.id) == data
    assert size < 9 or b"readable" not in _file(blob).read_bytes()


async def test_a_stream_stops_at_its_limit_and_leaves_nothing_readable() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1000
            yield b"x" * 1000

    with pytest.raises(TooLarge):
        await _store(endless(), limit=10_000)
    assert sent == 11_000
    blob = await Blob.get()
    with pytest.raises(NotFound):
        await blobs.load(blob.id)


async def test_chunks_cannot_be_dropped_or_swapped() -> None:
    blob = await _store(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c")
    file, step = _file(blob), CHUNK_BYTES + 16
    whole = file.read_bytes()
    for broken in (whole[:step], whole[step : 2 * step] + whole[:step] + whole[2 * step :], whole[: 2 * step]):
        file.write_bytes(broken)
        with pytest.raises(InvalidTag):
            await blobs.load(blob.id)


async def test_erasing_makes_unreadable_at_once_and_removes_the_bytes() -> None:
    blob = await _store(b"face")
    async with in_transaction():
        assert await blobs.erase(blob.id, because="judged", now=NOW)
    with pytest.raises(NotFound):
        await blobs.load(blob.id)
    await run_jobs()
    assert not _file(blob).exists()
    row = await Blob.get(id=blob.id)
    assert (row.wrapped_key, row.erased_because) == (None, "judged")


async def test_erasing_twice_is_erasing_once() -> None:
    blob = await _store(b"face")
    async with in_transaction():
        assert await blobs.erase(blob.id, because="first", now=NOW)
        assert not await blobs.erase(blob.id, because="second", now=NOW)
    await run_jobs()
    assert (await Blob.get(id=blob.id)).erased_because == "first"
