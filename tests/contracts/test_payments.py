"""Both payment providers against the outside world: every answer they give, and every way an answer can be spoilt."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from core import clock
from core.errors import Unavailable, UnknownAnswer
from payments.numbers import new_number
from payments.provider import (
    Channel,
    Order,
    OrderTaken,
    Outcome,
    RefundOrder,
    RefundOutcome,
    RefundRefused,
)
from tests.outside import Outside, outside_world
from tests.payments.outside import PARTIES, Party, alipay_party, wechat_party

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def outside(tmp_path_factory) -> Iterator[Outside]:
    with outside_world(tmp_path_factory.mktemp("outside")) as world:
        yield world


@pytest.fixture(params=PARTIES)
def party(request, outside) -> Iterator[Party]:
    yield PARTIES[request.param](outside, NOWHERE)
    outside.calm()


@pytest.fixture
def wechat(outside) -> Iterator[Party]:
    yield wechat_party(outside, NOWHERE)
    outside.calm()


@pytest.fixture
def alipay(outside) -> Iterator[Party]:
    yield alipay_party(outside, NOWHERE)
    outside.calm()


def order(party: Party, channel: Channel | None = None, fen: int = 1200, number: str = "") -> Order:
    now = clock.now()
    return Order(
        number or new_number("P", now),
        channel or party.mini,
        "执照寄递费（省内）",
        fen,
        now + timedelta(minutes=30),
        party.reference,
        "203.0.113.7",
    )


async def paid(party: Party, fen: int = 1200) -> Order:
    asked = order(party, fen=fen)
    await party.provider.prepare(asked, now=clock.now())
    party.pay(asked.number)
    return asked


def refund_of(asked: Order, fen: int) -> RefundOrder:
    return RefundOrder(new_number("R", clock.now()), asked.number, fen, asked.amount_fen, "not_rendered")


async def finished(party: Party, refund: RefundOrder) -> RefundOutcome:
    """The refund's end: WeChat Pay takes a moment of its own time over it."""
    party.outside.post("/clock", {"advance_seconds": 5})
    return (await party.provider.query_refund(refund)).outcome


async def test_an_order_is_pending_then_paid(party):
    asked = order(party)
    await party.provider.prepare(asked, now=clock.now())
    assert (await party.provider.query(asked.number)).outcome is Outcome.PENDING
    party.pay(asked.number)
    report = await party.provider.query(asked.number)
    assert (report.outcome, report.amount_fen, report.number) == (Outcome.PAID, 1200, asked.number)
    assert report.trade_number
    assert report.paid_at is not None
    assert report.merchant in (party.provider.merchant, None)
    assert report.app in (party.provider.app, None)


async def test_an_order_nobody_placed_is_absent(party):
    assert (await party.provider.query("P-nobody-placed-it")).outcome is Outcome.ABSENT
    await party.provider.close("P-nobody-placed-it")


async def test_closing_is_done_once_and_repeated_without_harm(party):
    asked = order(party)
    await party.provider.prepare(asked, now=clock.now())
    await party.provider.close(asked.number)
    await party.provider.close(asked.number)
    assert (await party.provider.query(asked.number)).outcome is Outcome.CLOSED


async def test_closing_what_is_paid_changes_nothing(party):
    asked = await paid(party)
    await party.provider.close(asked.number)
    assert (await party.provider.query(asked.number)).outcome is Outcome.PAID


async def test_the_same_order_twice_is_the_same_order(party):
    asked = order(party)
    await party.provider.prepare(asked, now=clock.now())
    await party.provider.prepare(asked, now=clock.now())
    party.pay(asked.number)
    assert (await party.provider.query(asked.number)).outcome is Outcome.PAID


@pytest.mark.parametrize("before", ["paid", "closed", "another amount"])
async def test_a_number_that_is_taken_is_asked_about_and_not_assumed(party, before):
    asked = order(party)
    await party.provider.prepare(asked, now=clock.now())
    if before == "paid":
        party.pay(asked.number)
    if before == "closed":
        await party.provider.close(asked.number)
    again = order(party, fen=1300 if before == "another amount" else 1200, number=asked.number)
    with pytest.raises(OrderTaken):
        await party.provider.prepare(again, now=clock.now())


SPOILT = ["http500", "http502", "http429", "html", "drop_after", "down", "bad_signature", "no_signature"]
WECHAT_SPOILT = ["bad_signature", "stale", "unknown_serial", "sign_by_certificate"]


