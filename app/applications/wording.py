"""How parts of a content are written in papers and in the register: the address in one line, the scope in its order."""

from app.applications.content import Address, Scope
from config.reference.regions import full_name
from config.reference.scope import ScopeItem, scope_items
from config.settings import settings

LICENSED_LEAD = "许可项目："
LICENSED_NOTE = "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）"
GENERAL_LEAD = "一般项目："
GENERAL_NOTE = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"


def address_text(address: Address) -> str:
    """The address in one line, from the province to the room."""
    region = full_name(address.region_code or "", fictitious=not settings().is_production)
    parts = (address.town, address.road, address.number, address.building, address.room)
    return region + "".join(part for part in parts if part)


def scope_text(scope: Scope) -> str:
    """经营范围 as printed: licensed items first, each group with its prescribed words, items joined by semicolons."""
    codes = sorted(scope.items, key=lambda code: code != scope.main)  # The main item leads its group.
    items = [scope_items()[code] for code in codes]
    licensed = [item for item in items if item.licensed]
    general = [item for item in items if not item.licensed]
    return _group(LICENSED_LEAD, licensed, LICENSED_NOTE) + _group(GENERAL_LEAD, general, GENERAL_NOTE)


def _group(lead: str, items: list[ScopeItem], note: str) -> str:
    return f"{lead}{'；'.join(item.zh for item in items)}{note}" if items else ""
