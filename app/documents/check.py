"""What the signatures of a PDF are worth: intact, trusted, complete, who and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffPolicy,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.documents.certificates import CLOCK_SKEW, holder_name, is_sample, verification_of

# What pyHanko and asn1crypto raise on damaged input; found by mutating signed documents at random.
_UNREADABLE = (
    PdfError,
    SigningError,
    SignatureValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NotImplementedError,
    RecursionError,
)


class UnreadablePdf(ValueError):
    """The bytes are no PDF whose signatures can be read: damaged, cut off, or something else."""


@dataclass(frozen=True)
class SignatureStatus:
    """One signature of a document.

    `intact`: the bytes it covers and the signature itself are unchanged. `trusted`: its certificate was valid at
    `signed_at` and leads to one of our roots. `covers_file`: nothing was added after it; otherwise it covers the whole
    document as it was when signed, and `additions_allowed` says that only further signatures were added.
    `stamped`: the time comes from a time-stamping authority, not from the signer.
    """

    field: str
    name: str
    signed_at: datetime | None
    stamped: bool
    reason: str
    verification_id: str | None
    sample: bool
    intact: bool
    trusted: bool
    covers_file: bool
    covers_revision: bool
    additions_allowed: bool

    @property
    def good(self) -> bool:
        return self.intact and self.trusted and self.covers_revision and self.additions_allowed


def check(pdf: bytes, roots: Sequence[x509.Certificate], *, now: datetime) -> list[SignatureStatus]:
    """The signatures of `pdf` in the order in which they were made. Raises UnreadablePdf.

    Like `seal`, call it through `asyncio.to_thread` from a coroutine.
    """
    trust = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    steps = _StepByStep()
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        return [_status(one, trust, steps, now) for one in signatures]
    except _UNREADABLE as error:
        raise UnreadablePdf(f"the document cannot be read ({type(error).__name__})") from None


def _status(
    one: EmbeddedPdfSignature, trust: list[asn1_x509.Certificate], steps: DiffPolicy, now: datetime
) -> SignatureStatus:
    claimed = one.self_reported_timestamp
    # A person's certificate lives for minutes, so it is judged at the moment of signing, which may not lie ahead.
    moment = claimed if claimed is not None and claimed <= now + CLOCK_SKEW else now
    context = ValidationContext(
        trust_roots=trust,
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        time_tolerance=timedelta(seconds=1),
    )
    found: PdfSignatureStatus = validate_pdf_signature(one, context, diff_policy=steps)
    certificate = x509.load_der_x509_certificate(one.signer_cert.dump())
    return SignatureStatus(
        field=one.field_name,
        name=holder_name(certificate),
        signed_at=found.timestamp_validity.timestamp if found.timestamp_validity else claimed,
        stamped=found.timestamp_validity is not None,
        reason=str(one.sig_object.get("/Reason", "")),
        verification_id=verification_of(certificate),
        sample=is_sample(certificate),
        intact=found.intact and found.valid,
        trusted=found.trusted,
        covers_file=found.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        covers_revision=found.coverage is not None and found.coverage >= SignatureCoverageLevel.ENTIRE_REVISION,
        additions_allowed=bool(found.docmdp_ok),
    )


class _StepByStep(DiffPolicy):  # type: ignore[misc]  # pyHanko is imported untyped
    """Compares each revision with the one before it, once for all signatures of a document.

    pyHanko's own policy compares every signed revision with every later one, which takes half a minute for fifty
    signatories. What a step may do (fill an open field, never touch a signed one) adds up, so the steps suffice.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[int, MDPPerm | None], DiffResult | SuspiciousModification] = {}

    def apply(
        self,
        old: HistoricalResolver,
        new: HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult:
        return DEFAULT_DIFF_POLICY.apply(old, new, field_mdp_spec, doc_mdp)

    def review_file(
        self,
        reader: PdfFileReader,
        base_revision: int | HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult | SuspiciousModification:
        first = base_revision if isinstance(base_revision, int) else base_revision.revision
        level, changed = ModificationLevel.NONE, set()
        for revision in range(first + 1, reader.xrefs.total_revisions):
            key = (revision, doc_mdp)
            if key not in self._found:
                self._found[key] = self._step(reader, revision, field_mdp_spec, doc_mdp)
            found = self._found[key]
            if isinstance(found, SuspiciousModification):
                return found
            level = max(level, found.modification_level)
            changed |= found.changed_form_fields
        return DiffResult(level, changed)

    def _step(
        self, reader: PdfFileReader, revision: int, field_mdp_spec: FieldMDPSpec | None, doc_mdp: MDPPerm | None
    ) -> DiffResult | SuspiciousModification:
        old, new = (reader.get_historical_resolver(number) for number in (revision - 1, revision))
        try:
            return self.apply(old, new, field_mdp_spec, doc_mdp)
        except SuspiciousModification as found:
            return found
