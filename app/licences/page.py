"""The public page behind a licence's QR: one answer, readable on a phone in sunlight, without any script."""

from html import escape

from app.licences.states import LicenceState
from app.licences.verify import Verification
from config.settings import settings
from core.clock import legal_date

_STATES = {
    LicenceState.CURRENT: ("现行有效", "in force"),
    LicenceState.SUPERSEDED: ("已换发，请以新照为准", "superseded by a newer licence"),
    LicenceState.REVOKED: ("已撤销", "revoked"),
    LicenceState.DEREGISTERED: ("已注销", "deregistered"),
}
_FORGED = ("二维码签名不是本机关的，请勿采信", "this QR code was not signed by the registry: do not rely on it")
_UNKNOWN = ("没有这份执照，请核对二维码", "no such licence: check the QR code")


def verification_page(found: Verification | None) -> str:
    """The page for one licence, or for a code that leads nowhere."""
    if found is None:
        return _frame("bad", "✕", *_UNKNOWN, "")
    if found.authentic is False:
        return _frame("bad", "✕", *_FORGED, "")
    good = found.in_force
    return _frame("good" if good else "bad", "✓" if good else "!", *_STATES[found.licence.state], _facts(found))


def _facts(found: Verification) -> str:
    licence, entity = found.licence, found.licence.entity
    rows = [
        ("名称", "Name", entity.name),
        ("统一社会信用代码", "Unified social credit code", entity.uscc),
        ("法定代表人", "Legal representative", entity.legal_representative),
        ("注册资本", "Registered capital", f"{entity.registered_fen / 100:,.2f} 元"),
        ("成立日期", "Established", str(entity.established_on)),
        ("住所", "Address", entity.address),
        ("经营范围", "Scope", entity.scope),
        ("执照编号", "Licence number", licence.number),
        ("发照日期", "Issued", str(legal_date(licence.allotted_at))),
        ("电子执照摘要 SHA-256", "Digest of the PDF", licence.pdf_sha256),
    ]
    return "".join(
        f'<div><dt>{zh}<span lang="en">{en}</span></dt><dd>{escape(value)}</dd></div>' for zh, en, value in rows
    )


def _frame(kind: str, mark: str, zh: str, en: str, facts: str) -> str:
    sample = '<p class="sample">样本 SAMPLE：非正式登记 not a real registration</p>' if settings().sample else ""
    return f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>营业执照核验 · 照办</title>
<style>{_STYLE}</style></head><body><main>
<h1>营业执照核验<span lang="en">Licence verification</span></h1>{sample}
<p class="answer {kind}" role="status"><b aria-hidden="true">{mark}</b><span>{zh}<i lang="en">{en}</i></span></p>
<dl>{facts}</dl></main></body></html>"""


_STYLE = """
:root{color-scheme:light dark;--ink:#17212b;--soft:#5a6876;--line:#dde3ea;--paper:#fff;--ground:#f3f5f8}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#a3b0bd;--line:#33404d;--paper:#1b232b;--ground:#11171d}}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.7 system-ui,"PingFang SC","Noto Sans SC",
"Noto Sans CJK SC",sans-serif}
main{max-width:40rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.35rem;margin:.5rem 0 1rem}h1 span,dt span,.answer i{display:block;font-size:.8rem;font-weight:400;
font-style:normal;color:var(--soft)}
.answer{display:flex;gap:1rem;align-items:center;padding:1rem 1.25rem;border-radius:12px;font-size:1.25rem;
font-weight:600;margin:0 0 1rem}
.answer b{flex:none;width:2.6rem;height:2.6rem;border-radius:50%;display:grid;place-items:center;color:#fff}
.good{background:#e6f4ea;color:#0d5b2a}.good b{background:#157a3b}.bad{background:#fdeceb;color:#8c1d16}
.bad b{background:#b3261e}.answer i{color:inherit;opacity:.85}
.sample{background:#fff4d6;color:#6b4a00;border-radius:8px;padding:.5rem .9rem;font-size:.95rem}
dl{margin:0;background:var(--paper);border:1px solid var(--line);border-radius:12px}
dl:empty{display:none}dl div{padding:.7rem 1.1rem;border-top:1px solid var(--line)}dl div:first-child{border:0}
dt{color:var(--soft);font-size:.9rem}dd{margin:0;overflow-wrap:anywhere}
"""
