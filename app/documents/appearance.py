"""How a seal and a signature look: small Typst drawings that are placed into a signature field."""

from datetime import datetime
from functools import cache
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from app.documents.render import TEMPLATES, typeset
from core.clock import SHANGHAI

REGISTRATION_SEAL = "登记专用章"
DRAWING_LIMIT_BYTES = 300_000
_DRAWING_SIZE = (500, 360)
_DIGEST_SHOWN = 16
# Drawings carry no date of their own; a fixed one keeps them the same every time.
_EPOCH = datetime.fromtimestamp(0, SHANGHAI)


class UnusableDrawing(ValueError):
    """A hand-drawn signature that is no small PNG."""


@cache
def seal_drawing(office: str, *, purpose: str = REGISTRATION_SEAL, sample: bool) -> bytes:
    """The round red seal of an office as a one-page PDF, 42 mm wide; a sample says 样本 SAMPLE in its middle."""
    data = {"office": office, "purpose": purpose}
    return typeset(TEMPLATES / "marks/seal.typ", data, at=_EPOCH, sample=sample, tags=False)


def signature_drawing(
    name: str, *, at: datetime, verification_id: str, document_sha256: str, drawn: bytes | None, sample: bool
) -> bytes:
    """The visible signature of a person as a one-page PDF, 76 × 24 mm. Raises UnusableDrawing."""
    data = {
        "name": name,
        "at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S} (UTC+8)",
        "verification": verification_id,
        "digest": document_sha256[:_DIGEST_SHOWN],
        "drawing": list(_clean(drawn)) if drawn else None,
    }
    return typeset(TEMPLATES / "marks/signature.typ", data, at=_EPOCH, sample=sample, tags=False)


def stamp(drawing: bytes) -> StaticStampStyle:
    """A pyHanko stamp that fills its field with the drawing."""
    edge_to_edge = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(0))
    return StaticStampStyle(background=_Page(drawing), background_layout=edge_to_edge, border_width=0)


class _Page(PdfContent):  # type: ignore[misc]  # pyHanko is imported untyped
    """The first page of a PDF in memory (pyHanko's own class reads files only)."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        page = self.writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        left, bottom, right, top = (float(edge) for edge in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        self.set_resource(ResourceType.XOBJECT, pdf_name("/Drawing"), page)
        return b"/Drawing Do"


def _clean(png: bytes) -> bytes:
    """The strokes alone, at a fixed size: no metadata, no hidden content, no decompression bomb."""
    if len(png) > DRAWING_LIMIT_BYTES or not png.startswith(b"\x89PNG\r\n\x1a\n"):
        raise UnusableDrawing("a drawn signature is a PNG of at most 300 kB")
    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as image:
            if image.width * image.height > 4_000_000:
                raise UnusableDrawing("a drawn signature has at most 4 million pixels")
            picture = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise UnusableDrawing("a drawn signature is a readable PNG") from None
    picture.thumbnail(_DRAWING_SIZE)
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
