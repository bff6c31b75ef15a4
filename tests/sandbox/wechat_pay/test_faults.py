"""What WeChat Pay can be told to do wrong, seen from the merchant's side."""

import json
import time
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox.wechat_pay import signing


def genuine(sandbox, notice) -> bool:
    """Whether a notice bears the platform's signature by the key it should name, now."""
    account, headers = sandbox.credentials["wechat_pay"], notice.headers
    if headers.get("wechatpay-serial") != account["public_key_id"]:
        return False
    if abs(time.time() - int(headers["wechatpay-timestamp"])) > 300:
        return False
    key = load_pem_public_key(Path(account["public_key_path"]).read_bytes())
    lines = [headers["wechatpay-timestamp"], headers["wechatpay-nonce"], notice.body.decode()]
    return signing.verifies(key, signing.message(lines), headers["wechatpay-signature"])


@pytest.mark.parametrize("kind", ["bad_signature", "no_signature", "unknown_serial", "sign_by_certificate"])
async def test_a_reply_that_cannot_be_believed_is_noticed_by_the_client(paying, sandbox, kind):
    async with paying(sandbox) as shop:
        mine = shop.number()
        await shop.place(mine)
        sandbox.fault("wechat_pay", kind)
        with pytest.raises(Exception, match=r"verify the signature|algorithm|invalid literal"):
            await shop.query(mine)
        assert (await shop.query(mine))["trade_state"] == "NOTPAY"


async def test_a_stale_reply_is_an_hour_old(paying, sandbox):
    async with paying(sandbox) as shop:
        sandbox.fault("wechat_pay", "stale")
        headers: list[httpx.Headers] = []

        async def keep(response: httpx.Response) -> None:
            headers.append(response.headers)

        shop.pay._core._client.event_hooks["response"].append(keep)
        await shop.place(shop.number())
        assert int(headers[0]["wechatpay-timestamp"]) == pytest.approx(time.time() - 3600, abs=60)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("http500", 500, "SYSTEM_ERROR"), ("http429", 429, "FREQUENCY_LIMITED"), ("down", 503, "SYSTEM_ERROR")],
)
async def test_errors_of_the_service_have_its_own_shape(paying, sandbox, kind, status, code):
    async with paying(sandbox) as shop:
        sandbox.fault("wechat_pay", kind)
        answer = await shop.place(shop.number())
        assert (answer[0], answer[1]["code"]) == (status, code)


async def test_a_lost_answer_has_placed_the_order(paying, sandbox):
    async with paying(sandbox) as shop:
        mine = shop.number()
        sandbox.fault("wechat_pay", "drop_after")
        with pytest.raises(httpx.TransportError):
            await shop.place(mine)
        assert (await shop.query(mine))["trade_state"] == "NOTPAY"


async def test_any_published_error_can_be_asked_for(paying, sandbox):
    async with paying(sandbox) as shop:
        mine = await shop.paid()
        sandbox.fault("wechat_pay", "error", detail="NOT_ENOUGH")
        code, body = await shop.refund(mine, shop.number(), 100)
        assert (code, body["code"]) == (403, "NOT_ENOUGH")


@pytest.mark.parametrize(
    "kind",
    [
        "notice_bad_signature",
        "notice_no_signature",
        "notice_signtest",
        "notice_tampered",
        "notice_stale",
        "notice_unknown_serial",
    ],
)
async def test_after_a_forged_notice_the_good_one_follows(paying, sandbox, listener, kind):
    listener.answers = [(401, b"")]
    async with paying(sandbox, listener.url) as shop:
        sandbox.fault("wechat_pay", kind)
        mine = await shop.paid()
        forged, good = listener.wait(2)
        assert not genuine(sandbox, forged)
        assert genuine(sandbox, good)
        assert shop.pay.callback(good.headers, good.body)["resource"]["out_trade_no"] == mine


async def test_a_notice_sealed_for_another_key_is_signed_all_the_same(paying, sandbox, listener):
    listener.answers = [(500, b"")]
    async with paying(sandbox, listener.url) as shop:
        sandbox.fault("wechat_pay", "notice_bad_cipher")
        await shop.paid()
        sealed, good = listener.wait(2)
        assert genuine(sandbox, sealed)
        assert shop.pay.callback(sealed.headers, sealed.body) is None
        assert shop.pay.callback(good.headers, good.body)["id"] == json.loads(sealed.body)["id"]


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("notice_wrong_amount", "amount", {"total": 1, "payer_total": 1, "currency": "CNY", "payer_currency": "CNY"}),
        ("notice_wrong_merchant", "mchid", "1900000001"),
        ("notice_wrong_app", "appid", "wx0000000000000000"),
        ("notice_unknown_order", "out_trade_no", "NOSUCHORDER"),
        ("notice_not_success", "trade_state", "PAYERROR"),
    ],
)
async def test_a_validly_signed_notice_can_say_the_wrong_thing(paying, sandbox, listener, kind, field, value):
    async with paying(sandbox, listener.url) as shop:
        sandbox.fault("wechat_pay", kind)
        await shop.paid()
        notice = listener.wait(1)[0]
        assert genuine(sandbox, notice)
        assert shop.pay.callback(notice.headers, notice.body)["resource"][field] == value


