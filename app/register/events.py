"""Facts of the register."""

from dataclasses import dataclass
from uuid import UUID

from core.events import Fact


@dataclass(frozen=True)
class CompanyRegistered(Fact):
    """A company stands in the register; its licence is to be issued."""

    entity_id: UUID
    application_id: UUID
    licence_id: UUID
