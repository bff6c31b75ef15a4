"""The price list (收费目录清单) over `config/reference/charges.toml`: what may be charged, how much, and by what law.

行政许可法 art. 58: no fee unless a law or regulation says so; 优化营商环境条例 art. 25: nothing but what is listed.
An entry without a legal basis is therefore refused when the list is read, and no charge can exist without an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from config.reference import read
from core.errors import NotFound, Text

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z]+)*$", max_length=64)]
Fen = Annotated[int, Field(ge=0, le=100_000_000)]


class CatalogueRefused(ValueError):
    """An entry of the price list breaks a rule of the list; the message names the entry, the field and the rule."""


class Kind(StrEnum):
    """Money of the treasury (行政事业性收费), or of a service that the payer ordered."""

    ADMINISTRATIVE = "administrative"
    SERVICE = "service"


class Receipt(StrEnum):
    """The official receipt that a payer may have of the payee."""

    NONE = "none"
    FISCAL = "fiscal"  # 财政电子票据
    INVOICE = "invoice"  # 增值税电子发票


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Name(_Entry):
    """A name in both languages."""

    zh: Words
    en: Words


class Formula(_Entry):
    """`base_fen` for the first `included` units, `step_fen` for every further one."""

    base_fen: Fen
    included: Annotated[int, Field(ge=1)]
    step_fen: Fen
    unit: Name

    def amount_fen(self, quantity: int) -> int:
        return self.base_fen + max(0, quantity - self.included) * self.step_fen


class Item(_Entry):
    """One entry of the list, valid from a day to a day (both included)."""

    code: Code
    name: Name
    basis: Words
    kind: Kind = Field(strict=False)
    amount_fen: Fen | None = None
    formula: Formula | None = None
    payee: Code
    receipt: Receipt = Field(strict=False)
    valid_from: date
    valid_to: date | None = None
    subsidised_by: Words | None = None

    @model_validator(mode="after")
    def _one_price(self) -> "Item":
        if (self.amount_fen is None) == (self.formula is None):
            raise ValueError("exactly one of amount_fen and formula is needed")
        return self

    def listed_fen(self, quantity: int = 1) -> int:
        """The price on the list."""
        return self.formula.amount_fen(quantity) if self.formula else self.amount_fen or 0

    def payable_fen(self, quantity: int = 1) -> int:
        """What the payer owes: nothing where somebody else pays."""
        return 0 if self.subsidised_by else self.listed_fen(quantity)

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Catalogue:
    """All entries, past and present, and the names of those who are paid."""

    items: tuple[Item, ...]
    payees: Mapping[str, Text]

    def item(self, code: str, on: date) -> Item:
        """The entry of this code on a day. Raises NotFound: what is not on the list cannot be charged."""
        for item in self.items:
            if item.code == code and item.valid_on(on):
                return item
        raise NotFound(
            Text("收费目录清单中没有当日有效的此项收费，不得收取。", "The price list has no such charge on this day.")
        )

    def on(self, day: date) -> list[Item]:
        """What the public sees on a day."""
        return [item for item in self.items if item.valid_on(day)]


def load(document: Mapping[str, Any]) -> Catalogue:
    """Check a whole price list. Raises CatalogueRefused with the first entry that is wrong."""
    payees = {code: Text(entry["name"]["zh"], entry["name"]["en"]) for code, entry in document["payee"].items()}
    items = tuple(_item(number, entry) for number, entry in enumerate(document["charge"], start=1))
    for position, item in enumerate(items):
        if item.payee not in payees:
            raise CatalogueRefused(f"{item.code}: payee: no [payee.{item.payee}] names who is paid")
        for other in items[:position]:
            if other.code == item.code and _overlap(other, item):
                raise CatalogueRefused(f"{item.code}: valid_from: two entries are valid on the same day")
    return Catalogue(items, payees)


def _item(number: int, entry: Mapping[str, Any]) -> Item:
    try:
        return Item.model_validate(entry)
    except ValidationError as refused:
        first = refused.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "price"
        raise CatalogueRefused(f"{entry.get('code', f'entry {number}')}: {field}: {first['msg']}") from None


def _overlap(one: Item, other: Item) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)


@cache
def catalogue() -> Catalogue:
    """The price list of this installation."""
    return load(read("charges"))
