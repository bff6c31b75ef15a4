"""The frame around the sections."""

from sandbox.page.markup import both

SECTIONS = (
    ("phones", "手机", "Phones", "每部手机收到的消息；点验证码即复制。", "What arrives on each; click a code to copy."),
    ("cashier", "收银台", "Cashier", "付款人站在这里：付、取消、关闭后才付、付两次。", "Where the payer stands."),
    ("parcels", "包裹", "Parcels", "快递员由你来当，每一步都推送给产品。", "You are the courier; each step is pushed."),
    ("residents", "人口库", "Register", "核验本人时比对的照片来自这里。", "Where portraits for face checks come from."),
    ("faults", "故障", "Faults", "让某个外部服务接下来出错。", "Let a party go wrong the next time."),
    ("journal", "记录", "Journal", "谁问了什么、结果如何；发往产品的通知。", "Who asked what; notices to the product."),
)  # fmt: skip

_FRAME = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>沙盒 · 外部世界</title><link rel="stylesheet" href="/static/sandbox.css">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml"><script src="/static/sandbox.js" defer></script></head>
<body><header class="top"><div><h1>{title}</h1><p>{subtitle}</p></div>
<p class="fine"><span id="alive" class="badge good">运行中</span> <a href="{product}">{product_label}</a></p></header>
<nav class="bar" aria-label="sections">{links}</nav><main>{sections}</main>
<output id="toast" hidden></output></body></html>
"""


def page(pieces: dict[str, str], product: str, fault_form: str, add_form: str) -> str:
    """The whole page; `pieces` are the sections as they stand now."""
    notices = f"<h3>{both('通知', 'Notices')}</h3>{_piece('notices', pieces)}<h3>{both('请求', 'Requests')}</h3>"
    before = {"residents": add_form, "faults": fault_form, "journal": notices}
    return _FRAME.format(
        title=both("外部世界", "The outside world"),
        subtitle=both("产品之外的一切都在这里：人物是虚构的，协议是真的。", "Invented people, real protocols."),
        product=product,
        product_label=both("打开产品", "Open the product"),
        links="".join(f'<a href="#{anchor}">{both(chinese, english)}</a>' for anchor, chinese, english, *_ in SECTIONS),
        sections="".join(
            f'<section><header><h2 id="{anchor}">{both(chinese, english)}</h2><p>{both(*explained)}</p></header>'
            f"{before.get(anchor, '')}{_piece(anchor, pieces)}</section>"
            for anchor, chinese, english, *explained in SECTIONS
        ),
    )


def _piece(name: str, pieces: dict[str, str]) -> str:
    return f'<div data-piece="{name}">{pieces[name]}</div>'
