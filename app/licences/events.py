"""Facts of licences."""

from dataclasses import dataclass
from uuid import UUID

from core.events import Fact


@dataclass(frozen=True)
class LicenceSealed(Fact):
    """The electronic licence is sealed and can be fetched."""

    licence_id: UUID
    entity_id: UUID
    application_id: UUID
