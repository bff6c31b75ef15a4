"""The catalogue of business-scope items (经营范围规范表述目录), as far as this installation holds it.

`scope.csv` is a sample in the format of import: code, words, general or licensed, whether the approval comes before or
after registration, the classes of GB/T 4754-2017 and the name of the licence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from config.reference import rows


class Approval(StrEnum):
    """When an item needs a licence: never (一般项目), before registration (前置), after it (后置)."""

    NONE = ""
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class ScopeItem:
    code: str
    zh: str
    en: str
    approval: Approval
    classes: frozenset[str]
    licence: str

    @property
    def licensed(self) -> bool:
        """许可项目: printed apart from the general items."""
        return self.approval is not Approval.NONE

    @property
    def divisions(self) -> frozenset[str]:
        """The first two digits of its classes."""
        return frozenset(each[:2] for each in self.classes)


@cache
def scope_items() -> Mapping[str, ScopeItem]:
    """Every item by its code. ValueError when a row of the catalogue contradicts itself."""
    found: dict[str, ScopeItem] = {}
    for row in rows("scope"):
        item = _item(row)
        if item.code in found or item.licensed != (row["kind"] == "licensed") or item.licensed != bool(item.licence):
            raise ValueError(f"business-scope item {item.code} stands twice or contradicts itself")
        found[item.code] = item
    return MappingProxyType(found)


def _item(row: Mapping[str, str]) -> ScopeItem:
    return ScopeItem(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        approval=Approval(row["approval"]),
        classes=frozenset(row["gbt4754"].split("|")),
        licence=row["licence"],
    )
