"""The cashier's doors: JSON for the sandbox's page, tests and mini-program clients; pages for a browser."""

from sanic import Blueprint, HTTPResponse, Request, html, json, redirect

from sandbox.alipay import payer as alipay_payer
from sandbox.alipay import trades, wap
from sandbox.cashier import desk, pages
from sandbox.cashier.desk import CHOICES, CannotPay, NoSuchOrder
from sandbox.store import Record
from sandbox.wechat_pay import payer as wechat_payer
from sandbox.wire import form_of
from sandbox.world import world_of

routes = Blueprint("cashier", url_prefix="/cashier")


@routes.get("/orders")
async def list_orders(request: Request) -> HTTPResponse:
    return json({"orders": desk.listed(world_of(request))})


@routes.post("/wechat/request-payment")
async def request_payment(request: Request) -> HTTPResponse:
    """wx.requestPayment: {appId, timeStamp, nonceStr, package, signType, paySign, action: pay|cancel}."""
    world = world_of(request)
    asked = _body(request)
    try:
        order = wechat_payer.check_pay_sign(world, asked)
        if asked.get("action") == "cancel":
            desk.cancel(world, desk.find(world, "wechat", order["out_trade_no"]))
            return json({"errMsg": "requestPayment:fail cancel"})
        wechat_payer.pay(world, order)
    except wechat_payer.CannotPay as refused:
        return json({"errMsg": f"requestPayment:fail {refused}"}, status=400)
    return json({"errMsg": "requestPayment:ok"})


@routes.post("/alipay/trade-pay")
async def trade_pay(request: Request) -> HTTPResponse:
    """my.tradePay: {tradeNO, action: pay|cancel}; resultCode 9000 paid, 6001 cancelled, 4000 failed."""
    world = world_of(request)
    asked = _body(request)
    try:
        trade = alipay_payer.by_trade_no(world, asked.get("tradeNO", ""))
        if asked.get("action") == "cancel":
            desk.cancel(world, desk.find(world, "alipay", trade["out_trade_no"]))
            return json({"resultCode": "6001"})
        alipay_payer.pay(world, trade)
    except alipay_payer.CannotPay as refused:
        return json({"resultCode": "4000", "memo": str(refused)}, status=400)
    return json({"resultCode": "9000"})


@routes.get("/wechat/h5")
async def h5_page(request: Request) -> HTTPResponse:
    """Where an h5_url leads; the merchant may add redirect_url."""
    try:
        order = wechat_payer.by_prepay_id(world_of(request), request.args.get("prepay_id", ""))
    except wechat_payer.CannotPay as refused:
        return html(pages.refusal(str(refused)), status=404)
    due = desk.find(world_of(request), "wechat", order["out_trade_no"])
    return html(pages.cashier(due, request.args.get("redirect_url", "")))


@routes.get("/<party:str>/<number:str>")
async def page(request: Request, party: str, number: str) -> HTTPResponse:
    try:
        due = desk.find(world_of(request), party, number)
    except NoSuchOrder as refused:
        return html(pages.refusal(str(refused)), status=404)
    return html(pages.cashier(due, ""))


@routes.post("/<party:str>/<number:str>/choose")
async def choose(request: Request, party: str, number: str) -> HTTPResponse:
    """The browser's form: pay or cancel, then back to the merchant."""
    world = world_of(request)
    form = form_of(request)
    try:
        due = desk.find(world, party, number)
        after = CHOICES["cancel" if form.get("act") == "cancel" else "pay"](world, due)[0]
    except (NoSuchOrder, *CannotPay) as refused:
        return html(pages.refusal(str(refused)), status=409)
    back = form.get("back", "")
    if party == "alipay" and form.get("act") == "pay":
        trade = trades.find(world, number)
        back = wap.return_address(world, trade) if trade and trade["return_url"] else ""
    if back.startswith(("http://", "https://")):
        return redirect(back)
    return html(pages.done(after, "已付款 · Paid" if form.get("act") == "pay" else "已取消 · Cancelled"))


@routes.post("/<party:str>/<number:str>/<act:str>")
async def steer(request: Request, party: str, number: str, act: str) -> HTTPResponse:
    """pay, cancel, pay-late or pay-twice, by the sandbox's page or a test."""
    world = world_of(request)
    if act not in CHOICES:
        return json({"error": f"one of {', '.join(CHOICES)}"}, status=404)
    try:
        after = CHOICES[act](world, desk.find(world, party, number))
    except (NoSuchOrder, *CannotPay) as refused:
        return json({"error": str(refused)}, status=409)
    return json({"orders": [_brief(due) for due in after]})


def _brief(due: desk.Due) -> Record:
    return {"party": due.party, "number": due.number, "state": due.state, "cancelled": due.cancelled}


def _body(request: Request) -> dict[str, str]:
    body = request.json
    return {name: str(value) for name, value in body.items()} if isinstance(body, dict) else {}
