"""The licence as a paper: 营业执照（副本）, A4 landscape, PDF/A-2b, one page with the registry's seal field.

Fields: 市场主体登记管理条例实施细则 art. 23; layout after 国市监注〔2018〕253号. The business term is not among them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import segno

from app.documents.contents import Office
from app.documents.papers import plain
from app.documents.render import typeset

TEMPLATE = Path(__file__).resolve().parent / "templates" / "licence.typ"


@dataclass(frozen=True)
class LicenceContents:
    """What one version of a licence states. `copy` counts the duplicates: 1-1 is the first of one.

    The three labels differ for kinds other than a company (执行事务合伙人, 出资额, 主要经营场所).
    """

    number: str
    uscc: str
    name: str
    company_type: str
    representative: str
    capital_fen: int
    established_on: date
    address: str
    scope: str
    office: Office
    issued_on: date
    publicity_url: str
    version: int = 1
    copy: str = "1-1"
    representative_label: str = "法定代表人"
    capital_label: str = "注册资本"
    address_label: str = "住所"


def render_licence(licence: LicenceContents, qr_text: str, *, at: datetime, sample: bool) -> bytes:
    """The unsealed licence. `qr_text` is what `payload.sign_payload` returns; the seal goes into the field `seal`.

    Raises RenderFailed when a value is too long for its place, MissingGlyph.
    """
    data: Mapping[str, object] = {"licence": plain(licence), "qr": qr_svg(qr_text)}
    return typeset(TEMPLATE, data, at=at, sample=sample)


def qr_svg(text: str) -> str:
    """A QR symbol (ISO/IEC 18004) with error correction M and its quiet zone, as SVG."""
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()
