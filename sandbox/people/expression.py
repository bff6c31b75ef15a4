"""Closing the eyes and opening the mouth, drawn into the person's texture column by column before the head is turned.

An upper lid is the skin between brow and eye stretched down over the eye; its lash line travels with it. The lower
lip and the chin go down together, and what opens between the lips is teeth and a dark mouth.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from sandbox.people import topology as face
from sandbox.people.glasses import Glasses
from sandbox.people.landmarks import Points
from sandbox.people.photographs import Image
from sandbox.people.scene import DETAIL, Field, Scene

LID_OVERLAP = 0.2  # of the opening: how far a closed upper lid comes to lie over the lower one
LASH_SHADOW = 0.15
SEEN = 0.02  # less movement than this is not drawn
JAW_REACH = 0.17  # of the face's height: how far the lip can go down when the mouth opens fully
UPPER_LIP_RISES = 0.06


class Expressions:
    """Draws a scene's person with closing lids and an opening mouth; both 0 (as photographed) to 1."""

    def __init__(self, scene: Scene, *, glasses: bool = False) -> None:
        points = scene.points * DETAIL
        self._plain = scene.person
        self._worn = Glasses(scene.person.shape, points) if glasses else None
        self._eyes = [_Eye(scene.person, points, scene.wider_eyes, *curves) for curves in face.EYES]
        if scene.wider_eyes:
            self._plain = scene.person.copy()
            for eye in self._eyes:
                eye.draw(self._plain, 0.0)
        self._mouth = _Mouth(scene.person, points)

    def draw(self, closed: float, opened: float) -> Image:
        """The whole texture (BGR)."""
        texture = self._plain if closed < SEEN and opened < SEEN else self._plain.copy()
        if closed >= SEEN:
            for eye in self._eyes:
                eye.draw(texture, closed)
        if opened >= SEEN:
            self._mouth.draw(texture, opened)
        return self._worn.put_on(texture) if self._worn else texture


