"""The outside world on loopback, as far as payments go: the sandbox's process, its payers, and where notices arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core import clock
from core.errors import BadSignature, DomainError
from core.platforms.alipay import AlipayApp, AlipayGateway
from payments.notice import hear
from payments.provider import Channel, PaymentProvider
from payments.providers.alipay import Alipay, AlipaySeller
from payments.providers.wechat import WechatPay
from payments.providers.wechat_wire import WechatPayAccount
from tests.outside import Outside

PHONE = "13900990031"
PATIENCE_SECONDS = 20.0


@dataclass
class Ear:
    """Where notices arrive: each is heard as the product hears it, and its answer's status noted."""

    address: str = ""
    statuses: list[int] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One HTTP request; the path names the provider."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in head[1:] if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        status, said = await self._hear(head[0].split()[1].strip("/"), headers, body)
        content = said.encode()
        writer.write(f"HTTP/1.1 {status} x\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n".encode())
        writer.write(content)
        await writer.drain()
        writer.close()
        async with self._changed:
            self.statuses.append(status)
            self._changed.notify_all()

    async def _hear(self, name: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        try:
            said = await hear(name, headers, body, now=clock.now())
        except BadSignature:
            return 400, "refused"
        except DomainError as refused:
            return 413, refused.code
        return said.status, said.body

    async def heard(self, *statuses: int) -> None:
        """Wait until exactly these answers have been given."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: len(self.statuses) >= len(statuses))
        assert self.statuses == list(statuses)


@asynccontextmanager
async def listening() -> AsyncIterator[Ear]:
    """An ear on a free port."""
    ear = Ear()
    server = await asyncio.start_server(ear.answer, "127.0.0.1", 0, limit=8 * 1024 * 1024)
    ear.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield ear


@dataclass
class Party:
    """One provider of the product, and its payer in the outside world."""

    outside: Outside
    provider: PaymentProvider
    service: str
    path: str
    mini: Channel
    browser: Channel
    reference: str

    def fault(self, kind: str, times: int = 1, detail: str = "") -> None:
        self.outside.fault(self.service, kind, times, detail)

    def pay(self, number: str) -> None:
        self.outside.post(f"/cashier/{self.path}/{number}/pay")

    def pay_late(self, number: str) -> None:
        self.outside.post(f"/cashier/{self.path}/{number}/pay-late")

    def page(self, address: str) -> str:
        """What the payer's browser shows at an address."""
        answer = self.outside.client.get(address, follow_redirects=True)
        answer.raise_for_status()
        return answer.text

    def hasten(self) -> None:
        """Send the notice that waits now."""
        (waiting,) = self.outside.get("/notices")["waiting"]
        self.outside.post(f"/notices/{waiting['id']}/now")

    async def replay_last(self) -> None:
        """Send the last notice of this party once more, byte for byte; it waits for our answer meanwhile."""
        last = next(each for each in self.outside.get("/notices")["done"] if each["service"] == self.service)
        await asyncio.to_thread(self.outside.post, f"/notices/{last['id']}/again")

    async def directory(self, account_id: UUID, name: str) -> str | None:
        return self.reference


def wechat_party(outside: Outside, ear_address: str, **changes: Any) -> Party:
    section = {**outside.credentials["wechat_pay"], **changes}
    account = WechatPayAccount.of(section, notify_url=f"{ear_address}/wechat_pay")
    openid = outside.post(f"/wechat/phones/{PHONE}/login")["openid"]
    provider = WechatPay(account)
    return Party(outside, provider, "wechat_pay", "wechat", Channel.WECHAT_JSAPI, Channel.WECHAT_H5, openid)


def alipay_party(outside: Outside, ear_address: str, **changes: Any) -> Party:
    section = {**outside.credentials["alipay"], **changes}
    back = f"{ear_address}/back"
    seller = AlipaySeller(section["seller_id"], f"{ear_address}/alipay", back)
    open_id = outside.post(f"/alipay/phones/{PHONE}/login")["open_id"]
    provider = Alipay(AlipayGateway(AlipayApp.of(section)), seller)
    return Party(outside, provider, "alipay", "alipay", Channel.ALIPAY_MINI, Channel.ALIPAY_WAP, open_id)


PARTIES = {"wechat": wechat_party, "alipay": alipay_party}
