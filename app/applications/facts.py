"""What a check must be told of the world outside the content: names taken and reserved, the office, the address."""

from datetime import datetime

from app.applications.content import Content
from app.applications.kinds.kind import Facts
from app.applications.models import Application
from app.applications.wording import address_text
from app.names.check import check as check_name
from app.names.parse import CompanyName, assemble
from app.names.reserve import reserved_for
from app.register.queries import companies_at
from config.settings import settings
from core.clock import legal_date


def name_in(content: Content, office: str) -> CompanyName:
    """The name as the content states it, by its parts or as a whole; read at its address, or at the office."""
    name = content.name
    stated, _ = assemble(
        region=name.region or "",
        trade_name=name.trade_name or "",
        industry=name.industry or "",
        form=name.form or "",
        full=name.full or "",
        home=content.address.region_code or office,
        fictitious=settings().sample,
    )
    return stated


async def facts_for(application: Application, content: Content, *, now: datetime) -> Facts:
    """Gather what the rules of the kind ask of the outside, as it is at this moment."""
    name = name_in(content, application.office)
    answer = await check_name(
        name, office=application.office, home=content.address.region_code, now=now, besides=application.id
    )
    held = await reserved_for(application.id, now=now)
    return Facts(
        fictitious=settings().sample,
        office=application.office,
        name_conflicts=tuple(answer.conflicts),
        reserved_name=held.full_name if held else None,
        reserved_until=legal_date(held.expires_at) if held else None,
        companies_at_address=await companies_at(address_text(content.address)),
    )