@dataclass(frozen=True)
class _Patch:
    """A rectangle of the texture with the coordinates of its pixels."""

    left: int
    top: int
    x: Field
    y: Field
    pixels: Image

    @classmethod
    def cut(cls, texture: Image, low: Field, high: Field) -> "_Patch":
        left, top = np.floor(low).astype(int)
        right, bottom = np.ceil(high).astype(int)
        y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
        return cls(int(left), int(top), x, y, texture[top:bottom, left:right].copy())

    def sample(self, x: Field, y: Field) -> Image:
        """The patch's own pixels at texture coordinates."""
        across, along = (x - self.left).astype(np.float32), (y - self.top).astype(np.float32)
        drawn = cv2.remap(self.pixels, across, along, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(drawn, np.uint8)

    def put(self, texture: Image, pixels: Field | Image) -> None:
        height, width = self.x.shape
        texture[self.top : self.top + height, self.left : self.left + width] = pixels


def curve(points: Points, names: tuple[int, ...], columns: Field) -> Field:
    """A landmark curve as y for each column; flat beyond its corners."""
    line = points[list(names), :2]
    order = np.argsort(line[:, 0])
    smooth = np.interp(columns, line[order, 0], line[order, 1])
    return np.asarray(cv2.GaussianBlur(smooth.astype(np.float32)[None], (0, 0), 1.5)[0], np.float32)


class _Eye:
    def __init__(
        self,
        texture: Image,
        points: Points,
        wider: float,
        upper: tuple[int, ...],
        lower: tuple[int, ...],
        brow: tuple[int, ...],
    ) -> None:
        self._wider = wider
        outline = points[[*upper, *lower], :2]
        width = float(np.ptp(outline[:, 0]))
        low = np.array([outline[:, 0].min() - 2, points[list(brow), 1].min() - 0.2 * width])
        high = np.array([outline[:, 0].max() + 2, outline[:, 1].max() + 0.5 * width])
        self._patch = _Patch.cut(texture, low.astype(np.float32), high.astype(np.float32))
        columns = self._patch.x[0]
        self._upper = curve(points, upper, columns)
        self._lower = np.maximum(curve(points, lower, columns), self._upper)
        opening = self._lower - self._upper
        self._brow = np.minimum(curve(points, brow, columns), self._upper - 0.25 * width)
        self._lash = np.minimum(0.12 * width, 0.45 * opening + 1.0)

    def draw(self, texture: Image, closed: float) -> None:
        y, opening = self._patch.y, self._lower - self._upper
        ceiling = self._upper - 0.75 * self._wider * opening
        floor = self._lower + 0.25 * self._wider * opening
        margin = ceiling + closed * (self._lower + LID_OVERLAP * opening - ceiling)
        floor = np.maximum(floor + closed * (self._lower + LID_OVERLAP * opening - floor), margin)
        lash_top, old_lash_top = margin - self._lash, self._upper - self._lash
        stretch = (old_lash_top - self._brow) / np.maximum(lash_top - self._brow, 1)
        lid = np.where(y < lash_top, self._brow + (y - self._brow) * stretch, y - margin + self._upper)
        eye = self._upper + (y - ceiling) / (1 + self._wider)
        fade = np.clip((y - floor) / (1.6 * opening + 6), 0, 1)
        cheek = y + (self._lower - floor) * (1 - fade)
        source = np.where(y < self._brow, y, np.where(y < margin, lid, np.where(y < floor, eye, cheek)))
        drawn = self._patch.sample(self._patch.x, source)
        self._patch.put(texture, self._shade(drawn, margin, floor, closed))

    def _shade(self, drawn: Image, margin: Field, floor: Field, closed: float) -> Image:
        """Soften the cut between lid and eye and let the lashes throw their shadow."""
        from_margin = self._patch.y - margin
        lashes = np.exp(-((from_margin / (0.35 * self._lash + 0.8)) ** 2)) * np.clip((self._lash - 1) / 3, 0, 1)
        shadow = LASH_SHADOW * lashes * min(1.0, 2 * closed)
        return np.asarray(drawn * (1 - shadow)[..., None], np.uint8)


class _Mouth:
    def __init__(self, texture: Image, points: Points) -> None:
        self._height = float(points[face.CHIN, 1] - points[face.FOREHEAD, 1])
        corners = points[[78, 308], :2]
        self._middle = float(corners[:, 0].mean())
        self._half = float(np.ptp(corners[:, 0])) / 2
        self._line = float(corners[:, 1].mean())
        self._chin = float(points[face.CHIN, 1])
        reach = 0.40 * self._height
        low = np.array([self._middle - reach, points[face.NOSE_TIP, 1]], np.float32)
        high = np.array([self._middle + reach, self._chin + 0.55 * self._height], np.float32)
        self._patch = _Patch.cut(texture, low, np.minimum(high, [texture.shape[1], texture.shape[0]]))
        columns = self._patch.x[0]
        self._upper = curve(points, face.UPPER_LIP_INNER, columns)
        self._lower = np.maximum(curve(points, face.LOWER_LIP_INNER, columns), self._upper)
        self._lip_top = curve(points, face.UPPER_LIP_OUTER, columns)

    def draw(self, texture: Image, opened: float) -> None:
        patch, drop = self._patch, opened * JAW_REACH * self._height
        inside = np.abs(patch.x[0] - self._middle) < self._half
        shape = np.clip(1 - ((patch.x[0] - self._middle) / self._half) ** 2, 0, 1) ** 0.7
        rise = UPPER_LIP_RISES / JAW_REACH * drop * shape
        ceiling = self._upper - rise
        floor = np.where(inside, self._lower + drop * shape, self._lower)
        below = patch.y >= floor
        source = patch.y.copy()
        for _ in range(8):
            source = patch.y - self._fall(patch.x, source, drop)
        source = np.where(below, np.maximum(source, self._lower), patch.y)
        lifted = np.clip((patch.y - (self._lip_top - 0.08 * self._height)) / (0.08 * self._height), 0, 1)
        source = np.where(patch.y < ceiling, patch.y + rise * lifted, source)
        drawn = patch.sample(patch.x, source).astype(np.float32)
        hole = inside & (patch.y >= ceiling) & (patch.y < floor)
        share = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), 0.9)[..., None]
        patch.put(texture, np.asarray(drawn * (1 - share) + self._inside(ceiling, floor, rise) * share, np.uint8))

    def _fall(self, x: Field, y: Field, drop: float) -> Field:
        """How far the point (x, y) of the rested lower face goes down."""
        depth = np.clip((y - self._line) / (self._chin - self._line), 0, 1.6)
        aside = (x - self._middle) / (self._half * (1 + 1.3 * depth))
        across = np.clip(1 - aside**2, 0, 1) ** (0.7 + 0.5 * depth)
        neck = np.clip((y - self._chin) / (0.36 * self._height), 0, 1)
        return np.asarray(drop * across * (1 - neck * neck * (3 - 2 * neck)), np.float32)

    def _inside(self, ceiling: Field, floor: Field, rise: Field) -> Field:
        """Upper teeth below the lip, then tongue and darkness; teeth that the photograph shows are kept."""
        patch, y = self._patch, self._patch.y
        shown = self._lower - self._upper
        tall = np.maximum(0.04 * self._height, shown)
        from_lip = y - ceiling
        gap = np.maximum(floor - ceiling, 1)
        aside = np.abs(patch.x - self._middle) / self._half
        tooth = np.abs(np.sin((patch.x - self._middle) / (0.035 * self._height) * np.pi / 2)) ** 0.25
        light = np.clip(1 - aside**2, 0.1, 1) * (0.72 + 0.28 * tooth) * np.clip(from_lip / 4, 0.45, 1)
        teeth = light[..., None] * np.array([118, 136, 148], np.float32)
        seen = patch.sample(patch.x, y + rise).astype(np.float32)
        kept = np.clip((shown - 3) / 4, 0, 1)[None, :, None]
        teeth = teeth * (1 - kept) + seen * kept
        tongue = np.clip((from_lip / gap - 0.62) / 0.3, 0, 1)[..., None] * np.clip(1 - aside**2, 0, 1)[..., None]
        dark = np.array([22, 18, 38], np.float32) * (1 - tongue) + np.array([70, 66, 132], np.float32) * tongue
        bite = np.clip((tall * np.sqrt(np.clip(1 - aside**2, 0, 1)) - from_lip) / 2 + 0.5, 0, 1)[..., None]
        return np.asarray(teeth * bite + dark * (1 - bite), np.float32)
