"""Signatures on PDFs: the office's seal and the signatures of persons, as PAdES (ETSI EN 319 142-1, baseline B-B;
B-T with a time stamper).

Every signature fills a field that the rendering already holds and is appended as an incremental update, so earlier
ones stay valid. pyHanko starts an event loop of its own: from a coroutine call these through `asyncio.to_thread`.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Protocol

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.documents.appearance import seal_drawing, signature_drawing, stamp
from app.documents.certificates import is_sample
from app.documents.fields import Appender
from app.documents.keys import PersonSigner, Sealer

SEAL_FIELD = "seal"


class UnknownField(LookupError):
    """The document has no such signature field, or it is signed already."""


class TimeStamps(Protocol):
    """A time-stamping authority (RFC 3161)."""

    def respond(self, request: bytes) -> bytes:
        """The DER response to a DER request. Raises OSError when the authority cannot be reached."""


@dataclass(frozen=True)
class SigningFact:
    """What a person's signature states beyond the bytes it covers.

    `document_sha256` is the fingerprint (hex) of the unsigned rendering, the one the person was shown; `drawn` is an
    optional hand-drawn signature (PNG).
    """

    at: datetime
    document_sha256: str
    drawn: bytes | None = None


def seal(
    pdf: bytes,
    sealer: Sealer,
    *,
    reason: str,
    at: datetime,
    field: str = SEAL_FIELD,
    visible: bool = True,
    final: bool = True,
    timestamps: TimeStamps | None = None,
) -> bytes:
    """`pdf` under the office's electronic seal.

    `final` certifies the document and forbids any later change (DocMDP 1): for the registry's own papers, which nobody
    else signs. Raises UnknownField.
    """
    meta = PdfSignatureMetadata(
        field_name=field,
        name=sealer.office,
        reason=reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=final,
        docmdp_permissions=MDPPerm.NO_CHANGES if final else MDPPerm.FILL_FORMS,
    )
    look = stamp(seal_drawing(sealer.office, sample=sealer.sample)) if visible else NoOpStampStyle()
    return _signed(pdf, meta, _simple_signer(sealer), look, at, timestamps)


def sign_for_person(
    pdf: bytes, signer: PersonSigner, *, field: str, fact: SigningFact, timestamps: TimeStamps | None = None
) -> bytes:
    """`pdf` with one person's signature added to those it carries. Raises UnknownField, UnusableDrawing."""
    meta = PdfSignatureMetadata(
        field_name=field,
        name=signer.name,
        reason=f"本人核对并同意签署；核验编号 {signer.verification_id}；文件摘要 SHA-256 {fact.document_sha256}",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
    )
    drawing = signature_drawing(
        signer.name,
        at=fact.at,
        verification_id=signer.verification_id,
        document_sha256=fact.document_sha256,
        drawn=fact.drawn,
        sample=is_sample(signer.certificate),
    )
    return _signed(pdf, meta, _simple_signer(signer), stamp(drawing), fact.at, timestamps)


def open_fields(pdf: bytes) -> list[str]:
    """Names of the signature fields that nobody has signed yet, in the document's order."""
    return [name for name, _, _ in enumerate_sig_fields(PdfFileReader(BytesIO(pdf)), filled_status=False)]


def _signed(
    pdf: bytes,
    meta: PdfSignatureMetadata,
    signer: SimpleSigner,
    look: BaseStampStyle,
    at: datetime,
    timestamps: TimeStamps | None,
) -> bytes:
    writer = Appender(BytesIO(pdf))
    if meta.field_name not in {name for name, _, _ in enumerate_sig_fields(writer.prev, filled_status=False)}:
        raise UnknownField(f"no open signature field {meta.field_name}")
    stamper = _Timestamper(timestamps) if timestamps else None
    return asyncio.run(_sign(writer, PdfSigner(meta, signer, timestamper=stamper, stamp_style=look), at))


async def _sign(writer: Appender, signer: PdfSigner, at: datetime) -> bytes:
    """pyHanko's own steps, one by one, because its shortcut signs at the machine's present time only."""
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    size = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(None, bytes_reserved=size)
    prepared, out = document.digest_tbs_document()
    signed = await document.perform_signature(
        document_digest=prepared.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at)
    )
    await signed.post_signature_processing(out)
    return bytes(out.getvalue())


def _simple_signer(holder: Sealer | PersonSigner) -> SimpleSigner:
    chain = SimpleCertificateStore.from_certs([_asn1(one.public_bytes(Encoding.DER)) for one in holder.chain])
    key = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = _asn1(holder.certificate.public_bytes(Encoding.DER))
    return SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(key), chain)


def _asn1(der: bytes) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(der)


class _Timestamper(TimeStamper):  # type: ignore[misc]  # pyHanko is imported untyped
    """Lets pyHanko speak to a `TimeStamps`."""

    def __init__(self, authority: TimeStamps) -> None:
        super().__init__()
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(await asyncio.to_thread(self._authority.respond, req.dump()))
