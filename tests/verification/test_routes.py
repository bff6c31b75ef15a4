"""Over HTTP: who may call, the verdict pushed as it falls, waiting told, and no token in any address."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sanic import Sanic

from core import clock
from core.actors import Actor, Role
from core.redis import redis
from core.web import errors, live
from core.web.slots import MOST_UPLOADS
from tests.jobs_runner import run_jobs
from tests.verification.people import OTHER, Person, consented, officer
from verification.channel_routes import bp as channels
from verification.engine.verdict import Decision
from verification.officer_routes import bp as officers
from verification.routes import bp as face

FACE = "/api/v1/verifications"


@dataclass
class Api:
    """The routes of this peer alone; a token is the name of whoever calls."""

    client: httpx.AsyncClient
    actors: dict[str, Actor]

    async def call(self, method: str, path: str, who: str = "", **options: Any) -> httpx.Response:
        headers = {**options.pop("headers", {}), **({"Authorization": f"Bearer {who}"} if who else {})}
        if method == "POST":
            headers["Idempotency-Key"] = uuid4().hex
        return await self.client.request(method, path, headers=headers, **options)


@pytest.fixture
async def api(person: Person) -> AsyncIterator[Api]:
    actors = {"person": person.actor, "officer": officer(), "stranger": (await consented(who=OTHER)).actor}

    async def authenticate(token: str, request: object) -> Actor | None:
        return actors.get(token)

    app: Sanic = Sanic(f"verification-{uuid4().hex}", configure_logging=False)
    app.config.TOUCHUP = False  # Sanic rewrites its protocol for one app a process; this process has several.
    app.ctx.authenticate = authenticate
    for bp in (face, channels, officers):
        app.blueprint(bp.copy(f"{bp.name}_{uuid4().hex}"))
    errors.install(app)
    listener = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client:
        yield Api(client, actors)
    server.close()
    await server.wait_closed()


async def submitted(api: Api, person: Person, practice: str = "attempts") -> tuple[str, dict[str, Any]]:
    """A challenge, a video in two parts and its submission, all over HTTP."""
    challenge = (await api.call("POST", f"{FACE}/{person.task.id}/{practice}", "person")).json()
    attempt = f"{FACE}/attempts/{challenge['attempt_id']}"
    for number in (0, 1):
        sent = await api.call(
            "PUT", f"{attempt}/parts/{number}", "person", content=uuid4().bytes, headers={"content-type": "video/webm"}
        )
        assert sent.json() == {"received_bytes": 16 * (number + 1)}
    lead, each = challenge["lead_in_s"], challenge["shown_s"]
    prompts = [
        {"action": action, "from_s": lead + n * each, "to_s": lead + (n + 1) * each}
        for n, action in enumerate(challenge["actions"])
    ]
    body = {"nonce": challenge["nonce"], "parts": 2, "prompts": prompts}
    answer = await api.call("POST", f"{attempt}/submission", "person", json=body)
    assert answer.status_code == 202, answer.text
    return attempt, answer.json()


async def events(api: Api, path: str, who: str, known: str = "") -> AsyncIterator[tuple[str, dict[str, Any]]]:
    headers = {"Authorization": f"Bearer {who}", **({"Last-Event-ID": known} if known else {})}
    async with api.client.stream("GET", path, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        version = ""
        async for line in response.aiter_lines():
            if line.startswith("id: "):
                version = line.removeprefix("id: ")
            if line.startswith("data: "):
                yield version, json.loads(line.removeprefix("data: "))


async def test_the_verdict_is_pushed_when_it_falls_and_the_stream_ends(api, person) -> None:
    attempt, answer = await submitted(api, person)
    assert answer["expected_wait_s"] > 0
    heard: list[dict[str, Any]] = []

    async def listen() -> None:
        async for _, data in events(api, f"{attempt}/events", "person"):
            heard.append(data)
            first.set()

    first = asyncio.Event()
    listening = asyncio.create_task(listen())
    await first.wait()
    await run_jobs(["verification"])
    await listening
    assert [(each["state"], each["verdict"]) for each in heard] == [("SUBMITTED", None), ("JUDGED", "pass")]


async def test_an_outage_of_the_register_is_pushed_to_who_waits(api, person, register) -> None:
    register.is_out = True
    attempt, _ = await submitted(api, person)
    stream = events(api, f"{attempt}/events", "person")
    assert (await anext(stream))[1]["reasons"] == []
    await run_jobs(["verification"])
    assert (await anext(stream))[1]["reasons"][0]["reason"] == "SOURCE_DOWN"
    await stream.aclose()


async def test_who_comes_back_gets_only_what_they_have_not_seen(api, person) -> None:
    attempt, _ = await submitted(api, person)
    stream = events(api, f"{attempt}/events", "person")
    version, _ = await anext(stream)
    await stream.aclose()
    await run_jobs(["verification"])
    missed = [data["state"] async for _, data in events(api, f"{attempt}/events", "person", version)]
    assert missed == ["JUDGED"]


async def test_nobody_follows_anothers_attempt_and_a_token_in_the_address_opens_nothing(api, person) -> None:
    attempt, _ = await submitted(api, person)
    for path in (attempt, f"{attempt}/events"):
        assert (await api.call("GET", path, "stranger")).status_code == 404
        assert (await api.call("GET", path)).status_code == 401
        assert (await api.call("GET", f"{path}?token=person&access_token=person")).status_code == 401
        assert (await api.call("GET", path, "officer")).status_code == 403


async def test_a_practice_goes_the_same_way(api, person) -> None:
    attempt, answer = await submitted(api, person, "practice")
    assert answer["practice"]
    await run_jobs(["verification"])
    assert (await api.call("GET", attempt, "person")).json()["verdict"] == "pass"
    assert (await api.call("GET", f"{FACE}/{person.task.id}", "person")).json()["state"] == "CONSENTED"


async def test_the_queue_and_the_doors_are_public(api) -> None:
    assert (await api.call("GET", f"{FACE}/queue")).json()["open"] is True
    offered = (await api.call("GET", f"{FACE}/doors")).json()
    assert offered["filmed_in"] == ["browser", "wechat", "alipay"]
    doors = offered["doors"]
    assert [each["channel"] for each in doors] == ["video_officer", "window", "notary"]
    assert all(each["title"]["zh"] and each["instructions"]["en"] for each in doors)


async def test_accessibility_and_withdrawal_over_http(api, person) -> None:
    task = f"{FACE}/{person.task.id}"
    body = {"without": ["nod"], "longer_prompts": True}
    assert (await api.call("PUT", f"{task}/accessibility", "person", json=body)).json()["without"] == ["nod"]
    assert (await api.call("DELETE", f"{task}/consent", "person")).json()["state"] == "OPENED"
    listed = (await api.call("GET", "/api/v1/my-data", "person")).json()
    assert listed["consents"][0]["withdrawn_at"]


async def test_a_window_visit_from_the_booking_to_the_officers_decision(api, person) -> None:
    booked = (await api.call("PUT", f"{FACE}/{person.task.id}/door", "person", json={"channel": "window"})).json()
    desk = "/api/v1/verification-desk"
    assert (await api.call("POST", f"{desk}/window", "person", json={"code": booked["code"]})).status_code == 403
    taken = (await api.call("POST", f"{desk}/window", "officer", json={"code": booked["code"]})).json()
    assert (taken["name"], taken["mine"]) == (person.task.name, True)
    assert taken["id_number"] == person.task.id_number
    body = {"accept": True, "ground": "CARD_MATCHES", "comment": ""}
    decided = await api.call("POST", f"{desk}/appointments/{taken['id']}/decision", "officer", json=body)
    assert decided.json() == {"task_id": str(person.task.id), "state": "PASSED", "settled": True}


async def test_a_statement_from_its_upload_to_the_officers_decision(api, person) -> None:
    door = f"{FACE}/{person.task.id}/door"
    booked = (await api.call("PUT", door, "person", json={"channel": "video_officer"})).json()
    mine = f"{FACE}/appointments/{booked['id']}"
    sent = await api.call(
        "PUT", f"{mine}/material", "person", content=b"my statement", headers={"content-type": "video/mp4"}
    )
    assert sent.json()["state"] == "WAITING"
    desk = "/api/v1/verification-desk"
    (waiting,) = (await api.call("GET", f"{desk}/", "officer")).json()["appointments"]
    assert waiting["id_number"] is None
    at = f"{desk}/appointments/{booked['id']}"
    assert (await api.call("GET", f"{at}/material?purpose=identity", "officer")).status_code == 403
    assert (await api.call("POST", f"{at}/taking", "officer")).json()["code"] == booked["code"]
    assert (await api.call("GET", f"{at}/material?purpose=identity", "officer")).content == b"my statement"
    body = {"accept": False, "ground": "CODE_NOT_SPOKEN", "comment": ""}
    assert (await api.call("POST", f"{at}/decision", "officer", json=body)).json()["state"] == "CONSENTED"
    assert (await api.call("GET", mine, "person")).json()["reasons"][0]["reason"] == "CODE_NOT_SPOKEN"


async def test_a_review_reaches_the_desk_and_its_figures_are_followed(api, person, judge) -> None:
    judge.decision = Decision.REVIEW
    stream = events(api, "/api/v1/verification-desk/events", "officer")
    assert (await anext(stream))[1] == {"reviews": 0, "appointments": 0}
    attempt = await person.film(b"\x1a\x45\xdf\xa3 a webm", now=clock.now())
    assert (await anext(stream))[1] == {"reviews": 1, "appointments": 0}
    await stream.aclose()
    desk = f"/api/v1/verification-desk/reviews/{attempt.id}"
    video = await api.call("GET", f"{desk}/video?purpose=identity", "officer")
    assert (video.headers["content-type"], video.content[4:]) == ("video/webm", b" a webm")
    body = {"accept": True, "ground": "SAME_PERSON", "comment": "看过视频和证件照"}
    assert (await api.call("POST", f"{desk}/decision", "officer", json=body)).json()["state"] == "PASSED"
    assert (await api.call("GET", f"{desk}/video?purpose=identity", "officer")).status_code == 404


@pytest.mark.parametrize("role", [Role.APPROVER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.PERSON])
async def test_only_reviewers_work_at_the_desk(api, role) -> None:
    api.actors["other"] = officer("990122", role)
    assert (await api.call("GET", "/api/v1/verification-desk/", "other")).status_code == 403


def slowly(begun: asyncio.Event, goes_on: asyncio.Event) -> AsyncIterator[bytes]:
    """A body that stops half-way until told to go on."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"half"
        begun.set()
        await goes_on.wait()
        yield b"rest"

    return pieces()


