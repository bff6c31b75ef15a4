"""Clients on bad networks hang up in the middle; the API must not mind, however many they are."""

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import pytest

from sandbox.people import PEOPLE
from scripts.demo.client import Refused, World
from scripts.demo.filing import OFFICE
from scripts.demo.people import Phone
from tests.system import System

pytestmark = pytest.mark.xdist_group("system")
ABORTED, AT_ONCE = 480, 24


def _request(token: str, draft: dict[str, Any]) -> bytes:
    body = json.dumps({"version": draft["version"], "patch": {"licence_duplicates": 1}}).encode()
    head = [
        f"PATCH /api/v1/applications/{draft['id']} HTTP/1.1",
        "Host: api",
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


async def _hang_up(port: int, request: bytes, chance: random.Random) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    await asyncio.sleep(chance.uniform(0.001, 0.03))  # The moment of hanging up is what is varied here.
    writer.transport.abort()


async def test_hundreds_of_clients_that_hang_up_inside_a_transaction_do_not_stop_the_api(system: System) -> None:
    world = World(system.api, system.sandbox, system.folder / "devices")
    phone = Phone(world, PEOPLE[3], Path(system.environment["ZHAOBAN_PEOPLE"]))
    await asyncio.to_thread(phone.sign_in)
    port, chance = int(system.api.rsplit(":", 1)[1]), random.Random(7)
    path = "/api/v1/applications/"
    path += (await asyncio.to_thread(phone.post, path, {"kind": "incorporation", "office": OFFICE}))["id"]
    for _ in range(ABORTED // AT_ONCE):
        # All at once lock the same draft; whoever comes first saves, the others are told that they come too late.
        request = _request(phone.token, await asyncio.to_thread(phone.get, path))
        await asyncio.gather(*(_hang_up(port, request, chance) for _ in range(AT_ONCE)))
    saved: list[bool] = []
    while saved.count(True) < 20:
        draft = await asyncio.to_thread(phone.get, path)
        body = {"version": draft["version"], "patch": {"licence_duplicates": 2}}
        try:
            after = await asyncio.to_thread(phone.call, "PATCH", path, body)
        except Refused as refused:
            saved.append(False)
            beaten = refused.body["code"]
        else:
            saved.append(True)
            assert after["version"] == draft["version"] + 1
        # One of the last batch, all of which hold the same version, may be saved after its client has gone.
        assert saved.count(False) == 0 or (saved.count(False), beaten) == (1, "conflict")
