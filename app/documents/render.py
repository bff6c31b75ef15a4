"""Typst templates to PDF/A-2b, byte for byte repeatable.

A template lives below `app/`, reads its values from one JSON string and marks places with `signature-field`. Rendering
is pure: the same template, data, moment and `sample` give the same bytes, whose SHA-256 is what a signatory is shown.
One compiler per template is kept for the process: the faces load once and a page takes milliseconds afterwards.
"""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import typst

from app.documents.fonts import faces, require_glyphs

APP = Path(__file__).resolve().parents[1]
TEMPLATES = Path(__file__).resolve().parent / "templates"


class RenderFailed(Exception):
    """A template could not be set. It names the template and Typst's own words, never the values."""


class _Template:
    """One template and its compiler. Typst compiles under a lock: compile and query must see the same inputs."""

    def __init__(self, file: Path) -> None:
        self.name = file.stem
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(input=file, root=APP, font_paths=faces(), ignore_system_fonts=True)

    def set(self, data: str, *, at: datetime, tags: bool) -> tuple[bytes, list[dict[str, Any]]]:
        """The PDF, and the places that the template marked for signatures."""
        with self._lock:
            try:
                pdf, warnings = self._compiler.compile_with_warnings(
                    sys_inputs={"data": data},
                    format="pdf",
                    pdf_standards="a-2b",
                    timestamp=int(at.timestamp()),
                    pdf_tags=tags,
                )
            except typst.TypstError as error:
                raise RenderFailed(f"{self.name}: {_without_values(error.message)}") from None
            places = json.loads(self._compiler.query("<signature-field>", field="value"))
        if warnings:
            raise RenderFailed(f"{self.name}: {warnings[0].message}")
        assert isinstance(pdf, bytes)
        return pdf, places


def render(template: str, data: Mapping[str, object], *, at: datetime, sample: bool) -> bytes:
    """A paper of `app/documents/templates`, with an empty signature field wherever the template asks for one.

    `at` becomes the creation date; `sample` puts the watermark on every page. Raises MissingGlyph, RenderFailed.
    """
    return typeset(TEMPLATES / f"{template}.typ", data, at=at, sample=sample)


def typeset(file: Path, data: Mapping[str, object], *, at: datetime, sample: bool, tags: bool = True) -> bytes:
    """As `render`, for a template anywhere below `app/`; `tags=False` for a drawing that goes into another PDF."""
    require_glyphs(file.stem, data)
    content = json.dumps({"sample": sample, "data": data}, ensure_ascii=False, sort_keys=True)
    pdf, places = _template(file).set(content, at=at, tags=tags)
    if not places:
        return pdf
    from app.documents.fields import Place, with_fields  # pyHanko: no process need wait for it at its start.

    return with_fields(pdf, [Place(**place) for place in places])


def fingerprint(pdf: bytes) -> str:
    """SHA-256 (hex) of an unsigned rendering: what signatories are shown and what every signature repeats."""
    return sha256(pdf).hexdigest()


@cache
def _template(file: Path) -> _Template:
    if not file.is_file():
        raise RenderFailed(f"no template named {file.stem}")
    return _Template(file)


def _without_values(message: str) -> str:
    """Typst quotes the text it chokes on, which may be a person's name."""
    return message.split('"')[0].split("`")[0].strip()
