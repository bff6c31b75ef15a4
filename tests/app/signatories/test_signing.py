"""From the frozen content to the filing: invitation, card, one act, papers that bear it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.applications import draft, submit
from app.applications.events import ApplicationSubmitted
from app.applications.models import Application
from app.applications.states import State
from app.documents import prepare
from app.documents.check import check
from app.documents.keyring import key_ring
from app.documents.models import current_documents
from app.signatories import embed, progress, sign
from app.signatories.board import board_of
from app.signatories.events import SignatureGiven
from app.signatories.models import Signature
from app.signatories.states import SignatureState
from core import blobs
from core.clock import add_working_days, legal_date
from core.errors import Conflict, NotFound
from tests.factories import NOW, PHONES, filed, person, submitted, task_of, verified
from tests.jobs_runner import run_jobs
from verification.open import open_invitation

pytestmark = pytest.mark.usefixtures("database")
_MORE_OF_P1 = {"p1": {"subscribed_fen": 80_000_000}}


async def test_everybody_named_is_invited_once_and_has_papers_to_sign() -> None:
    application = await submitted(founder := await person())
    seats = (await board_of(application, by=founder)).seats
    assert [seat.mine for seat in seats] == [True, False, False]
    assert [seat.person_key for seat in seats] == ["p1", "p2", "p3"]
    assert len({seat.link for seat in seats}) == 3
    papers = await current_documents(application.id)
    assert {key for paper in papers for key in paper.must_sign} == {"p1", "p2", "p3"}


async def test_an_invitation_opens_only_for_the_phone_it_names() -> None:
    application = await submitted(await person())
    task = await task_of(application, "p2")
    with pytest.raises(NotFound):
        await open_invitation(task.code, by=await person(PHONES["p3"]), now=NOW)
    opened = await open_invitation(task.code, by=await person(PHONES["p2"]), now=NOW)
    assert opened.account_id is not None


async def test_the_card_says_share_amount_and_date() -> None:
    application = await submitted(await person())
    actor = await verified(application, "p2")
    card = await sign.view((await _signature(application, "p2")).id, by=actor, now=NOW)
    words = "".join(line.zh for line in card.lines)
    assert "40%" in words
    assert "40万元" in words
    assert "2031年11月20日" in words


async def test_nobody_signs_before_being_verified() -> None:
    application = await submitted(await person())
    actor = await person(PHONES["p2"])
    await open_invitation((await task_of(application, "p2")).code, by=actor, now=NOW)
    signature = await _signature(application, "p2")
    card = await sign.view(signature.id, by=actor, now=NOW)
    with pytest.raises(Conflict):
        await sign.sign(signature.id, card.sha256, by=actor, now=NOW)


async def test_a_verification_older_than_ten_minutes_signs_nothing() -> None:
    application = await submitted(await person())
    actor = await verified(application, "p2")
    signature = await _signature(application, "p2")
    card = await sign.view(signature.id, by=actor, now=NOW)
    with pytest.raises(Conflict):
        await sign.sign(signature.id, card.sha256, by=actor, now=NOW + timedelta(minutes=11))


async def test_a_card_other_than_the_one_seen_signs_nothing() -> None:
    application = await submitted(await person())
    actor = await verified(application, "p2")
    signature = await _signature(application, "p2")
    await sign.view(signature.id, by=actor, now=NOW)
    with pytest.raises(Conflict):
        await sign.sign(signature.id, "0" * 64, by=actor, now=NOW)


async def test_content_whose_papers_are_not_made_yet_is_not_signed_even_if_the_card_reads_the_same() -> None:
    application = await submitted(await person())
    actor = await verified(application, "p2")
    signature = await _signature(application, "p2")
    card = await sign.view(signature.id, by=actor, now=NOW)
    await _submit_again(application, address={"room": "807室"})
    with pytest.raises(Conflict):
        await sign.sign(signature.id, card.sha256, by=actor, now=NOW)


async def test_what_was_seen_when_signing_stays_on_record_while_the_next_content_is_looked_at() -> None:
    application = await submitted(await person())
    actor = await verified(application, "p2")
    signature = await _signature(application, "p2")
    seen = await sign.view(signature.id, by=actor, now=NOW)
    await sign.sign(signature.id, seen.sha256, by=actor, now=NOW)
    now_is = await _submit_again(application, capital={"registered_fen": 120_000_000}, shareholders=_MORE_OF_P1)
    await prepare.render_papers(ApplicationSubmitted(now_is.id, now_is.content_sha256), now=NOW)
    later = await sign.view(signature.id, by=actor, now=NOW)
    assert later.sha256 != seen.sha256
    assert (await _signature(application, "p2")).card_sha256 == seen.sha256


async def _submit_again(application: Application, **patch: Any) -> Application:
    """The content changed and frozen anew; nobody has worked on it yet."""
    founder = await person()
    await submit.reopen(application.id, by=founder, now=NOW)
    version = (await Application.get(id=application.id)).version
    await draft.save(application.id, patch, version=version, by=founder, now=NOW)
    return await submit.submit_for_verification(application.id, by=founder, now=NOW)


async def test_another_persons_signature_is_absent() -> None:
    application = await submitted(await person())
    stranger = await verified(application, "p3")
    with pytest.raises(NotFound):
        await sign.view((await _signature(application, "p2")).id, by=stranger, now=NOW)


async def test_the_last_signature_files_and_starts_the_clock_of_three_working_days() -> None:
    application = await filed(await person())
    assert application.state is State.SUBMITTED
    due, _ = add_working_days(legal_date(application.submitted_at), 3)
    assert legal_date(application.due_at - timedelta(seconds=1)) == due
    receipt = [p for p in await current_documents(application.id) if p.issued_by_registry]
    assert [p.kind for p in receipt] == ["filing_receipt"]


async def test_every_paper_bears_exactly_its_signatories_and_each_signature_is_good() -> None:
    application = await filed(await person())
    for paper in await current_documents(application.id):
        found = await asyncio.to_thread(check, await blobs.load(paper.blob_id), key_ring().roots, now=NOW)
        assert all(status.good for status in found), paper.kind
        if not paper.issued_by_registry:
            assert sorted(paper.signed) == sorted(paper.must_sign)
            assert len(found) == len(paper.must_sign)


async def test_embedding_and_recording_twice_changes_nothing() -> None:
    application = await filed(await person())
    before = {p.id: p.sha256 for p in await current_documents(application.id)}
    signature = await _signature(application, "p1")
    await embed.embed_signatures(SignatureGiven(signature.id, application.id), now=NOW)
    await progress.file_when_complete(_embedded(signature), now=NOW)
    await run_jobs()
    assert {p.id: p.sha256 for p in await current_documents(application.id)} == before
    assert (await _signature(application, "p1")).state is SignatureState.SIGNED


def _embedded(signature: Signature):  # type: ignore[no-untyped-def]
    from app.documents.events import DocumentsEmbedded

    return DocumentsEmbedded(signature.application_id, signature.id)


async def _signature(application: Application, key: str) -> Signature:
    return await Signature.get(application_id=application.id, person_key=key)


async def test_an_unknown_signature_is_absent() -> None:
    with pytest.raises(NotFound):
        await sign.view(uuid4(), by=await person(), now=NOW)