async def put(api: Api, path: str, content: Any) -> httpx.Response:
    return await api.call("PUT", path, "person", content=content, headers={"content-type": "video/mp4"})


async def test_no_more_uploads_at_once_than_a_phone_makes(api, person) -> None:
    challenge = (await api.call("POST", f"{FACE}/{person.task.id}/attempts", "person")).json()
    part, place = f"{FACE}/attempts/{challenge['attempt_id']}/parts/0", f"slots:uploads:{person.actor.id}"
    await redis().zadd(place, {f"upload {n}": clock.now().timestamp() + 60 for n in range(MOST_UPLOADS)})
    refused = await put(api, part, b"one more")
    assert (refused.status_code, refused.headers["retry-after"], refused.json()["code"]) == (429, "5", "too_many")
    await redis().zrem(place, "upload 0")
    assert (await put(api, part, b"one more")).status_code == 200
    assert await redis().zcard(place) == MOST_UPLOADS - 1


async def test_an_upload_cut_off_in_the_middle_leaves_nothing_and_is_taken_up_where_it_stopped(api, person) -> None:
    challenge = (await api.call("POST", f"{FACE}/{person.task.id}/attempts", "person")).json()
    attempt = f"{FACE}/attempts/{challenge['attempt_id']}"
    await put(api, f"{attempt}/parts/0", b"first part")
    begun = asyncio.Event()
    cut = asyncio.create_task(put(api, f"{attempt}/parts/1", slowly(begun, asyncio.Event())))
    await begun.wait()
    cut.cancel()
    await asyncio.gather(cut, return_exceptions=True)
    assert (await api.call("GET", attempt, "person")).json()["received_bytes"] == len(b"first part")
    again = await put(api, f"{attempt}/parts/1", b"second part")
    assert again.json() == {"received_bytes": len(b"first part" + b"second part")}


async def test_whoever_follows_too_much_at_once_is_told_to_close_some(api, person) -> None:
    attempt, _ = await submitted(api, person)
    place = f"slots:streams:{person.actor.id}"
    await redis().zadd(place, {f"page {n}": clock.now().timestamp() + 60 for n in range(live.MOST_STREAMS)})
    refused = await api.call("GET", f"{attempt}/events", "person")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, str(live.RETRY_SECONDS))
    await redis().delete(place)
    await run_jobs(["verification"])
    assert [each async for each in events(api, f"{attempt}/events", "person")]
    assert await redis().zcard(place) == 0
