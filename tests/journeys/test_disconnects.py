"""Clients on bad networks hang up in the middle; the API must not mind, however many they are."""

import asyncio
import json
import random
from pathlib import Path
from uuid import uuid4

import pytest

from sandbox.people import PEOPLE
from scripts.demo.client import World
from scripts.demo.filing import OFFICE
from scripts.demo.people import Phone
from tests.system import System

pytestmark = pytest.mark.xdist_group("system")
ABORTED, AT_ONCE = 480, 24


def _request(token: str) -> bytes:
    body = json.dumps({"kind": "incorporation", "office": OFFICE}).encode()
    head = [
        "POST /api/v1/applications/ HTTP/1.1",
        "Host: api",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {uuid4().hex}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


async def _hang_up(port: int, token: str, chance: random.Random) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request(token))
    await writer.drain()
    await asyncio.sleep(chance.uniform(0.001, 0.03))  # The moment of hanging up is what is varied here.
    writer.transport.abort()


async def test_hundreds_of_clients_that_hang_up_inside_a_transaction_do_not_stop_the_api(system: System) -> None:
    world = World(system.api, system.sandbox, system.folder / "devices")
    phone = Phone(world, PEOPLE[3], Path(system.environment["ZHAOBAN_PEOPLE"]))
    await asyncio.to_thread(phone.sign_in)
    port, chance = int(system.api.rsplit(":", 1)[1]), random.Random(7)
    for _ in range(ABORTED // AT_ONCE):
        await asyncio.gather(*(_hang_up(port, phone.token, chance) for _ in range(AT_ONCE)))
    for _ in range(20):
        made = await asyncio.to_thread(phone.post, "/api/v1/applications/", {"kind": "incorporation", "office": OFFICE})
        assert made["state"] == "DRAFT"
