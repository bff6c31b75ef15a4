"""A merchant of WeChat Pay: wechatpayv3's async client pointed at the sandbox, and the payer beside it."""

import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from wechatpayv3.async_ import AsyncWeChatPay, WeChatPayType

PHONE = "13900990501"


class Merchant:
    """Places orders of 15 yuan, refunds them, and lets the payer choose at the cashier."""

    def __init__(self, sandbox: Any, pay: AsyncWeChatPay) -> None:
        self.sandbox, self.pay = sandbox, pay

    @staticmethod
    def number() -> str:
        return f"T{secrets.token_hex(10)}"

    async def place(self, out_trade_no: str, total: int = 1500, **more: Any) -> tuple[int, dict[str, Any]]:
        payer = {"openid": self.sandbox.post(f"/wechat/phones/{PHONE}/login").json()["openid"]}
        amount = {"total": total, "currency": "CNY"}
        code, text = await self.pay.pay("营业执照寄送", out_trade_no, amount, payer=payer, **more)
        return code, json.loads(text)

    async def paid(self) -> str:
        """The number of an order that is placed and paid."""
        mine = self.number()
        await self.place(mine)
        assert self.choose(mine).status_code == 200
        return mine

    async def query(self, out_trade_no: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((await self.pay.query(out_trade_no=out_trade_no))[1])
        return found

    async def refund(
        self, mine: str, out_refund_no: str, fen: int, url: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        amount = {"refund": fen, "total": 1500, "currency": "CNY"}
        code, body = await self.pay.refund(out_refund_no, amount, out_trade_no=mine, notify_url=url)
        return code, json.loads(body)

    def choose(self, out_trade_no: str, act: str = "pay") -> httpx.Response:
        answer: httpx.Response = self.sandbox.post(f"/cashier/wechat/{out_trade_no}/{act}")
        return answer


def client_of(account: dict[str, str], notify_url: str) -> AsyncWeChatPay:
    pay = AsyncWeChatPay(
        wechatpay_type=WeChatPayType.MINIPROG,
        mchid=account["mchid"],
        private_key=Path(account["merchant_private_key_path"]).read_text(),
        cert_serial_no=account["merchant_serial"],
        appid=account["appid"],
        apiv3_key=account["api_v3_key"],
        notify_url=notify_url,
        public_key=Path(account["public_key_path"]).read_text(),
        public_key_id=account["public_key_id"],
        timeout=(5, 15),
    )
    pay._core._gate_way = account["base_url"]
    return pay


@asynccontextmanager
async def merchant_of(sandbox: Any, notify_url: str = "http://127.0.0.1:9/n", **other: str) -> AsyncIterator[Merchant]:
    async with client_of(sandbox.credentials["wechat_pay"] | other, notify_url) as pay:
        yield Merchant(sandbox, pay)


@pytest.fixture
def paying() -> Callable[..., AbstractAsyncContextManager[Merchant]]:
    """`async with paying(sandbox, notify_url) as shop`."""
    return merchant_of
