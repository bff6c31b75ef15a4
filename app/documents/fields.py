"""Empty signature fields, put where a template marked them.

They belong to the document before anyone signs: a signature then fills a field that earlier signatories had already
seen, which every validator accepts, instead of adding one (ISO 32000-2, 12.8; ETSI EN 319 142-1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.generic import ArrayObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field


@dataclass(frozen=True)
class Place:
    """A rectangle of a page: `page` from 1; `x`, `y` of its top left corner from the page's top left; points."""

    name: str
    label: str
    page: int
    x: float
    y: float
    width: float
    height: float


def with_fields(pdf: bytes, places: Sequence[Place]) -> bytes:
    """`pdf` with one empty signature field per place. Raises ValueError when two places share a name."""
    names = [place.name for place in places]
    if len(set(names)) != len(names):
        raise ValueError("two signature fields of one document share a name")
    writer = _RepeatableWriter(BytesIO(pdf))
    for place in places:
        append_signature_field(writer, _spec(writer.prev, place))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _spec(reader: PdfFileReader, place: Place) -> SigFieldSpec:
    """A PDF counts from the bottom left corner, Typst from the top left one."""
    top = _page_height(reader, place.page) - place.y
    box = (place.x, top - place.height, place.x + place.width, top)
    return SigFieldSpec(sig_field_name=place.name, on_page=place.page - 1, box=box, readable_field_name=place.label)


def _page_height(reader: PdfFileReader, page: int) -> float:
    reference, _ = reader.find_page_for_modification(page - 1)
    return float(reference.get_object()["/MediaBox"][3])


class Appender(IncrementalPdfFileWriter):  # type: ignore[misc]  # pyHanko is imported untyped
    """Appends to a PDF without raising its version.

    pyHanko would announce PDF 2.0 for the curve P-256, but PDF/A-2 builds on PDF 1.7 (ISO 19005-2); readers find the
    curve in the certificate, and the extension dictionary still names ISO/TS 32002.
    """

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Typst wrote 1.7, and that stays."""


class _RepeatableWriter(Appender):
    """pyHanko stamps each update with a random id and the present time; a rendering must be the same every time."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        return ArrayObject(prev.trailer["/ID"])

    def _update_meta(self) -> None:
        """The dates Typst wrote stay."""
