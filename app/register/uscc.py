"""Unified social credit code (统一社会信用代码), GB 32100-2015, and the organisation code inside it, GB 11714-1997.

18 characters: [1] registering department, [2] kind of entity, [3-8] division of the registry (GB/T 2260),
[9-17] organisation code of eight characters and its check character, [18] check character of the whole.
"""

from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of the code: digits and capital letters without I, O, S, V and Z."""

MARKET_REGULATION = "9"
"""The registering department of companies, partnerships and sole traders."""

BODY_PREFIX = "XY"
"""Organisation codes we issue begin so. No block of real codes is known to, so none can be mistaken for another's."""

_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SEQUENCE_PLACES = 6
MAX_SEQUENCE = len(ALPHABET) ** _SEQUENCE_PLACES - 1


class EntityKind(StrEnum):
    """Second character under department 9."""

    ENTERPRISE = "1"
    SOLE_TRADER = "2"
    FARMERS_COOPERATIVE = "3"
    OTHER = "9"


class Fault(StrEnum):
    LENGTH = "length"
    CHARACTER = "character"
    ORGANISATION_CHECK = "organisation_check"
    CHECK = "check"


@dataclass(frozen=True)
class CreditCode:
    department: str
    kind: str
    region_code: str
    organisation_code: str
    check: str


def check_character(first_17: str) -> str:
    """GB 32100-2015 annex: 31 minus the weighted sum modulo 31."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """GB 11714-1997: 11 minus the weighted sum modulo 11; ten is written X, eleven 0. Letters count from A = 10."""
    total = sum(int(c, 36) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def fault(code: str) -> Fault | None:
    """What is wrong with a code, or None.

    Some codes of the early pilots are lawful though their last character does not fit: treat CHECK as an error only
    in a code that we issued, and let an officer confirm that of an existing company.
    """
    if len(code) != 18:
        return Fault.LENGTH
    if any(c not in ALPHABET for c in code) or not (code[2:8].isascii() and code[2:8].isdigit()):
        return Fault.CHARACTER
    if organisation_check_character(code[8:16]) != code[16]:
        return Fault.ORGANISATION_CHECK
    return None if check_character(code[:17]) == code[17] else Fault.CHECK


def is_valid(code: str) -> bool:
    return fault(code) is None


def parse(code: str) -> CreditCode:
    """The parts of a valid code. ValueError names the fault, never the code."""
    found = fault(code)
    if found is not None:
        raise ValueError(f"not a unified social credit code: {found}")
    return CreditCode(code[0], code[1], code[2:8], code[8:17], code[17])


def issue(region_code: str, sequence: int, kind: EntityKind = EntityKind.ENTERPRISE) -> str:
    """The code of the entity number `sequence` (from 1) registered by the office of `region_code`.

    An organisation code is unique in the whole country, so `sequence` is one counter for the register, not one for
    each office.
    """
    if not (len(region_code) == 6 and region_code.isascii() and region_code.isdigit()):
        raise ValueError("the region code has six digits (GB/T 2260)")
    if not 1 <= sequence <= MAX_SEQUENCE:
        raise ValueError(f"the sequence lies between 1 and {MAX_SEQUENCE}")
    body = BODY_PREFIX + _in_base_31(sequence)
    first_17 = MARKET_REGULATION + kind + region_code + body + organisation_check_character(body)
    return first_17 + check_character(first_17)


def _in_base_31(number: int) -> str:
    digits = ""
    for _ in range(_SEQUENCE_PLACES):
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits
