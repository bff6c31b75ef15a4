"""The cashier as it stands on the payer's phone: plain pages with two buttons."""

from html import escape

from sandbox.cashier.desk import Due

_FRAME = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>沙盒收银台 · Sandbox cashier</title><link rel="stylesheet" href="/static/sandbox.css"></head>
<body class="cashier"><main class="card narrow">{body}</main></body></html>
"""


def cashier(due: Due, back: str) -> str:
    """One order: what it is, what it costs, and the payer's choice."""
    title = "微信支付 · WeChat Pay" if due.party == "wechat" else "支付宝 · Alipay"
    buttons = (
        f'<form method="post" action="/cashier/{due.party}/{escape(due.number)}/choose">'
        f'<input type="hidden" name="back" value="{escape(back)}">'
        '<button class="primary" name="act" value="pay">付款 <small>Pay</small></button>'
        '<button name="act" value="cancel">取消 <small>Cancel</small></button></form>'
        if due.payable
        else f'<p class="state">{escape(due.state)}</p>'
    )
    return _FRAME.format(
        body=f'<p class="eyebrow">{title} · 沙盒 sandbox</p><h1 class="amount">¥ {due.yuan}</h1>'
        f"<p>{escape(due.description)}</p>{buttons}"
    )


def done(due: Due, words: str) -> str:
    return _FRAME.format(body=f"<h1>{escape(words)}</h1><p>{escape(due.description)} ¥ {due.yuan}</p>")


def message(words: str) -> str:
    return _FRAME.format(body=f"<h1>{escape(words)}</h1>")


def face_check(action: str) -> str:
    """Alipay's face check as a page: the person chooses how it ends."""
    choices = (("passed", "通过 · Pass"), ("mismatch", "不是本人 · Another face"), ("cancelled", "取消 · Cancel"))
    buttons = "".join(f'<button name="outcome" value="{value}">{label}</button>' for value, label in choices)
    return _FRAME.format(
        body='<p class="eyebrow">支付宝身份认证 · Alipay identity check</p><h1>人脸认证 <small>Face check</small></h1>'
        f'<form method="post" action="{action}">{buttons}</form>'
    )


def refusal(words: str) -> str:
    return _FRAME.format(body=f"<h1>无法付款 <small>Cannot pay</small></h1><p>{escape(words)}</p>")
