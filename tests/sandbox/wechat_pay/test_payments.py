"""WeChat Pay API v3 through wechatpayv3's async client, as the product's adapter uses it."""

import gzip
import hashlib
import json
import secrets
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from wechatpayv3.async_ import WeChatPayType


async def test_prepay_pay_notice_and_query_agree(paying, sandbox, listener):
    async with paying(sandbox, listener.url + "/pay") as shop:
        mine = shop.number()
        code, placed = await shop.place(mine, attach="attempt-1")
        assert (code, placed["prepay_id"][:2]) == (200, "wx")
        assert (await shop.query(mine))["trade_state"] == "NOTPAY"
        stamp, nonce, package = str(int(time.time())), secrets.token_hex(16), f"prepay_id={placed['prepay_id']}"
        appid = sandbox.credentials["wechat_pay"]["appid"]
        asked = {"appId": appid, "timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA"}
        signed = asked | {"paySign": shop.pay.sign([appid, stamp, nonce, package])}
        assert sandbox.post("/cashier/wechat/request-payment", signed).json() == {"errMsg": "requestPayment:ok"}
        notice = listener.wait(1)[0]
        told = shop.pay.callback(notice.headers, notice.body)
        assert told["event_type"] == "TRANSACTION.SUCCESS"
        truth = await shop.query(mine)
        assert told["resource"] == truth
        assert truth["amount"] == {"total": 1500, "payer_total": 1500, "currency": "CNY", "payer_currency": "CNY"}
        assert json.loads((await shop.pay.query(transaction_id=truth["transaction_id"]))[1]) == truth


async def test_a_pay_sign_over_something_else_is_refused(paying, sandbox):
    async with paying(sandbox) as shop:
        _, placed = await shop.place(shop.number())
        package = f"prepay_id={placed['prepay_id']}"
        asked = {"appId": "wx0", "timeStamp": "1", "nonceStr": "n", "package": package, "signType": "RSA"}
        signed = asked | {"paySign": shop.pay.sign(["wx0", "1", "n", placed["prepay_id"]])}
        answer = sandbox.post("/cashier/wechat/request-payment", signed)
        assert (answer.status_code, answer.json()["errMsg"][:19]) == (400, "requestPayment:fail")


async def test_h5_and_native_hand_out_their_own_addresses(paying, sandbox):
    async with paying(sandbox) as shop:
        scene = {"payer_client_ip": "127.0.0.1", "h5_info": {"type": "Wap"}}
        amount = {"total": 100, "currency": "CNY"}
        _, h5 = await shop.pay.pay("寄送", shop.number(), amount, scene_info=scene, pay_type=WeChatPayType.H5)
        page = sandbox.get(json.loads(h5)["h5_url"].removeprefix(sandbox.address))
        assert "¥ 1.00" in page.text
        _, native = await shop.pay.pay("寄送", shop.number(), amount, pay_type=WeChatPayType.NATIVE)
        assert json.loads(native)["code_url"].startswith("weixin://")


async def test_the_same_number_needs_the_same_parameters(paying, sandbox):
    async with paying(sandbox) as shop:
        mine = shop.number()
        first = await shop.place(mine)
        assert await shop.place(mine) == first
        code, other = await shop.place(mine, total=1)
        assert (code, other["code"]) == (403, "OUT_TRADE_NO_USED")


async def test_a_request_not_signed_by_the_merchant_is_refused(paying, sandbox):
    async with paying(sandbox, merchant_serial="0" * 40) as shop:
        code, body = await shop.pay.query(out_trade_no=shop.number())
        assert (code, json.loads(body)["code"]) == (401, "SIGN_ERROR")


async def test_closing_is_repeatable_and_a_paid_order_stays_paid(paying, sandbox):
    async with paying(sandbox) as shop:
        mine, paid = shop.number(), shop.number()
        await shop.place(mine)
        assert [(await shop.pay.close(mine))[0] for _ in range(2)] == [204, 204]
        assert shop.choose(mine).status_code == 409
        await shop.place(paid)
        shop.choose(paid)
        code, body = await shop.pay.close(paid)
        assert (code, json.loads(body)["code"]) == (400, "ORDER_PAID")
        assert (await shop.query(shop.number()))["code"] == "ORDER_NOT_EXIST"


async def test_paying_late_and_twice_are_choices_at_the_cashier(paying, sandbox, listener):
    async with paying(sandbox, listener.url) as shop:
        first, second = shop.number(), shop.number()
        await shop.place(first, total=777)
        await shop.pay.close(first)
        assert shop.choose(first, "cancel").json()["orders"][0]["cancelled"] is True
        assert shop.choose(first, "pay-late").json()["orders"][0]["state"] == "SUCCESS"
        assert shop.choose(first, "pay-twice").status_code == 409
        await shop.place(second, total=778)
        third = shop.number()
        await shop.place(third, total=778)
        states = {one["number"]: one["state"] for one in shop.choose(second, "pay-twice").json()["orders"]}
        assert states == {second: "SUCCESS", third: "SUCCESS"}
        assert len(listener.wait(3)) == 3


