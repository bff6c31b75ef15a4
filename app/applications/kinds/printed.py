"""What registered matters look like in print: the business scope and the address."""

from app.applications.content import Content
from config.reference.regions import full_name
from config.reference.scope import scope_items

_LICENSED = "许可项目："
_LICENSED_NOTE = (
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）"
)
_GENERAL = "一般项目："
_GENERAL_NOTE = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"


def printed_scope(content: Content) -> str:
    """Licensed items first, then general ones, the main item at the head of its group. KeyError for an unknown code."""
    codes = list(dict.fromkeys(content.scope.items))
    if content.scope.main in codes:
        codes.remove(content.scope.main)
        codes.insert(0, content.scope.main)
    items = [scope_items()[code] for code in codes]
    licensed = "；".join(item.zh for item in items if item.licensed)
    general = "；".join(item.zh for item in items if not item.licensed)
    return (f"{_LICENSED}{licensed}{_LICENSED_NOTE}" if licensed else "") + (
        f"{_GENERAL}{general}{_GENERAL_NOTE}" if general else ""
    )


def printed_address(content: Content, *, fictitious: bool = False) -> str:
    """安和省清江市云溪县城关镇文昌路12号2栋301室, from the parts that are there."""
    address = content.address
    places = full_name(address.region_code or "", fictitious=fictitious)
    parts = (address.town, address.road, address.number, address.building, address.room)
    return places + "".join(part.strip() for part in parts if part)
