"""Start paying: one live attempt per charge, its number and intent committed before the provider hears of it.

Asking again gives the same attempt and a fresh launch, so a double click, a lost answer and a reload are all the same
request; whoever changes the way to pay first has the old attempt closed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core.actors import SYSTEM, Actor
from core.errors import Conflict, NotFound, Text, Unavailable
from core.states import move
from payments.locks import lock_attempt, lock_charge
from payments.models import Attempt, Charge
from payments.numbers import ATTEMPT, new_number
from payments.provider import Channel, Launch, Order, OrderTaken, PaymentProvider, payer_reference, provider_of
from payments.query import ask, finish, schedule_poll
from payments.states import LIVE, AttemptAction, AttemptState, ChargeState

LIFETIME = timedelta(minutes=30)
"""Below the two hours of a prepay_id, so that no attempt outlives what was prepared for it."""
TOO_SHORT = timedelta(minutes=1)
"""An attempt with less time left is replaced: nobody can finish it."""
NAMES_ITS_PAYER = frozenset({Channel.WECHAT_JSAPI, Channel.ALIPAY_MINI})

_NOT_OPEN = Text(
    "这张收费单不需要支付（已支付、已取消或已过期）。", "This charge is not to be paid: paid, cancelled or over."
)
_NOT_OFFERED = Text("此处未开通这种支付方式，请换一种。", "This way to pay is not offered here; choose another.")
_UNKNOWN_PAYER = Text(
    "请先在对应的小程序中登录一次，再用这种方式支付，或改用浏览器支付。",
    "Sign in once in that mini-program before paying this way, or pay in the browser.",
)
_CHANGED = Text("支付状态刚刚有变化，请刷新后再看。", "The payment has just changed; reload and look again.")


@dataclass(frozen=True)
class Started:
    """An attempt and what the phone needs to open the cashier."""

    attempt: Attempt
    launch: Launch


async def start_attempt(charge_id: UUID, channel: Channel, *, client_ip: str = "", by: Actor, now: datetime) -> Started:
    """Open or resume the charge's live attempt, and make it payable.

    Runs outside any transaction: the provider is called in between. Raises NotFound (absent, or another payer's),
    Conflict (not to be paid, channel not offered, payer unknown there), Unavailable (ask again; the same attempt
    goes on).
    """
    provider = provider_of(channel)
    if provider is None:
        raise Conflict(_NOT_OFFERED)
    reference = await payer_reference(by.id, provider.name) if channel in NAMES_ITS_PAYER else ""
    if reference is None:
        raise Conflict(_UNKNOWN_PAYER)
    fresh = _new(charge_id, channel, provider, reference, client_ip, now)
    attempt = await _live_or(fresh, by, now)
    if not _serves(attempt, channel, now):
        await _retire(attempt, now)
        attempt = await _live_or(fresh, by, now)
        if not _serves(attempt, channel, now):
            raise Conflict(_CHANGED)
    return Started(attempt, await _prepare(attempt, provider, now))


def _new(
    charge_id: UUID, channel: Channel, provider: PaymentProvider, reference: str, client_ip: str, now: datetime
) -> Attempt:
    return Attempt(
        id=uuid4(),
        charge_id=charge_id,
        number=new_number(ATTEMPT, now),
        channel=channel,
        provider=provider.name,
        payer_reference=reference,
        client_ip=client_ip,
        created_at=now,
    )


async def _live_or(fresh: Attempt, by: Actor, now: datetime) -> Attempt:
    """The live attempt of the payer's open charge, or the fresh one, committed with its first question."""
    async with in_transaction():
        charge = await lock_charge(fresh.charge_id)
        if charge.payer_id != by.id:
            raise NotFound()
        if charge.state is not ChargeState.OPEN:
            raise Conflict(_NOT_OPEN)
        live = await Attempt.filter(charge_id=charge.id, state__in=LIVE).first()
        if live is not None:
            return live
        fresh.amount_fen = charge.amount_fen
        fresh.expires_at = _end(charge, now)
        await fresh.save(force_create=True)
        await schedule_poll(fresh, 0, now=now)
    return fresh


def _end(charge: Charge, now: datetime) -> datetime:
    end = now + LIFETIME
    if charge.expires_at is None:
        return end
    if charge.expires_at - now < TOO_SHORT:
        raise Conflict(_NOT_OPEN)
    last: datetime = charge.expires_at
    return min(end, last)


def _serves(attempt: Attempt, channel: Channel, now: datetime) -> bool:
    return attempt.channel is channel and attempt.expires_at - now >= TOO_SHORT


async def _retire(attempt: Attempt, now: datetime) -> None:
    """Close the attempt that stands in the way; in doubt it no longer stands in the way, and is asked for further."""
    try:
        await finish(attempt, now=now)
    except Unavailable:
        return


async def _prepare(attempt: Attempt, provider: PaymentProvider, now: datetime) -> Launch:
    charge = await Charge.get(id=attempt.charge_id)
    order = Order(
        number=attempt.number,
        channel=attempt.channel,
        description=charge.name_zh,
        amount_fen=attempt.amount_fen,
        expires_at=attempt.expires_at,
        payer_reference=attempt.payer_reference,
        client_ip=attempt.client_ip,
    )
    try:
        launch = await provider.prepare(order, now=now)
    except OrderTaken:
        await ask(attempt, now=now)
        raise Conflict(_CHANGED) from None
    async with in_transaction():
        _, fresh = await lock_attempt(attempt)
        if fresh.state is AttemptState.CREATED:
            await move(fresh, AttemptAction.SUBMIT, by=SYSTEM, now=now)
    attempt.state = fresh.state
    if fresh.state not in LIVE:
        raise Conflict(_CHANGED)
    return launch