async def test_time_closes_orders_and_renews_prepay_ids(paying, running, tmp_path):
    with running(tmp_path) as sandbox:
        async with paying(sandbox) as shop:
            mine, short = shop.number(), shop.number()
            _, first = await shop.place(mine)
            soon = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(minutes=30)).isoformat(timespec="seconds")
            await shop.place(short, time_expire=soon)
            sandbox.advance(2 * 3600 + 1)
            assert shop.choose(mine).status_code == 409
            _, again = await shop.place(mine)
            assert again["prepay_id"] != first["prepay_id"]
            assert (await shop.query(short))["trade_state"] == "CLOSED"


async def test_refunds_are_told_and_never_exceed_the_payment(paying, sandbox, listener):
    async with paying(sandbox, listener.url) as shop:
        mine, one = shop.number(), shop.number()
        await shop.place(mine)
        assert (await shop.refund(mine, one, 500))[1]["code"] == "INVALID_REQUEST"
        shop.choose(mine)
        listener.wait(1)
        code, asked = await shop.refund(mine, one, 500, listener.url)
        assert (code, asked["status"]) == (200, "PROCESSING")
        assert (await shop.refund(mine, one, 500))[1]["refund_id"] == asked["refund_id"]
        assert (await shop.refund(mine, one, 600))[1]["code"] == "PARAM_ERROR"
        told = [shop.pay.callback(notice.headers, notice.body) for notice in listener.wait(2)]
        assert [notice["event_type"] for notice in told] == ["TRANSACTION.SUCCESS", "REFUND.SUCCESS"]
        assert told[1]["resource"]["amount"]["refund"] == 500
        assert json.loads((await shop.pay.query_refund(one))[1])["status"] == "SUCCESS"
        assert (await shop.refund(mine, shop.number(), 1001))[1]["code"] == "INVALID_REQUEST"
        assert (await shop.refund(mine, shop.number(), 1000))[0] == 200


@pytest.mark.parametrize(("kind", "state"), [("refund_abnormal", "ABNORMAL"), ("refund_closed", "CLOSED")])
async def test_a_refund_can_end_otherwise(paying, sandbox, listener, kind, state):
    async with paying(sandbox, listener.url) as shop:
        mine, one = shop.number(), shop.number()
        await shop.place(mine)
        shop.choose(mine)
        sandbox.fault("wechat_pay", kind)
        await shop.refund(mine, one, 1500, listener.url)
        events = [shop.pay.callback(notice.headers, notice.body)["event_type"] for notice in listener.wait(2)]
        assert f"REFUND.{state}" in events
        assert json.loads((await shop.pay.query_refund(one))[1])["status"] == state


async def test_the_days_statements_add_up_and_their_hash_is_of_the_plain_file(paying, running, tmp_path):
    with running(tmp_path) as sandbox:
        async with paying(sandbox) as shop:
            day = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
            assert json.loads((await shop.pay.trade_bill(day))[1])["code"] == "STATEMENT_CREATING"
            mine = shop.number()
            await shop.place(mine)
            shop.choose(mine)
            await shop.refund(mine, shop.number(), 500)
            sandbox.advance(2 * 86400)
            for link in (await shop.pay.trade_bill(day), await shop.pay.fundflow_bill(day)):
                bill = json.loads(link[1])
                code, packed = await shop.pay.download_bill(bill["download_url"])
                plain = gzip.decompress(packed)
                assert (code, hashlib.sha1(plain, usedforsecurity=False).hexdigest()) == (200, bill["hash_value"])
                assert plain.decode().splitlines()[1].startswith("`")
            trades = gzip.decompress(
                (await shop.pay.download_bill(json.loads((await shop.pay.trade_bill(day))[1])["download_url"]))[1]
            )
            totals = trades.decode().splitlines()[-1].split(",")
            assert (totals[0], totals[1], totals[2]) == ("`2", "`15.00", "`5.00")
            sandbox.fault("wechat_pay", "bad_hash")
            forged = json.loads((await shop.pay.trade_bill(day))[1])
            assert forged["hash_value"] != hashlib.sha1(trades, usedforsecurity=False).hexdigest()
            sandbox.fault("wechat_pay", "bill_row_missing")
            short = json.loads((await shop.pay.trade_bill(day, tar_type=""))[1])
            assert (await shop.pay.download_bill(short["download_url"]))[1].decode().count("\r\n") == 4
            empty = await shop.pay.trade_bill("2020-01-01")
            assert json.loads(empty[1])["code"] == "NO_STATEMENT_EXIST"
