"""The people the sandbox comes with move into the register, with portraits, and get their telephones."""

import asyncio
from pathlib import Path

from sandbox.phones import inbox
from sandbox.population import register
from sandbox.store import Record
from sandbox.world import World

RETRY_SECONDS = 30.0


async def settle(world: World, folder: Path) -> None:
    """Enter everybody who is not there yet, with the portrait made from the photographs in `folder`.

    It runs beside the server: the first time the photographs have to be unpacked. Who has no portrait yet is in the
    register without one, so that a question about them is answered no_photo and not not_found. When a photograph
    cannot be had (no network at the first start), the journal says so and it is tried again.
    """
    cast = await asyncio.to_thread(_cast)
    for person in cast:
        inbox.add(world, person["phone"], person["name"])
        if register.find(world, person["id_number"]) is None:
            register.add(world, person["name"], person["id_number"], None, own=False)
    for person in cast:
        while not _has_portrait(world, person):
            photo, trouble = await asyncio.to_thread(_portrait, person["key"], folder)
            if photo is None:
                world.note("population", "settle", "no portrait", trouble)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                register.add(world, person["name"], person["id_number"], photo, own=False)
    world.note("population", "settle", "ok", f"{len(cast)} people")


def _has_portrait(world: World, person: Record) -> bool:
    known = register.find(world, person["id_number"])
    return known is not None and bool(known["portrait"])


def _cast() -> list[Record]:
    """Imported here and not above: the renderer brings OpenCV along, and the server should answer before that."""
    from sandbox.people import PEOPLE

    return [{"key": one.key, "name": one.name, "id_number": one.id_number, "phone": one.phone} for one in PEOPLE]


def _portrait(key: str, folder: Path) -> tuple[bytes | None, str]:
    """The portrait, or why there is none."""
    from sandbox.people import PhotographError, portrait

    try:
        return portrait(key, folder=folder), ""
    except PhotographError as error:
        return None, str(error)
