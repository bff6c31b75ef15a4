"""Put a person's signature into each of their papers as a PAdES signature, one increment after another."""

import asyncio
from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.applications.models import Application
from app.documents.events import DocumentsEmbedded
from app.documents.keyring import key_ring
from app.documents.models import Document
from app.signatories.drawing import picture
from app.signatories.events import SignatureGiven
from app.signatories.models import Signature
from app.signatories.states import SignatureState
from core import blobs
from core.events import publish
from verification.models import VerificationTask


async def embed_signatures(fact: SignatureGiven, *, now: datetime) -> None:
    """Sign every paper of the person that does not bear their signature yet, then say so.

    The application's row is locked meanwhile: increments of two persons on one paper must follow one another.
    """
    from app.documents.seal import SigningFact, sign_for_person  # pyHanko: no process need wait for it at its start.

    async with in_transaction():
        await Application.select_for_update().get(id=fact.application_id)
        signature = await Signature.get(id=fact.signature_id)
        if signature.state is not SignatureState.SIGNED or signature.embedded_at is not None:
            return
        task = await VerificationTask.get(id=signature.task_id)
        signer = key_ring().persons.certify(
            name=task.name, verification_id=str(signature.attempt_id), at=signature.signed_at
        )
        drawn = picture(signature.drawing) if signature.drawing else None
        for each in signature.documents:
            document = await Document.select_for_update().get(id=UUID(each["id"]))
            if signature.person_key in document.signed:
                continue
            pdf = await blobs.load(document.blob_id)
            signing = SigningFact(signature.signed_at, document.rendering_sha256, drawn)
            signed = await asyncio.to_thread(
                sign_for_person, pdf, signer, field=f"sign-{signature.person_key}", fact=signing
            )
            await _keep(document, signed, signature.person_key, now)
        signature.embedded_at = now
        await signature.save(update_fields=["embedded_at"])
        await publish(DocumentsEmbedded(fact.application_id, signature.id))


async def _keep(document: Document, signed: bytes, person_key: str, now: datetime) -> None:
    blob = await blobs.store("document", signed, content_type="application/pdf", now=now)
    await blobs.erase(document.blob_id, because="replaced by its next signature", now=now)
    document.blob_id, document.sha256 = blob.id, blob.sha256
    document.signed = [*document.signed, person_key]
    await document.save(update_fields=["blob_id", "sha256", "signed"])
