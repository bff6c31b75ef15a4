"""Facts of documents."""

from dataclasses import dataclass
from uuid import UUID

from core.events import Fact


@dataclass(frozen=True)
class DocumentsEmbedded(Fact):
    """One signatory's signature stands in all their papers."""

    application_id: UUID
    signature_id: UUID


@dataclass(frozen=True)
class PapersReady(Fact):
    """Every paper of the frozen content is there to be read and signed."""

    application_id: UUID
    content_sha256: str
