"""What was stored and then named by nothing is erased, of every purpose; what is named stays."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app import wiring
from app.documents.models import Document
from core import blobs, clock
from core.blobs import Blob
from core.orphans import ORPHAN_AFTER, erase_orphans, wire
from tests.filings import a_filed_case
from verification.channels.officer import OFFICER_DOORS

ROOT = Path(__file__).parents[2]
STORED = re.compile(r"blobs\.store\(\s*([\w.]+|\"\w+\")")
NAMED_ELSEWHERE = {"PURPOSE": "video", "seen.PURPOSE": "movement", "material.purpose": None}


@pytest.fixture(autouse=True)
def as_in_production() -> None:
    wire(wiring.HOLDERS)


def purposes() -> set[str]:
    """Every purpose for which the product stores something."""
    code = [path.read_text() for part in ("app", "verification", "payments") for path in (ROOT / part).rglob("*.py")]
    said = {found for text in code for found in STORED.findall(text)}
    plain = {each.strip('"') for each in said if each.startswith('"')}
    assert {each for each in said if not each.startswith('"')} == set(NAMED_ELSEWHERE)
    handed_in = {door.material.purpose for door in OFFICER_DOORS if door.material}
    return plain | handed_in | {each for each in NAMED_ELSEWHERE.values() if each}


def test_no_purpose_is_forgotten() -> None:
    assert purposes() == set(wiring.HOLDERS)


@pytest.mark.parametrize("purpose", sorted(wiring.HOLDERS))
async def test_an_object_that_nothing_names_goes_after_two_hours(database, purpose) -> None:
    blob = await blobs.store(purpose, b"begun and forgotten", content_type="application/pdf", now=clock.now())
    assert await erase_orphans(now=clock.now()) == 0
    assert await erase_orphans(now=clock.now() + ORPHAN_AFTER + timedelta(minutes=1)) == 1
    gone = await Blob.get(id=blob.id)
    assert (gone.wrapped_key, gone.erased_because) == (None, "named by nothing")


async def test_what_was_begun_and_never_stored_whole_goes_as_well(database) -> None:
    await Blob.create(id=uuid4(), purpose="document", content_type="application/pdf", wrapped_key=b"a key")
    assert await erase_orphans(now=clock.now() + ORPHAN_AFTER + timedelta(minutes=1)) == 1


async def test_no_paper_and_no_evidence_of_a_filing_is_touched(database) -> None:
    filing = await a_filed_case()
    papers = await Document.filter(application_id=filing.id)
    assert papers
    await erase_orphans(now=clock.now() + ORPHAN_AFTER + timedelta(minutes=1))
    for paper in papers:
        assert (await blobs.load(paper.blob_id)).startswith(b"%PDF")
