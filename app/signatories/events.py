"""Facts of signatories."""

from dataclasses import dataclass
from uuid import UUID

from core.events import Fact


@dataclass(frozen=True)
class SignatureGiven(Fact):
    """A person signed all their papers by one act; the papers are to bear it."""

    signature_id: UUID
    application_id: UUID
