"""Check a name: its composition and words, and every name it meets. The same engine at reservation and at review."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.names.compare import Comparable, Conflict, Standing, conflicts, prepare
from app.names.library import neighbours
from app.names.parse import CompanyName
from app.names.rules import check_name
from app.names.suggest import suggest
from config.reference.regions import registry_area
from config.settings import settings
from core.errors import Problem


@dataclass(frozen=True)
class NameAnswer:
    """What the engine says: findings at the parts of the name, conflicts gravest first, free names nearby."""

    name: CompanyName
    findings: dict[str, list[Problem]]
    conflicts: list[Conflict]
    suggestions: list[str]

    @property
    def free(self) -> bool:
        """Whether nothing blocks the name."""
        blocked = any(p.severity == "error" for found in self.findings.values() for p in found)
        return not blocked and not any(conflict.blocks for conflict in self.conflicts)


async def check(
    name: CompanyName,
    *,
    office: str,
    home: str | None = None,
    meaning: bool = False,
    now: datetime,
    besides: UUID | None = None,
) -> NameAnswer:
    """Judge a name at one office. `home` is the region of the address; `besides` the application that holds it."""
    fictitious = not settings().is_production
    findings = check_name(name, home=home or office, meaning=meaning, fictitious=fictitious)
    others = await neighbours(name, office, now=now, besides=besides) if name.trade_name else []
    found = conflicts(prepare(name, registry_area(office)), others)
    offered: list[str] = []
    if any(conflict.level < 7 for conflict in found):
        offered = [each.full for each in await _alternatives(name, office, home, now)]
    return NameAnswer(name, dict(findings), found, offered)


async def _alternatives(name: CompanyName, office: str, home: str | None, now: datetime) -> list[CompanyName]:
    """Free names near this one. Candidates are gathered first, so that the library is asked once for each."""
    area, fictitious = registry_area(office), not settings().is_production
    met: dict[str, list[tuple[Comparable, Standing]]] = {}
    for _ in range(3):
        unknown: list[CompanyName] = []

        def taken(candidate: CompanyName, unknown: list[CompanyName] = unknown) -> bool:
            if candidate.full not in met:
                unknown.append(candidate)
                return False
            return any(c.level < 7 for c in conflicts(prepare(candidate, area), met[candidate.full]))

        offered = suggest(name, taken, home=home or office, fictitious=fictitious)
        if not unknown:
            return offered
        for candidate in unknown:
            met[candidate.full] = await neighbours(candidate, office, now=now)
    return [each for each in offered if each.full in met]
