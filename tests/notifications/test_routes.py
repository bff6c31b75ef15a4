"""The inbox and the officers' view over HTTP."""

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
import pytest
from sanic import Sanic
from tortoise.transactions import in_transaction

from core.actors import Actor, Role
from core.web import errors
from notifications.deliver import deliver_message
from notifications.models import Message
from notifications.queries import messages_about
from notifications.routes import bp
from notifications.send import Recipient, send
from notifications.states import MessageChannel

SUBJECT = "application:8c5f4cf6-1c0e-4b6e-9a2c-0a8d8f4f7d10"
PHONE = "13900990025"


@dataclass
class Door:
    """The routes of this capability alone; a token is the name of whoever is at the door."""

    client: httpx.AsyncClient
    actors: dict[str, Actor]

    async def get(self, path: str, who: str = "") -> httpx.Response:
        return await self.client.get(path, headers=self._as(who))

    async def post(self, path: str, who: str = "") -> httpx.Response:
        return await self.client.post(path, headers=self._as(who))

    def _as(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {who}"} if who else {}


@pytest.fixture
async def door(database: None) -> AsyncIterator[Door]:
    actors = {"founder": Actor(uuid4(), frozenset({Role.PERSON}), phone_index="e" * 64)}
    actors |= {role: Actor(uuid4(), frozenset({role})) for role in Role if role is not Role.SYSTEM}

    async def authenticate(token: str, request: object) -> Actor | None:
        return actors.get(token)

    app: Sanic = Sanic(f"notifications-{uuid4().hex}", configure_logging=False)
    app.config.TOUCHUP = False  # Sanic rewrites its protocol for one app a process; this process has several.
    app.ctx.authenticate = authenticate
    app.blueprint(bp.copy(f"notifications_{uuid4().hex}"))
    errors.install(app)
    listener = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield Door(client, actors)
    server.close()
    await server.wait_closed()


async def tell(account_id: UUID, now, key="rejected", **params: str) -> list[Message]:
    async with in_transaction():
        to = Recipient(account_id=account_id, phone=PHONE)
        params = params or {"company": "云溪县青禾茶业有限公司"}
        return await send(key, to=to, params=params, subject=SUBJECT, now=now)


async def test_the_inbox_opens_to_its_owner(door, noon):
    await tell(door.actors["founder"].id, noon)
    page = (await door.get("/api/v1/inbox", "founder")).json()
    assert page["unread"] == 1
    assert page["next"] is None
    entry = page["entries"][0]
    assert entry["title"] == {"zh": "不予登记", "en": "Registration refused"}
    assert "云溪县青禾茶业有限公司" in entry["body"]["zh"]
    assert (await door.get("/api/v1/inbox", "person")).json()["entries"] == []


async def test_reading_an_entry_empties_the_count(door, noon):
    await tell(door.actors["founder"].id, noon)
    entry = (await door.get("/api/v1/inbox", "founder")).json()["entries"][0]["id"]
    assert (await door.post(f"/api/v1/inbox/{entry}/read", "person")).status_code == 404
    assert (await door.post(f"/api/v1/inbox/{entry}/read", "founder")).status_code == 204
    assert (await door.get("/api/v1/inbox", "founder")).json()["unread"] == 0


async def test_a_long_inbox_comes_in_pages(door, noon):
    for _ in range(21):
        await tell(door.actors["founder"].id, noon)
    first = (await door.get("/api/v1/inbox", "founder")).json()
    rest = (await door.get(f"/api/v1/inbox?before={first['next']}", "founder")).json()
    assert (len(first["entries"]), len(rest["entries"]), rest["next"]) == (20, 1, None)


async def test_a_broken_page_mark_is_told_at_its_parameter(door):
    answer = await door.get("/api/v1/inbox?before=yesterday", "founder")
    assert answer.status_code == 422
    assert answer.json()["problems"]["before"][0]["rule"] == "NT-01"
    assert "yesterday" not in answer.text


async def test_what_officers_see_of_a_message_holds_neither_number_nor_content(door, network, noon):
    sms, _ = await tell(door.actors["founder"].id, noon)
    await deliver_message(sms.id, now=noon)
    found = {each.channel: each for each in await messages_about(SUBJECT)}
    assert set(found) == {MessageChannel.SMS, MessageChannel.INBOX}
    sent = found[MessageChannel.SMS]
    assert (sent.number, sent.state, found[MessageChannel.INBOX].number) == ("139****0025", "sent", None)
    assert sent.title.zh == "不予登记"
    assert PHONE not in str(found)
    assert "青禾" not in str(found)


async def test_without_sign_in_nothing_is_shown(door):
    assert (await door.get("/api/v1/inbox")).status_code == 401
    assert (await door.get("/api/v1/inbox", "a-stale-token")).status_code == 401