async def test_a_wrong_currency_and_a_huge_body_are_signed_too(paying, sandbox, listener):
    async with paying(sandbox, listener.url) as shop:
        sandbox.fault("wechat_pay", "notice_wrong_currency")
        await shop.paid()
        foreign = listener.wait(1)[0]
        assert shop.pay.callback(foreign.headers, foreign.body)["resource"]["amount"]["currency"] == "USD"
        sandbox.fault("wechat_pay", "notice_huge")
        await shop.paid()
        assert len(listener.wait(2)[1].body) > 1_000_000


@pytest.mark.parametrize(("kind", "copies"), [("notice_duplicate", 2), ("notice_five_at_once", 5)])
async def test_copies_of_a_notice_are_one_notice(paying, sandbox, listener, kind, copies):
    async with paying(sandbox, listener.url) as shop:
        sandbox.fault("wechat_pay", kind)
        await shop.paid()
        assert len({json.loads(one.body)["id"] for one in listener.wait(copies)}) == 1


async def test_a_dropped_notice_leaves_only_the_query(paying, sandbox, listener):
    async with paying(sandbox, listener.url) as shop:
        sandbox.fault("wechat_pay", "notice_drop")
        mine = await shop.paid()
        ended = [one for one in sandbox.get("/notices").json()["done"] if one["facts"].get("out_trade_no") == mine]
        assert [one["state"] for one in ended] == ["dropped"]
        assert (await shop.query(mine))["trade_state"] == "SUCCESS"


async def test_a_late_notice_comes_when_its_time_has_come(paying, running, tmp_path, listener):
    with running(tmp_path) as sandbox:
        async with paying(sandbox, listener.url) as shop:
            sandbox.fault("wechat_pay", "notice_delay", detail="7200")
            await shop.paid()
            waiting = sandbox.get("/notices").json()["waiting"]
            assert (len(waiting), waiting[0]["attempts"]) == (1, 0)
            sandbox.advance(7201)
            assert len(listener.wait(1)) == 1


async def test_notices_are_repeated_until_received_and_survive_a_restart(paying, running, tmp_path, listener):
    listener.answers = [(500, b"")] * 3
    with running(tmp_path) as sandbox:
        async with paying(sandbox, listener.url) as shop:
            await shop.paid()
            listener.wait(1)
        sandbox.process.kill()
        sandbox.process.wait()
    with running(tmp_path, "--speed", "1000") as sandbox:
        sandbox.advance(30)
        assert len({json.loads(one.body)["id"] for one in listener.wait(4)}) == 1


async def test_a_notice_to_a_public_name_is_delivered_on_this_machine(paying, running, tmp_path, listener):
    with running(tmp_path, "--callbacks", listener.url) as sandbox:
        async with paying(sandbox, "https://registry.example/api/v1/notices/wechat") as shop:
            await shop.paid()
            assert listener.wait(1)[0].path == "/api/v1/notices/wechat"


async def test_a_replay_is_the_same_bytes(paying, sandbox, listener):
    async with paying(sandbox, listener.url) as shop:
        mine = await shop.paid()
        listener.wait(1)
        told = next(one for one in _notices(sandbox) if one["facts"].get("out_trade_no") == mine)
        assert sandbox.post(f"/notices/{told['id']}/again").json() == {"answers": [200]}
        first, again = listener.wait(2)
        assert (first.body, first.headers["wechatpay-signature"]) == (again.body, again.headers["wechatpay-signature"])


async def test_a_notice_can_overtake_the_orders_own_reply(paying, sandbox, listener):
    async with paying(sandbox, listener.url) as shop:
        sandbox.fault("wechat_pay", "pay_before_answer")
        mine = shop.number()
        assert (await shop.place(mine))[0] == 200
        assert len(listener.received) == 1
        assert (await shop.query(mine))["trade_state"] == "SUCCESS"


async def test_a_refunds_notice_can_overtake_the_payments(paying, sandbox, listener):
    async with paying(sandbox, listener.url) as shop:
        sandbox.fault("wechat_pay", "notice_reorder")
        mine = await shop.paid()
        await shop.refund(mine, shop.number(), 1500, listener.url)
        events = [shop.pay.callback(one.headers, one.body)["event_type"] for one in listener.wait(2)]
        assert events == ["REFUND.SUCCESS", "TRANSACTION.SUCCESS"]


async def test_a_payment_can_win_or_lose_the_race_with_the_close(paying, sandbox, listener):
    async with paying(sandbox, listener.url) as shop:
        won, lost = shop.number(), shop.number()
        await shop.place(won)
        await shop.place(lost)
        sandbox.fault("wechat_pay", "pay_before_close")
        assert (await shop.pay.close(won))[0] == 400
        sandbox.fault("wechat_pay", "pay_after_close")
        assert (await shop.pay.close(lost))[0] == 204
        assert [(await shop.query(one))["trade_state"] for one in (won, lost)] == ["SUCCESS", "SUCCESS"]
        assert len(listener.wait(2)) == 2


def _notices(sandbox) -> list[dict]:
    found = sandbox.get("/notices").json()
    return found["done"] + found["waiting"]
