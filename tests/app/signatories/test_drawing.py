"""A signature drawn by hand: checked, kept sealed, and put where the name would stand."""

import asyncio
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.documents.check import check
from app.documents.keyring import key_ring
from app.documents.models import current_documents
from app.signatories.drawing import HEIGHT, MOST_POINTS, MOST_STROKES, WIDTH, Strokes, checked, picture
from app.signatories.models import Signature
from app.signatories.sign import sign, view
from core import blobs, clock
from core.errors import Invalid
from tests.filings import an_invited_filing
from tests.jobs_runner import run_jobs

NAME: Strokes = [[(100 + 20 * n, 120 + 10 * (n % 5)) for n in range(20)], [(300, 80), (310, 300)]]


@pytest.mark.parametrize(
    "strokes",
    [
        [[(500, 200)]],
        [[(500, 200)] * 30],
        [[(x, 200) for x in range(0, WIDTH + 200, 40)]],
        [[(x, HEIGHT + 1) for x in range(0, 400, 20)]],
        [[(-1, 10), *((x, 10) for x in range(0, 400, 20))]],
        [[(0, 0), (200, 200)]] * (MOST_STROKES + 1),
        [[(x % WIDTH, 10) for x in range(MOST_POINTS + 1)]],
        [[]],
    ],
    ids=[
        "a dot",
        "a long press",
        "too wide",
        "too low",
        "too far left",
        "too many strokes",
        "too many points",
        "empty",
    ],
)
def test_what_is_no_signature_is_refused_and_never_repeated(strokes: Strokes) -> None:
    with pytest.raises(Invalid) as refused:
        checked(strokes)
    assert set(refused.value.problems) == {"drawing"}


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)), min_size=1, max_size=40),
        min_size=1,
        max_size=10,
    )
)
def test_whatever_is_accepted_becomes_a_small_transparent_picture(strokes: Strokes) -> None:
    try:
        kept = checked(strokes)
    except Invalid:
        return
    with Image.open(BytesIO(drawn := picture(kept))) as image:
        assert image.mode == "RGBA"
        assert image.width <= WIDTH
        assert image.height <= HEIGHT
    assert len(drawn) < 200_000


@pytest.mark.usefixtures("database")
async def test_the_papers_bear_the_drawing_and_every_signature_stays_good() -> None:
    filing = await an_invited_filing()
    for key in filing.people:
        await filing.prove(key)
    now = clock.now()
    card = await view((await filing.signature("p1")).id, by=filing.founder, now=now)
    with pytest.raises(Invalid):
        await sign(card.signature.id, card.sha256, [[(1, 1)]], by=filing.founder, now=now)
    await sign(card.signature.id, card.sha256, NAME, by=filing.founder, now=now)
    await run_jobs()
    await filing.sign("p2")
    kept = await Signature.get(id=card.signature.id)
    assert kept.drawing["strokes"][0][0] == [100, 120]
    assert (await filing.signature("p2")).drawing is None
    for paper in await current_documents(filing.id):
        if paper.issued_by_registry or "p1" not in paper.signed:
            continue
        pdf = await blobs.load(paper.blob_id)
        assert all(each.good for each in await asyncio.to_thread(check, pdf, key_ring().roots, now=now))
        assert b"/SMask" in pdf, "the drawing is a transparent picture on the page"


@pytest.mark.usefixtures("database")
async def test_strokes_are_unreadable_at_rest() -> None:
    filing = await an_invited_filing()
    await filing.prove("p1")
    now = clock.now()
    card = await view((await filing.signature("p1")).id, by=filing.founder, now=now)
    await sign(card.signature.id, card.sha256, NAME, by=filing.founder, now=now)
    (row,) = await Signature.raw("SELECT id, drawing::text AS device_id FROM signature WHERE drawing IS NOT NULL")
    assert b"strokes".hex() not in row.device_id
