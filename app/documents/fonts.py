"""The two faces every paper is set in, and what they can draw.

Noto Serif SC (宋体 kind) for documents, Noto Sans SC (黑体 kind) for labels. Both come with a package of the lock file
and are embedded as subsets, so a paper looks alike everywhere and for ever; the machine's own fonts are never asked,
because a system without a Simplified Chinese face would silently draw Japanese shapes.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types

SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"
_CONTROLS = frozenset("\n\t")


class MissingFace(Exception):
    """A face the templates name is not installed: the process must not start."""


class MissingGlyph(Exception):
    """A character that no face can draw. It names the field and the position, never the text: it may be a name."""

    def __init__(self, document: str, field: str, position: int) -> None:
        super().__init__(
            f"{document}: field {field}, character {position} cannot be drawn by the installed faces; "
            "install a face that holds it, or enter the form that the police register uses"
        )
        self.document, self.field, self.position = document, field, position


@cache
def faces() -> typst.Fonts:
    """Both faces, loaded once per process. Raises MissingFace."""
    files = [pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()]
    absent = [file.name for file in files if not file.is_file()]
    if absent:
        raise MissingFace(f"font files are missing: {', '.join(absent)}; install the packages of the lock file again")
    folder = sorted({file.parent for file in files})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folder))
    absent = sorted({SERIF, SANS} - set(fonts.families()))
    if absent:
        raise MissingFace(
            f"font families are missing: {', '.join(absent)}; install the packages of the lock file again"
        )
    return fonts


@cache
def drawable() -> frozenset[int]:
    """Code points that both faces hold: a template may set any value in either."""
    held: list[set[int]] = []
    for file in (pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()):
        with TTFont(Path(file), lazy=True) as font:
            held.append(set(font.getBestCmap()))
    return frozenset(held[0] & held[1])


def require_glyphs(document: str, data: Mapping[str, object]) -> None:
    """Raises MissingGlyph for the first character in `data` that cannot be drawn."""
    known = drawable()
    for field, text in _texts("", data):
        for position, character in enumerate(text, start=1):
            if ord(character) not in known and character not in _CONTROLS:
                raise MissingGlyph(document, field, position)


def _texts(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(f"{path}.{key}" if path else str(key), inner)
    elif isinstance(value, Sequence):
        for index, inner in enumerate(value, start=1):
            yield from _texts(f"{path}.{index}", inner)
