"""Payments over HTTP: who sees what, what officers may do, and what a provider hears."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sanic import Sanic
from tortoise.transactions import in_transaction

from core.actors import Actor, Role
from core.inbox import ExternalNotice
from core.web import errors
from payments import scope
from payments.apply import apply
from payments.incidents import open_incident
from payments.models import Attempt, Charge, Difference, Incident, IncidentKind, Refund
from payments.officer_routes import bp as desk
from payments.provider import BillRow, RefundOutcome, RefundReport
from payments.query import ask
from payments.reconcile import reconcile
from payments.return_money import apply_refund
from payments.routes import bp
from payments.states import ChargeState, RefundState

HERE, ELSEWHERE = "990122", "990123"


@dataclass
class Door:
    """The routes of this capability alone; a token is the name of whoever is at the door."""

    client: httpx.AsyncClient

    async def get(self, path: str, who: str = "") -> httpx.Response:
        return await self.client.get(f"/api/v1{path}", headers=self._as(who))

    async def post(self, path: str, who: str = "", body: object = None, key: str = "") -> httpx.Response:
        headers = {**self._as(who), "Idempotency-Key": key or uuid4().hex}
        return await self.client.post(f"/api/v1{path}", headers=headers, json=body)

    async def notice(self, name: str, body: bytes, **headers: str) -> httpx.Response:
        return await self.client.post(f"/api/v1/payment-notices/{name}", content=body, headers=headers)

    def _as(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {who}"} if who else {}


@pytest.fixture
async def door(database: None, banks, payer) -> AsyncIterator[Door]:
    actors = {"payer": payer}
    for role in Role:
        actors |= {str(role): Actor(uuid4(), frozenset({role}), office=HERE)}
        actors |= {f"{role} elsewhere": Actor(uuid4(), frozenset({role}), office=ELSEWHERE)}

    async def authenticate(token: str, request: object) -> Actor | None:
        return actors.get(token)

    app: Sanic[Any, Any] = Sanic(f"payments-{uuid4().hex}", configure_logging=False)
    app.config.TOUCHUP = False  # Sanic rewrites its protocol for one app a process; this process has several.
    app.ctx.authenticate = authenticate
    for each in (bp, desk):
        app.blueprint(each.copy(f"{each.name}_{uuid4().hex}"))
    errors.install(app)
    listener = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield Door(client)
    server.close()
    await server.wait_closed()


@pytest.fixture
async def paid(charge, bank, door, noon) -> Charge:
    started = (await door.post(f"/charges/{charge.id}/attempts", "payer", {"channel": "wechat_native"})).json()
    await apply(bank.pay(started["parameters"]["number"]), now=noon)
    return await Charge.get(id=charge.id)


async def test_the_price_list_is_open_to_everybody_and_names_the_law(door):
    items = {each["code"]: each for each in (await door.get("/charge-catalogue")).json()["items"]}
    assert items["registration.company"]["payable_fen"] == 0
    assert items["courier.province"]["payable_fen"] == 1200
    assert all(each["basis"] for each in items.values())


async def test_a_payer_sees_what_is_owed_why_and_how_to_pay(door, charge):
    (shown,) = (await door.get(f"/charges?subject={charge.subject}", "payer")).json()["charges"]
    assert (shown["id"], shown["amount_fen"], shown["state"]) == (str(charge.id), 1200, "open")
    assert "价格法" in shown["basis"]
    assert shown["channels"] == ["alipay_mini", "alipay_wap", "wechat_h5", "wechat_jsapi", "wechat_native"]
    assert (await door.get(f"/charges/{charge.id}", "payer")).json() == shown


async def test_another_persons_charge_does_not_exist(door, charge):
    assert (await door.get(f"/charges?subject={charge.subject}", "person")).json()["charges"] == []
    assert (await door.get(f"/charges/{charge.id}", "person")).status_code == 404
    answer = await door.post(f"/charges/{charge.id}/attempts", "person", {"channel": "wechat_native"})
    assert answer.status_code == 404
    assert (await door.get(f"/charges/{uuid4()}", "payer")).json()["code"] == answer.json()["code"]


async def test_officers_see_every_charge_and_pay_none(door, charge):
    assert (await door.get(f"/charges/{charge.id}", "reviewer")).status_code == 200
    answer = await door.post(f"/charges/{charge.id}/attempts", "reviewer", {"channel": "wechat_native"})
    assert answer.status_code == 403


async def test_a_subject_is_asked_for(door):
    answer = await door.get("/charges", "payer")
    assert answer.json()["problems"]["subject"][0]["rule"] == "PAY-01"


async def test_asking_to_pay_twice_gives_the_same_attempt(door, charge, bank):
    answers = [await door.post(f"/charges/{charge.id}/attempts", "payer", {"channel": "wechat_jsapi"}) for _ in "12"]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert await Attempt.all().count() == 1
    shown = (await door.get(f"/charges/{charge.id}", "payer")).json()
    assert shown["attempt"]["id"] == answers[0].json()["attempt"]["id"]


async def test_back_from_the_cashier_the_provider_is_asked(door, charge, bank):
    started = (await door.post(f"/charges/{charge.id}/attempts", "payer", {"channel": "wechat_h5"})).json()
    assert (await door.post(f"/charges/{charge.id}/check", "payer")).json()["state"] == "open"
    bank.pay(started["parameters"]["number"])
    assert (await door.post(f"/charges/{charge.id}/check", "payer")).json()["state"] == "paid"
    assert (await door.post(f"/charges/{charge.id}/check", "person")).status_code == 404


async def test_a_bank_that_is_out_says_neither_paid_nor_unpaid(door, charge, bank):
    await door.post(f"/charges/{charge.id}/attempts", "payer", {"channel": "wechat_h5"})
    bank.out = {"query"}
    assert (await door.post(f"/charges/{charge.id}/check", "payer")).status_code == 503


@pytest.mark.parametrize("body", [{}, {"channel": "cash"}, {"channel": "wechat_h5", "amount_fen": 1}])
async def test_a_payer_names_a_channel_and_never_an_amount(door, charge, body):
    assert (await door.post(f"/charges/{charge.id}/attempts", "payer", body)).status_code == 422


async def test_a_bank_that_is_out_asks_the_payer_to_come_back(door, charge, bank):
    bank.out = {"prepare"}
    answer = await door.post(f"/charges/{charge.id}/attempts", "payer", {"channel": "wechat_h5"})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]


async def test_a_notice_is_acknowledged_in_the_providers_own_words(door, charge, bank):
    answer = await door.notice("bank-w", b"P1", signature="good", id="n1")
    assert (answer.status_code, answer.text) == (200, "success")
    assert await ExternalNotice.all().count() == 1


@pytest.mark.parametrize(
    ("name", "body", "status"), [("bank-w", b"P1", 400), ("bank-x", b"P1", 404), ("bank-w", b"x" * 70_000, 413)]
)
async def test_a_notice_that_is_not_one_is_not_acknowledged(door, bank, name, body, status):
    assert (await door.notice(name, body, signature="bad", id="n1")).status_code == status
    assert await ExternalNotice.all().count() == 0


async def test_a_refund_goes_through_two_officers(door, paid):
    body = {"amount_fen": 500, "reason": "not_rendered", "note": "快递未揽收"}
    asked = (await door.post(f"/charges/{paid.id}/refunds", "reviewer", body)).json()
    (listed,) = (await door.get("/refunds", "approver")).json()["refunds"]
    assert (listed["id"], listed["state"]) == (asked["id"], "requested")
    assert (await door.post(f"/refunds/{asked['id']}/approval", "reviewer")).status_code == 403
    approved = await door.post(f"/refunds/{asked['id']}/approval", "approver")
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    assert (await door.get("/refunds", "approver")).json()["refunds"] == []


async def test_a_refund_asked_twice_with_one_key_is_one_refund(door, paid):
    body = {"amount_fen": 500, "reason": "mistake", "note": "重复收费"}
    answers = [
        await door.post(f"/charges/{paid.id}/refunds", "reviewer", body, key="one-and-the-same") for _ in range(2)
    ]
    assert answers[0].json()["id"] == answers[1].json()["id"]


async def test_a_refund_refused_says_why_in_the_history(door, paid):
    body = {"amount_fen": 500, "reason": "mistake", "note": "重复收费"}
    asked = (await door.post(f"/charges/{paid.id}/refunds", "reviewer", body)).json()
    refused = await door.post(f"/refunds/{asked['id']}/refusal", "supervisor", {"note": "已核实无误"})
    assert refused.json()["state"] == "declined"


@pytest.mark.parametrize(
    "body",
    [
        {"amount_fen": 0, "reason": "mistake", "note": "重复收费"},
        {"amount_fen": 1, "reason": "second_payment", "note": "重复收费"},
        {"amount_fen": 1, "reason": "mistake"},
        {"amount_fen": "1", "reason": "mistake", "note": "重复收费"},
    ],
)
async def test_a_refund_states_an_amount_a_reason_of_its_own_and_a_note(door, paid, body):
    assert (await door.post(f"/charges/{paid.id}/refunds", "reviewer", body)).status_code == 422


@pytest.mark.parametrize(
    "path", ["/refunds", "/payment-incidents", "/reconciliations"], ids=["refunds", "incidents", "days"]
)
async def test_what_officers_see_is_closed_to_the_public(door, path):
    assert (await door.get(path)).status_code == 401
    assert (await door.get(path, "payer")).status_code == 403
    assert (await door.get(path, "reviewer")).status_code == 200


async def test_refunds_are_asked_for_by_a_state_that_exists(door):
    assert (await door.get("/refunds?state=lost", "reviewer")).json()["problems"]["state"][0]["rule"] == "PAY-02"


async def test_an_incident_is_seen_and_resolved_once(door, banks, noon):
    async with in_transaction():
        await open_incident(IncidentKind.WRONG_AMOUNT, "bank-w", "P1", now=noon, amount_fen=1)
    (seen,) = (await door.get("/payment-incidents", "approver")).json()["incidents"]
    path = f"/payment-incidents/{seen['id']}/resolution"
    assert (await door.post(path, "reviewer", {"note": "已退"})).status_code == 403
    assert (await door.post(path, "approver", {"note": "已与银行核对"})).status_code == 200
    assert (await door.post(path, "approver", {"note": "已与银行核对"})).status_code == 409
    assert (await Incident.get()).resolution == "已与银行核对"


async def test_a_difference_is_explained_and_signed_over_http(door, paid, bank, noon):
    attempt = await Attempt.get(id=paid.settled_by_id)
    bank.rows = [BillRow(attempt.number, attempt.trade_number, 1201)]
    await reconcile("bank-w", noon.date(), now=noon)
    (day,) = (await door.get("/reconciliations", "reviewer")).json()["days"]
    assert day["closed_at"] is None
    path = f"/reconciliation-differences/{day['differences'][0]['id']}"
    assert (await door.post(f"{path}/explanation", "reviewer", {"note": "已电话核实"})).status_code == 200
    assert (await door.post(f"{path}/signature", "approver")).status_code == 200
    (day,) = (await door.get("/reconciliations", "reviewer")).json()["days"]
    assert (day["closed_at"] is not None, day["differences"]) == (True, [])
    assert (await Difference.get()).signed_by is not None


async def test_a_settled_charge_shows_no_way_to_pay(door, paid, bank, noon):
    attempt = await Attempt.get(id=paid.settled_by_id)
    await ask(attempt, now=noon)
    shown = (await door.get(f"/charges/{paid.id}", "payer")).json()
    assert (shown["state"], shown["channels"], shown["attempt"]) == (ChargeState.PAID, [], None)


REFUND = {"amount_fen": 500, "reason": "mistake", "note": "重复收费"}
NOTE = {"note": "已与银行核对"}


@pytest.fixture
async def asked(door, paid) -> str:
    """A refund that waits for a second officer."""
    answer = await door.post(f"/charges/{paid.id}/refunds", "reviewer", REFUND)
    return str(answer.json()["id"])


@pytest.fixture
async def closed(door, asked, noon) -> str:
    """A refund that was approved and that the provider closed, which is an incident."""
    await door.post(f"/refunds/{asked}/approval", "approver")
    await Refund.filter(id=asked).update(state=RefundState.SUBMITTED)
    report = RefundReport("bank-w", (await Refund.get(id=asked)).number, RefundOutcome.CLOSED)
    await apply_refund(report, now=noon)
    return asked


async def test_another_offices_charge_is_neither_seen_nor_refunded(door, paid):
    for who in ("reviewer elsewhere", "supervisor elsewhere"):
        assert (await door.get(f"/charges/{paid.id}", who)).status_code == 404
        assert (await door.get(f"/charges?subject={paid.subject}", who)).json()["charges"] == []
        assert (await door.post(f"/charges/{paid.id}/refunds", who, REFUND)).status_code == 404
    assert await Refund.all().count() == 0


@pytest.mark.parametrize(("step", "body"), [("approval", None), ("refusal", NOTE)])
async def test_another_offices_refund_is_not_listed_and_not_decided(door, asked, step, body):
    for who in ("approver elsewhere", "supervisor elsewhere"):
        assert (await door.get("/refunds", who)).json()["refunds"] == []
        assert (await door.post(f"/refunds/{asked}/{step}", who, body)).status_code == 404
    assert (await Refund.get(id=asked)).state is RefundState.REQUESTED


async def test_an_office_above_looks_into_a_refund_and_leaves_it_to_the_office(door, asked):
    scope.wire(lambda by: [str(by.office), HERE] if Role.SUPERVISOR in by.roles else [str(by.office)])
    try:
        (seen,) = (await door.get("/refunds", "supervisor elsewhere")).json()["refunds"]
        assert (seen["id"], seen["actions"]) == (asked, [])
        assert (await door.post(f"/refunds/{asked}/approval", "supervisor elsewhere")).status_code == 404
    finally:
        scope.wire(lambda by: [str(by.office)])


async def test_each_officer_is_offered_what_they_may_decide_of_a_refund(door, asked):
    async def offered(who: str) -> list[str]:
        (line,) = (await door.get("/refunds", who)).json()["refunds"]
        return [*line["actions"]]

    assert await offered("reviewer") == []
    assert await offered("approver") == ["approve", "decline"]


async def test_a_closed_refund_is_asked_anew_once_by_its_own_office_and_ends_its_incident(door, closed):
    path = f"/refunds/{closed}/repetition"
    assert (await door.post(path, "reviewer elsewhere")).status_code == 404
    (incident,) = (await door.get("/payment-incidents", "reviewer")).json()["incidents"]
    assert (incident["anew"], incident["may_resolve"]) == (closed, False)
    again = await door.post(path, "reviewer")
    assert (again.status_code, again.json()["state"]) == (201, "requested")
    assert (await door.get("/payment-incidents", "approver")).json()["incidents"] == []
    assert (await door.post(path, "approver")).status_code == 409
    (shown,) = (await door.get("/refunds?state=closed", "reviewer")).json()["refunds"]
    assert not shown["repeatable"]


async def test_a_repetition_that_was_declined_may_be_asked_for_again(door, closed):
    path = f"/refunds/{closed}/repetition"
    again = (await door.post(path, "reviewer")).json()
    await door.post(f"/refunds/{again['id']}/refusal", "approver", NOTE)
    assert (await door.post(path, "reviewer")).status_code == 201


async def test_of_ten_who_ask_anew_at_once_one_does(door, closed):
    answers = await asyncio.gather(*(door.post(f"/refunds/{closed}/repetition", "reviewer") for _ in range(10)))
    assert sorted(each.status_code for each in answers) == [201, *[409] * 9]


async def test_another_offices_incident_is_neither_seen_nor_resolved(door, paid, noon):
    attempt = await Attempt.get(id=paid.settled_by_id)
    async with in_transaction():
        await open_incident(IncidentKind.WRONG_AMOUNT, "bank-w", attempt.number, now=noon, amount_fen=1)
    incident = await Incident.get()
    for who in ("approver elsewhere", "supervisor elsewhere"):
        assert (await door.get("/payment-incidents", who)).json()["incidents"] == []
        assert (await door.post(f"/payment-incidents/{incident.id}/resolution", who, NOTE)).status_code == 404
    assert (await door.post(f"/payment-incidents/{incident.id}/resolution", "approver", NOTE)).status_code == 200


async def test_another_offices_difference_is_counted_and_neither_explained_nor_signed(door, paid, bank, noon):
    attempt = await Attempt.get(id=paid.settled_by_id)
    bank.rows = [BillRow(attempt.number, attempt.trade_number, 1201)]
    await reconcile("bank-w", noon.date(), now=noon)
    (day,) = (await door.get("/reconciliations", "supervisor elsewhere")).json()["days"]
    assert (day["differences"], day["elsewhere"]) == ([], 1)
    path = f"/reconciliation-differences/{(await Difference.get()).id}"
    assert (await door.post(f"{path}/explanation", "supervisor elsewhere", NOTE)).status_code == 404
    await door.post(f"{path}/explanation", "approver", NOTE)
    assert (await door.post(f"{path}/signature", "supervisor elsewhere")).status_code == 404
    for who, signs in (("approver", False), ("reviewer", False), ("supervisor", True)):
        (day,) = (await door.get("/reconciliations", who)).json()["days"]
        assert (day["differences"][0]["may_explain"], day["differences"][0]["may_sign"]) == (False, signs)


async def test_a_number_that_is_none_of_ours_is_for_those_who_decide_wherever_they_sit(door, paid, bank, noon):
    bank.rows = [BillRow("P-of-nobody", "T1", 1200)]
    await reconcile("bank-w", noon.date(), now=noon)
    stray = await Difference.get(number="P-of-nobody")
    path = f"/reconciliation-differences/{stray.id}"
    assert (await door.post(f"{path}/explanation", "reviewer", NOTE)).status_code == 404
    assert (await door.post(f"{path}/explanation", "approver elsewhere", NOTE)).status_code == 200
    assert (await door.post(f"{path}/signature", "approver")).status_code == 200
