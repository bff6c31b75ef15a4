"""Citizen identification number (公民身份号码), GB 11643-1999.

18 characters: six of the county where it was first issued, eight of the date of birth, three of sequence (odd for
men), one check character. Residents of Hong Kong, Macao and Taiwan who hold a residence permit bear such a number too,
with 810000, 820000 or 830000 at its head. The county is that of first issue and may long be merged away: an unknown one
is doubtful, never wrong.
"""

import re
from datetime import date
from enum import StrEnum
from functools import cache

from config.reference.regions import all_regions, region

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_PERMITS = frozenset({"810000", "820000", "830000"})
"""What residence permits of people from Hong Kong, Macao and Taiwan begin with."""
_EARLIEST = date(1880, 1, 1)


class Sex(StrEnum):
    """GB/T 2261.1 names; the number tells them by its 17th character."""

    MALE = "male"
    FEMALE = "female"


class Fault(StrEnum):
    """Why a number is refused; the values are cases of rule PS-01."""

    LENGTH = "length"
    FIFTEEN = "fifteen"
    REGION = "region"
    DATE = "date"
    CHECK_DIGIT = "check_digit"


def check_character(first_17: str) -> str:
    return _CHECK[sum(int(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True)) % 11]


def normalise(text: str) -> str:
    """Without surrounding blanks, the final x as a capital."""
    return text.strip().upper()


def fault(number: str, *, on: date, fictitious: bool = False) -> Fault | None:
    """What is wrong with a number on a day, or None. The numbers of fictitious counties need leave.

    A number of 15 digits is refused: first-generation cards ended on 1 January 2013 (Resident Identity Card Law,
    art. 23), and 18 characters computed from it would prove nothing about the card in hand.
    """
    number = normalise(number)
    if re.fullmatch(r"[0-9]{15}", number):
        return Fault.FIFTEEN
    if not _SHAPE.fullmatch(number):
        return Fault.LENGTH
    if not _begins_with_a_region(number, fictitious=fictitious):
        return Fault.REGION
    born = _date(number[6:14])
    if born is None or not _EARLIEST <= born <= on:
        return Fault.DATE
    return None if check_character(number[:17]) == number[17] else Fault.CHECK_DIGIT


def _begins_with_a_region(number: str, *, fictitious: bool) -> bool:
    if number[:2] in _provinces() or number[:6] in _PERMITS:
        return True
    found = region(number[:6], fictitious=fictitious)
    return found is not None and found.fictitious and found.is_county


@cache
def _provinces() -> frozenset[str]:
    """The first two digits of the 31 divisions that issue ID cards."""
    real = {r.code[:2] for r in all_regions() if r.is_province}
    return frozenset(real - {permit[:2] for permit in _PERMITS})


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def county_is_current(number: str, *, fictitious: bool = False) -> bool:
    """False where the first six digits name no present division: merged since, or mistyped."""
    head = number[:6]
    return head in _PERMITS or region(head, fictitious=fictitious) is not None


def born_on(number: str) -> date:
    """The date of birth of a number without fault; ValueError otherwise."""
    born = _date(number[6:14])
    if born is None:
        raise ValueError("the number states no date of birth")
    return born


def sex(number: str) -> Sex:
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def age_on(born: date, day: date) -> int:
    """Whole years; one who is born on 29 February is a year older on 1 March of common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
