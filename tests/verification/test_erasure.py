"""After a verdict the video is gone: unreadable at once, its bytes by a job, and no copy anywhere else."""

import os
import stat
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tortoise.connection import get_connections

from config.settings import settings
from core import blobs, clock
from core.blobs import Blob
from core.errors import NotFound, TooLarge
from core.orphans import ORPHAN_AFTER, erase_orphans, wire
from tests.jobs_runner import run_jobs
from tests.verification.people import NOON, bytewise
from verification import policy
from verification.engine.verdict import Decision
from verification.models import SeenVideo, VerificationAttempt, VideoPart
from verification.retention import HOLDERS, sweep
from verification.upload import store_part


def stored_files() -> list[Path]:
    folder = Path(settings().storage_url.removeprefix("file://"))
    return [path for path in folder.rglob("*") if path.is_file()]


def written_since(moment: float, folder: Path) -> Iterator[Path]:
    """Files of ours below a folder that others use as well: theirs come and go while we look."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(found.st_mode) and found.st_mtime >= moment and os.access(path, os.R_OK):
                yield path


def content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


async def video_blobs(attempt: VerificationAttempt) -> list[Blob]:
    parts = await VideoPart.filter(attempt_id=attempt.id)
    return [await Blob.get(id=part.blob_id) for part in parts]


async def test_the_video_is_gone_after_a_verdict_wherever_one_looks(person) -> None:
    began, mark = time.time(), uuid4().bytes * 4
    attempt = await person.film(mark * 512)
    await run_jobs()
    (gone,) = await video_blobs(attempt)
    assert gone.wrapped_key is None
    assert (gone.erased_at, gone.erased_because) == (attempt.judged_at, "judged: pass")
    with pytest.raises(NotFound):
        await blobs.load(gone.id)
    assert not [path for path in stored_files() if str(gone.id) in str(path)]
    places = {Path(tempfile.gettempdir()), Path(settings().storage_url.removeprefix("file://"))}
    assert not [path for place in places for path in written_since(began, place) if mark in content(path)]
    rows = await get_connections().get("default").execute_query_dict(
        "SELECT args::text AS said FROM procrastinate_jobs UNION ALL SELECT result::text FROM verification_attempt"
    )  # fmt: skip
    assert not [row for row in rows if mark.hex() in (row["said"] or "") or "portrait" in (row["said"] or "")[:60]]
    assert {path.parent.name for path in stored_files() if path.stat().st_mtime >= began} == {"evidence"}


@pytest.mark.parametrize("decision", [Decision.PASS, Decision.FAIL])
async def test_exactly_one_evidence_frame_remains(person, judge, decision) -> None:
    judge.decision = decision
    attempt = await person.film()
    assert (await blobs.load(attempt.evidence_blob_id)).startswith(b"\xff\xd8")
    assert await Blob.filter(purpose="evidence", erased_at=None).count() == 1


async def test_a_part_that_is_too_large_leaves_nothing_readable(person) -> None:
    attempt = await person.challenge(now=NOON)
    too_much = bytes(policy.MAX_VIDEO_BYTES + 1)
    with pytest.raises(TooLarge):
        await store_part(attempt.id, 0, bytewise(too_much), "video/mp4", by=person.actor, now=NOON)
    (blob,) = await Blob.filter(purpose="video")
    assert blob.wrapped_key is None
    with pytest.raises(NotFound):
        await blobs.load(blob.id)
    assert not await VideoPart.exists()


async def test_an_upload_that_was_broken_off_is_swept_away(person) -> None:
    async def breaks_off():
        yield b"half a video"
        raise ConnectionError

    attempt = await person.challenge(now=NOON)
    with pytest.raises(ConnectionError):
        await store_part(attempt.id, 0, breaks_off(), "video/mp4", by=person.actor, now=NOON)
    (blob,) = await Blob.filter(purpose="video")
    with pytest.raises(NotFound):
        await blobs.load(blob.id)
    wire(HOLDERS)
    assert await erase_orphans(now=clock.now()) == 0
    assert await erase_orphans(now=clock.now() + ORPHAN_AFTER + timedelta(minutes=1)) == 1
    assert (await Blob.get(id=blob.id)).wrapped_key is None


async def test_what_is_in_use_is_no_orphan(person, judge) -> None:
    judge.decision, judge.movement = Decision.REVIEW, b"\x01" * 120
    await person.film()
    wire(HOLDERS)
    assert await erase_orphans(now=clock.now() + ORPHAN_AFTER + timedelta(minutes=1)) == 0


async def test_what_was_uploaded_for_an_expired_challenge_is_swept_away(person) -> None:
    attempt = await person.challenge(now=NOON)
    await person.upload(attempt, b"a video", now=NOON)
    assert await sweep(now=NOON) == 0
    assert await sweep(now=NOON + policy.VALID_FOR + timedelta(seconds=1)) == 2
    (blob,) = await video_blobs(attempt)
    assert blob.erased_because == "abandoned"


async def test_a_digest_is_kept_for_a_year_and_no_day_longer(person, judge) -> None:
    judge.movement = b"\x01" * 120
    await person.film()
    (seen,) = await SeenVideo.all()
    assert (await blobs.load(seen.movement_blob_id)) == judge.movement
    await sweep(now=seen.seen_at + timedelta(days=364))
    assert (await SeenVideo.get(id=seen.id)).forgotten_at is None
    await sweep(now=seen.seen_at + timedelta(days=366))
    forgotten = await SeenVideo.get(id=seen.id)
    assert forgotten.forgotten_at
    assert (forgotten.person_index, forgotten.video_index) == ("", "")
    with pytest.raises(NotFound):
        await blobs.load(seen.movement_blob_id)
