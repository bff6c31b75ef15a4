"""Every route for every role, taken from the contract itself, so that a new route is covered when it is declared.

Nobody signed in: 401 wherever a role is asked for. Another role: 403. The right role: past the door, where an id that
is nobody's is 404, an empty body 422, and a plain reading 200; never a fault of ours.
"""

import os
import re
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app import wiring
from app.accounts.models import Session
from app.main import create_app
from config.parties import parties as known_parties
from config.settings import settings
from core import clock
from core.actors import Actor, Role
from core.web.openapi import contract
from tests.filings import officer, person
from tests.outside import outside_world

ROLES = (Role.PERSON, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR)
NOBODY = UUID(int=1)
SAMPLES = {"uuid": str(NOBODY), "integer": "1"}


def routes() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and declaration of every operation of the contract."""
    app = create_app(f"roles-{uuid4().hex}")
    app.router.finalize()
    paths = contract(app)["paths"]
    return [(method.upper(), path, entry) for path, entries in paths.items() for method, entry in entries.items()]


ROUTES = routes()


@pytest.fixture(scope="module")
def parties(servers: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The sandbox as the outside world, named where the product looks for it."""
    before = dict(os.environ)
    with outside_world(tmp_path_factory.mktemp("outside")) as outside:
        os.environ["SANDBOX_URL"] = outside.address
        os.environ["SANDBOX_CREDENTIALS"] = str(outside.data / "credentials.json")
        _forget_settings()
        yield
    os.environ.clear()
    os.environ.update(before)
    _forget_settings()


def _forget_settings() -> None:
    settings.cache_clear()
    known_parties.cache_clear()


@pytest.fixture
async def call(database: None, parties: None) -> AsyncIterator[Any]:
    """Call a route as a role: `await call(method, path, entry, role)` gives the status."""
    actors: dict[str, Actor] = {Role.PERSON: await person("13800000001")}
    for role in ROLES[1:]:
        actors[role] = by = await officer(role)
        await Session.create(
            id=by.session_id, token_hash=uuid4().hex, officer_id=by.id, device_id="desk",
            created_at=clock.now(), expires_at=clock.now() + timedelta(hours=1),
        )  # fmt: skip
    app = create_app(f"roles-{uuid4().hex}")
    app.config.TOUCHUP = False  # Sanic rewrites its protocol for one app a process; this process has several.
    app.listeners["before_server_start"].clear()
    app.listeners["after_server_stop"].clear()

    async def authenticate(token: str, request: object) -> Actor | None:
        return actors.get(token)

    app.ctx.authenticate = authenticate
    wiring.compose()
    listener = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client:

        async def status(method: str, path: str, entry: dict[str, Any], role: str = "") -> int:
            return await _status(client, method, path, entry, role)

        yield status
    await server.close()


async def _status(client: httpx.AsyncClient, method: str, path: str, entry: dict[str, Any], role: str) -> int:
    headers = {"Authorization": f"Bearer {role}"} if role else {}
    headers["Idempotency-Key"] = uuid4().hex
    kinds = list(entry.get("requestBody", {}).get("content", {}))
    if kinds:
        headers["Content-Type"] = kinds[0]
    body = (b"{}" if kinds[0] == "application/json" else b"") if kinds else None
    request = client.build_request(method, _filled(path, entry), headers=headers, content=body)
    answer = await client.send(request, stream=True)  # A stream of events would never end.
    await answer.aclose()
    return answer.status_code


def _filled(path: str, entry: dict[str, Any]) -> str:
    for parameter in entry.get("parameters", []):
        if parameter["in"] == "path":
            schema = parameter["schema"]
            value = SAMPLES.get(schema.get("format") or schema["type"], "nothing")
            path = path.replace("{" + parameter["name"] + "}", value)
    return path


def _name(route: tuple[str, str, dict[str, Any]]) -> str:
    return f"{route[0]} {route[1]}"


async def test_nobody_gets_past_a_door_that_asks_for_a_role(call: Any) -> None:
    closed = [route for route in ROUTES if route[2]["x-roles"]]
    assert closed
    answers = {_name(route): await call(*route) for route in closed}
    assert {name: status for name, status in answers.items() if status != 401} == {}


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_gets_past_its_own_doors_and_no_other(call: Any, role: Role) -> None:
    wrong: dict[str, int] = {}
    for route in ROUTES:
        status = await call(*route, role)
        admitted = not route[2]["x-roles"] or role in route[2]["x-roles"]
        if (status == 403) is admitted or status == 401 or status >= 500:
            wrong[_name(route)] = status
    assert wrong == {}


async def test_what_is_read_without_an_id_is_there_and_an_id_of_nobodys_is_absent(call: Any) -> None:
    wrong: dict[str, int] = {}
    for method, path, entry in ROUTES:
        role = next(iter(entry["x-roles"]), "")
        if method != "GET" or not role:
            continue
        status = await call(method, path, entry, role)
        right = {404, 422} if re.search(r"\{\w+\}", path) else {200, 422}
        if status not in right:
            wrong[f"{method} {path} as {role}"] = status
    assert wrong == {}


def test_every_role_has_doors_of_its_own() -> None:
    admitted = {role: {_name(route) for route in ROUTES if role in route[2]["x-roles"]} for role in ROLES}
    assert all(admitted.values())
    assert len({frozenset(each) for each in admitted.values()}) == len(ROLES)


async def test_a_token_that_has_ended_opens_nothing(call: Any) -> None:
    some = [route for route in ROUTES if route[2]["x-roles"]][:20]
    assert {await call(*route, "ended") for route in some} == {401}