@pytest.mark.parametrize("fault", SPOILT)
async def test_a_spoilt_answer_is_an_outage_and_the_same_number_goes_on(party, fault):
    asked = order(party)
    party.fault(fault)
    with pytest.raises(Unavailable):
        await party.provider.prepare(asked, now=clock.now())
    await party.provider.prepare(asked, now=clock.now())
    for call in (party.provider.query, party.provider.close):
        party.fault(fault)
        with pytest.raises(Unavailable):
            await call(asked.number)
    await party.provider.close(asked.number)
    assert (await party.provider.query(asked.number)).outcome is Outcome.CLOSED


@pytest.mark.parametrize("fault", WECHAT_SPOILT)
async def test_a_wechat_answer_of_another_time_or_key_is_an_outage(wechat, fault):
    asked = order(wechat)
    await wechat.provider.prepare(asked, now=clock.now())
    for number in (asked.number, "P-nobody-placed-it"):
        wechat.fault(fault)
        with pytest.raises(Unavailable):
            await wechat.provider.query(number)


async def test_a_refusal_without_a_signature_is_a_refusal_all_the_same(wechat):
    wechat.fault("no_signature")
    assert (await wechat.provider.query("P-nobody-placed-it")).outcome is Outcome.ABSENT


async def test_the_second_key_of_a_changeover_is_believed_when_the_operator_names_it(outside):
    certificate = outside.data / "keys" / "wechat_pay.certificate.public.pem"
    keys = {"5E1B0C9A77D24F30B1A6C2D8E4F09A6B3C7D8E21": str(certificate)}
    party = wechat_party(outside, NOWHERE, further_keys=keys)
    asked = await paid(party)
    party.fault("sign_by_certificate")
    assert (await party.provider.query(asked.number)).outcome is Outcome.PAID


@pytest.mark.parametrize("call", ["query", "close", "bill"])
async def test_nobody_listening_is_an_outage(outside, call):
    for party in (wechat_party(outside, NOWHERE, base_url=NOWHERE), alipay_party(outside, NOWHERE, gateway=NOWHERE)):
        with pytest.raises(Unavailable):
            await getattr(party.provider, call)(clock.now().date() if call == "bill" else "P-1")


@pytest.mark.parametrize("code", ["NO_AUTH", "SIGN_ERROR", "APPID_MCHID_NOT_MATCH", "PARAM_ERROR"])
async def test_a_refusal_that_is_our_mistake_is_an_error_and_no_outage(wechat, code):
    wechat.fault("error", detail=code)
    with pytest.raises(UnknownAnswer) as refused:
        await wechat.provider.prepare(order(wechat), now=clock.now())
    assert refused.value.said == code


async def test_a_sub_code_nobody_knows_is_an_error_and_no_outage(alipay):
    alipay.fault("error", detail="ACQ.NEWS_OF_TOMORROW")
    with pytest.raises(UnknownAnswer) as refused:
        await alipay.provider.query("P-1")
    assert refused.value.said == "ACQ.NEWS_OF_TOMORROW"


async def test_the_mini_program_opens_the_cashier_with_our_pay_sign(wechat):
    asked = order(wechat)
    launch = await wechat.provider.prepare(asked, now=clock.now())
    answer = wechat.outside.post("/cashier/wechat/request-payment", dict(launch.parameters))
    assert answer["errMsg"] == "requestPayment:ok"
    assert (await wechat.provider.query(asked.number)).outcome is Outcome.PAID


async def test_the_alipay_mini_program_opens_the_cashier_with_the_trade_number(alipay):
    asked = order(alipay)
    launch = await alipay.provider.prepare(asked, now=clock.now())
    assert alipay.outside.post("/cashier/alipay/trade-pay", dict(launch.parameters))["resultCode"] == "9000"
    assert (await alipay.provider.query(asked.number)).outcome is Outcome.PAID


async def test_a_wechat_browser_finds_the_cashier_behind_the_address(wechat):
    launch = await wechat.provider.prepare(order(wechat, Channel.WECHAT_H5), now=clock.now())
    assert "12.00" in wechat.page(launch.parameters["url"])


async def test_a_qr_code_is_handed_out_for_the_desktop(wechat):
    launch = await wechat.provider.prepare(order(wechat, Channel.WECHAT_NATIVE), now=clock.now())
    assert urlsplit(launch.parameters["code_url"]).scheme == "weixin"


