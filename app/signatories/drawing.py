"""A signature drawn by hand (手写签名): strokes of points, checked, kept sealed, and drawn as a picture for the papers.

Strokes and not a picture: a phone of any kind sends the same few numbers, and no picture of a stranger is ever decoded.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from core.errors import Invalid, Problem, Text

WIDTH, HEIGHT = 1000, 400
"""The pad in its own units, whatever the screen: x from the left, y from the top."""
MOST_STROKES, MOST_POINTS = 60, 3000
FEWEST_POINTS, LEAST_EXTENT = 8, 60
"""Below that a touch was a slip and no signature."""
_INK, _PEN, _SCALE, _FINER = (31, 58, 110, 255), 14, 0.5, 4

Point = tuple[int, int]
Strokes = Sequence[Sequence[Point]]

_UNDRAWABLE = Problem(
    "SG-01",
    Text("手写签名无法使用。", "The drawn signature cannot be used."),
    Text(
        "请在签名框内重新书写姓名，或选择不手写、直接签名，效力相同。",
        "Draw your name inside the frame once more, or sign without drawing, with equal effect.",
    ),
    "《中华人民共和国电子签名法》第十三条",
)


def checked(strokes: Strokes) -> dict[str, Any]:
    """The strokes as they are kept. Raises Invalid: too many, too few, or outside the pad."""
    points = [point for stroke in strokes for point in stroke]
    inside = all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    if len(strokes) > MOST_STROKES or not FEWEST_POINTS <= len(points) <= MOST_POINTS or not inside:
        raise Invalid({"drawing": _UNDRAWABLE})
    if max(x for x, _ in points) - min(x for x, _ in points) < LEAST_EXTENT:
        raise Invalid({"drawing": _UNDRAWABLE})
    return {"strokes": [[[x, y] for x, y in stroke] for stroke in strokes if stroke]}


def picture(kept: dict[str, Any]) -> bytes:
    """The kept strokes as a transparent PNG, cut to what was written."""
    strokes = kept["strokes"]
    finer = _SCALE * _FINER
    canvas = Image.new("RGBA", (round(WIDTH * finer), round(HEIGHT * finer)), (*_INK[:3], 0))
    pen, width = ImageDraw.Draw(canvas), round(_PEN * finer)
    for stroke in strokes:
        line = [(x * finer, y * finer) for x, y in stroke]
        pen.line(line, fill=_INK, width=width, joint="curve")
        for x, y in (line[0], line[-1]):
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=_INK)
    cut = canvas.crop(canvas.getbbox())
    small = cut.resize((max(1, cut.width // _FINER), max(1, cut.height // _FINER)), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "PNG")
    return out.getvalue()
