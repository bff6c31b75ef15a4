"""A film of the person played on a telephone's or a monitor's screen before the camera."""

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from sandbox.people.capture import Capture
from sandbox.people.photographs import Image

SHOWN = (0.86, 1.2)  # the screen's share of the picture's width and height; above 1.1 its bezel is out of sight
MOIRE = (0.02, 0.08)  # how strongly the grid of pixels beats with the sensor's, as a share of the light
BAND = 0.10  # how much darker the refresh band is
BAND_HERTZ = 1.3
GAMMA_LUT = np.clip(255 * (np.arange(256) / 255) ** 0.9 * 0.92 + 10, 0, 255).astype(np.uint8)
BEZEL, ROOM = (12, 12, 12), (70, 78, 84)
BLUISH = np.array([1.06, 1.0, 0.96], np.float32)


def replayed(pictures: Iterable[Image], options: Capture) -> Iterator[Image]:
    """Each picture as a camera sees it on a screen."""
    rng = np.random.default_rng([options.seed, 4])
    grid, glare = _grid(options, rng), _glare(options)
    start, share = rng.uniform(0, 1), rng.uniform(*SHOWN)
    for number, picture in enumerate(pictures):
        light = _light(options, grid, start + BAND_HERTZ * number / options.fps)
        lit = cv2.multiply(cv2.LUT(picture, GAMMA_LUT), light, dtype=cv2.CV_8U)
        wobble = (1.2 * np.sin(number / 19 + start), 1.0 * np.sin(number / 23 + 2 * start))
        yield _on_the_desk(cv2.add(np.asarray(lit, np.uint8), glare), options, share, wobble)


def _grid(options: Capture, rng: np.random.Generator) -> np.ndarray:
    """The beat between screen and sensor: slanted stripes, a little different for each colour."""
    y, x = np.mgrid[0 : options.height, 0 : options.width].astype(np.float32)
    stripes, moire = [], rng.uniform(*MOIRE)
    for shift in (0.0, 0.07, 0.15):
        across, along = rng.uniform(0.42, 0.5) + shift, rng.uniform(0.07, 0.11)
        bent = 6 * np.sin(y / 90 + shift)
        stripes.append(1 + moire * np.sin(across * (x + bent) + along * y) + 0.5 * moire * np.sin(0.46 * y + 0.05 * x))
    return np.asarray(np.dstack(stripes), np.float32) * BLUISH


def _light(options: Capture, grid: np.ndarray, phase: float) -> np.ndarray:
    y = np.arange(options.height, dtype=np.float32)[:, None, None] / options.height
    band = 1 - BAND * np.clip(np.sin(2 * np.pi * (y - phase)), 0, 1) ** 2
    return np.asarray(grid * band, np.float32)


def _glare(options: Capture) -> Image:
    """A lamp mirrored in the glass."""
    y, x = np.mgrid[0 : options.height, 0 : options.width].astype(np.float32)
    away = ((x - 0.78 * options.width) / (0.2 * options.width)) ** 2 + ((y - 0.2 * options.height) / 90) ** 2
    return np.asarray(np.repeat(38 * np.exp(-away)[..., None], 3, 2), np.uint8)


def _on_the_desk(lit: np.ndarray, options: Capture, share: float, wobble: tuple[float, float]) -> Image:
    """The screen within its black bezel, the room around it."""
    width, height = round(options.width * share), round(options.height * share)
    edge = round(0.03 * options.width)
    shown = cv2.resize(lit, (width, height), interpolation=cv2.INTER_LINEAR)
    framed = cv2.copyMakeBorder(shown, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=BEZEL)
    left = (options.width - width) / 2 - edge + wobble[0]
    top = (options.height - height) / 2 - edge + wobble[1]
    place = np.array([[1, 0, left], [0, 1, top]])
    size = (options.width, options.height)
    return np.asarray(cv2.warpAffine(framed, place, size, borderMode=cv2.BORDER_CONSTANT, borderValue=ROOM), np.uint8)