async def test_an_alipay_browser_makes_the_trade_by_opening_the_address(alipay):
    asked = order(alipay, Channel.ALIPAY_WAP)
    launch = await alipay.provider.prepare(asked, now=clock.now())
    assert (await alipay.provider.query(asked.number)).outcome is Outcome.ABSENT
    assert "12.00" in alipay.page(launch.parameters["url"])
    assert (await alipay.provider.query(asked.number)).outcome is Outcome.PENDING


async def test_parts_go_back_until_all_is_gone_and_no_further(party):
    asked = await paid(party)
    for fen in (500, 300, 400):
        refund = refund_of(asked, fen)
        report = await party.provider.refund(refund)
        assert (report.number, report.amount_fen) == (refund.number, fen)
        assert await finished(party, refund) is RefundOutcome.SUCCEEDED
    with pytest.raises(RefundRefused):
        await party.provider.refund(refund_of(asked, 1))
    assert (await party.provider.query(asked.number)).outcome is Outcome.REFUNDED


async def test_a_repeated_refund_moves_no_more_money(party):
    asked = await paid(party)
    refund = refund_of(asked, 700)
    await party.provider.refund(refund)
    await party.provider.refund(refund)
    assert await finished(party, refund) is RefundOutcome.SUCCEEDED
    rest = refund_of(asked, 500)
    await party.provider.refund(rest)
    assert await finished(party, rest) is RefundOutcome.SUCCEEDED


async def test_a_refund_whose_answer_was_lost_is_found_again(party):
    refund = refund_of(await paid(party), 1200)
    party.fault("drop_after")
    with pytest.raises(Unavailable):
        await party.provider.refund(refund)
    assert await finished(party, refund) is RefundOutcome.SUCCEEDED


async def test_a_refund_nobody_asked_for_is_absent(party):
    refund = refund_of(await paid(party), 1200)
    assert (await party.provider.query_refund(refund)).outcome is RefundOutcome.ABSENT


async def test_a_short_balance_is_waited_for_under_the_same_number(party):
    refund = refund_of(await paid(party), 1200)
    party.fault("not_enough")
    with pytest.raises(Unavailable):
        await party.provider.refund(refund)
    await party.provider.refund(refund)
    assert await finished(party, refund) is RefundOutcome.SUCCEEDED


@pytest.mark.parametrize(
    "code", ["ACQ.TRADE_HAS_FINISHED", "ACQ.TRADE_NOT_ALLOW_REFUND", "ACQ.DISCORDANT_REPEAT_REQUEST"]
)
async def test_an_alipay_refund_that_can_never_be_is_refused_for_good(alipay, code):
    refund = refund_of(await paid(alipay), 1200)
    alipay.fault("error", detail=code)
    with pytest.raises(RefundRefused) as refused:
        await alipay.provider.refund(refund)
    assert refused.value.code == code


async def test_a_system_error_of_alipay_is_an_outage(alipay):
    alipay.fault("error", detail="ACQ.SYSTEM_ERROR")
    with pytest.raises(Unavailable):
        await alipay.provider.query("P-1")


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [("refund_abnormal", RefundOutcome.ABNORMAL), ("refund_closed", RefundOutcome.CLOSED)],
)
async def test_a_wechat_refund_may_end_badly(wechat, fault, outcome):
    wechat.fault(fault)
    refund = refund_of(await paid(wechat), 1200)
    begun = await wechat.provider.refund(refund)
    assert begun.outcome in {RefundOutcome.PROCESSING, outcome}, "it takes WeChat a moment, which may be over"
    assert await finished(wechat, refund) is outcome


async def test_an_alipay_refund_without_fund_change_is_looked_up(alipay):
    alipay.fault("fund_change_n")
    report = await alipay.provider.refund(refund_of(await paid(alipay), 1200))
    assert (report.outcome, report.amount_fen) == (RefundOutcome.SUCCEEDED, 1200)


async def test_an_alipay_refund_is_not_done_before_the_query_says_so(alipay):
    alipay.fault("fund_change_n")
    alipay.fault("refund_status_missing")
    refund = refund_of(await paid(alipay), 1200)
    assert (await alipay.provider.refund(refund)).outcome is RefundOutcome.ABSENT
    assert (await alipay.provider.query_refund(refund)).outcome is RefundOutcome.SUCCEEDED
