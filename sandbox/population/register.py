"""The residents: name, identity number of the fictitious county 990122, and a portrait."""

import base64
import io
import re
from datetime import date

from PIL import Image, ImageOps, UnidentifiedImageError

from sandbox.store import Record
from sandbox.world import World

COUNTY = "990122"
PORTRAIT_SIDE = 960
MAX_PHOTO_BYTES = 12_000_000
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER = re.compile(r"^99\d{15}[\dX]$")


class Refused(ValueError):
    """What is wrong with a resident to be added; the message says it in Chinese and English."""


def check_digit(first17: str) -> str:
    """The last character of an identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    remainder = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11
    return "10X98765432"[remainder]


def offer(world: World, born: date, *, woman: bool) -> str:
    """An identity number that nobody here has: county, birth date, a free sequence number, check digit."""
    for sequence in range(900 + (0 if woman else 1), 1000, 2):
        first17 = f"{COUNTY}{born:%Y%m%d}{sequence:03d}"
        number = first17 + check_digit(first17)
        if find(world, number) is None:
            return number
    raise Refused("该出生日期的号码已用完，请换一个日期 · no number is left for this day of birth, choose another")


def find(world: World, id_number: str) -> Record | None:
    return world.store.get("resident", id_number)


def residents(world: World) -> list[Record]:
    """Everybody, without portraits."""
    return [
        {"name": one["name"], "id_number": one["id_number"], "has_portrait": bool(one["portrait"]), "own": one["own"]}
        for one in world.store.all("resident")
    ]


def add(world: World, name: str, id_number: str, photo: bytes | None, *, own: bool) -> Record:
    """Enter a resident, or replace the one of this number. `own` marks those a newcomer added by hand."""
    name = name.strip()
    if not 2 <= len(name) <= 30:
        raise Refused("姓名应为 2 至 30 个字符 · a name has 2 to 30 characters")
    if not _NUMBER.match(id_number) or check_digit(id_number[:17]) != id_number[17]:
        raise Refused(
            "只收虚构地区（99 开头）且校验位正确的号码，请勿填写真实号码 · "
            "only numbers of the fictitious region (99…) with a right check digit; never a real one"
        )
    before = find(world, id_number)
    if before is not None and own and not before["own"]:
        raise Refused("该号码属于沙盒自带人物 · this number belongs to one of the sandbox's own people")
    portrait = base64.b64encode(as_portrait(photo)).decode() if photo else ""
    resident: Record = {"name": name, "id_number": id_number, "portrait": portrait, "own": own}
    return world.store.put("resident", id_number, resident)


def remove(world: World, id_number: str) -> bool:
    return world.store.delete("resident", id_number)


def as_portrait(photo: bytes) -> bytes:
    """A photograph as the register keeps it: upright JPEG without metadata, at most 960 pixels a side."""
    if len(photo) > MAX_PHOTO_BYTES:
        raise Refused("照片超过 12 MB · the photo is larger than 12 MB")
    try:
        with Image.open(io.BytesIO(photo)) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Refused("无法读取照片，请用 JPEG 或 PNG · not a readable photo, use JPEG or PNG") from None
    upright.thumbnail((PORTRAIT_SIDE, PORTRAIT_SIDE))
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=92)
    return written.getvalue()
