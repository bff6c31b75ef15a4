"""Public search of the register: what the law makes public, and no ID number or phone number ever."""

from app.register.models import Entity
from app.register.states import EntityState
from core.errors import NotFound


async def by_code(uscc: str) -> Entity:
    """The company of a unified social credit code. Raises NotFound."""
    entity = await Entity.get_or_none(uscc=uscc.upper())
    if entity is None:
        raise NotFound()
    return entity


async def companies_at(address: str) -> int:
    """How many existing companies have exactly this address."""
    return await Entity.filter(address=address, state=EntityState.EXISTING).count()


async def search(words: str, *, limit: int = 20) -> list[Entity]:
    """Companies whose name contains the words, by name."""
    return await Entity.filter(name__contains=words).order_by("name").limit(limit)
