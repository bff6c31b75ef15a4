"""Alipay's identity check (身份认证): initialize, the page on the telephone, query.

Source: opendocs.alipay.com, alipay.user.certify.open.initialize, .certify and .query. Passed is `passed` = T, asked
server-side; the page's return proves nothing.
"""

from html import escape
from secrets import token_hex

from sanic import HTTPResponse, Request, html, redirect

from sandbox.alipay.errors import Refused, failed
from sandbox.alipay.gateway import Call, admit, parameters_of
from sandbox.cashier import pages
from sandbox.store import Record
from sandbox.wire import form_of, say
from sandbox.world import World, world_of

METHOD = "alipay.user.certify.open.certify"
BIZ_CODES = ("FACE", "SMART_FACE", "CERT_PHOTO", "CERT_PHOTO_FACE")
OUTCOMES = {"passed": ("T", ""), "mismatch": ("F", "人脸比对不一致"), "cancelled": ("F", "用户取消认证")}


def initialize(call: Call) -> Record:
    """alipay.user.certify.open.initialize: a certify_id for this person."""
    identity = call.biz.get("identity_param") or {}
    if call.biz.get("biz_code") not in BIZ_CODES:
        raise failed("INVALID_PARAMETER", "参数有误：biz_code")
    if identity.get("identity_type") != "CERT_INFO" or not identity.get("cert_name") or not identity.get("cert_no"):
        raise failed("INVALID_PARAMETER", "参数有误：identity_param")
    certify_id = token_hex(16)
    session: Record = {
        "certify_id": certify_id,
        "order_no": call.need("outer_order_no"),
        "return_url": str((call.biz.get("merchant_config") or {}).get("return_url") or ""),
        "outcome": "",
    }
    call.world.store.put("alipay_certify", certify_id, session)
    return {"certify_id": certify_id}


def query(call: Call) -> Record:
    """alipay.user.certify.open.query."""
    session = call.world.store.get("alipay_certify", call.need("certify_id"))
    if session is None:
        raise failed("CERTIFY_ID_EXPIRED", "认证单据不存在或已失效")
    passed, reason = OUTCOMES.get(session["outcome"], ("F", ""))
    return {"passed": passed, "fail_reason": reason} if reason else {"passed": passed}


def open_page(request: Request) -> HTTPResponse:
    """alipay.user.certify.open.certify: where the person makes the check, and here chooses how it ends."""
    say(request, METHOD)
    try:
        call = admit(world_of(request), parameters_of(request))
        session = call.world.store.get("alipay_certify", call.need("certify_id"))
        if session is None:
            raise failed("CERTIFY_ID_EXPIRED", "认证单据不存在或已失效")
    except Refused as refused:
        return html(pages.refusal(f"{refused.sub_msg} · {refused.sub_code}"))
    return html(pages.face_check(f"/alipay/certify/{escape(session['certify_id'])}"))


def conclude(world: World, certify_id: str, outcome: str) -> Record | None:
    """Let the check end; None when there is no such check or outcome."""
    session = world.store.get("alipay_certify", certify_id)
    if session is None or outcome not in OUTCOMES:
        return None
    return world.store.put("alipay_certify", certify_id, {**session, "outcome": outcome})


def choose(request: Request, certify_id: str) -> HTTPResponse:
    """The page's form: end the check, go back to the merchant."""
    session = conclude(world_of(request), certify_id, form_of(request).get("outcome", ""))
    if session is None:
        return html(pages.refusal("认证单据不存在 · no such check"), status=404)
    if session["return_url"].startswith(("http://", "https://")):
        return redirect(session["return_url"])
    return html(pages.message("认证已结束 · The check has ended"))
