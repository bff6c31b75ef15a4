"""A person, or a fraud, before the camera: the frames of one take."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from sandbox.people.attacks.cuts import frozen, joined, looped
from sandbox.people.attacks.plane import held
from sandbox.people.attacks.screen import replayed
from sandbox.people.camera import Camera, lay_over, show_flat, show_head
from sandbox.people.capture import Capture, Prompted
from sandbox.people.cast import PEOPLE
from sandbox.people.expression import Expressions
from sandbox.people.motion import Motion, move, rest
from sandbox.people.photographs import Image
from sandbox.people.pose import Turner, photographed
from sandbox.people.relief import relief
from sandbox.people.scene import Scene, build

SPLICED = {"distance": 1.07, "light": 0.93}  # the second piece of a spliced film, beside the first


def take(person_key: str, actions: Sequence[Prompted], folder: Path, options: Capture) -> Iterator[Image]:
    """The frames (BGR) of a person who does what is asked, or of the fraud that `options` name."""
    motion, camera = move(actions, options), Camera(options)
    scene = build(person_key, folder)
    match options.attack:
        case "still_photo":
            motion = rest(motion)
            return _exposed(held(scene, motion, camera, holes=False), motion, camera)
        case "flat_photo" | "cut_out":
            return _exposed(held(scene, motion, camera, holes=options.attack == "cut_out"), motion, camera)
        case "screen_replay":
            return _exposed(replayed(acted(scene, motion, camera), options), motion, camera)
        case "splice":
            other = replace(
                options, attack=None, seed=options.seed + 1000,
                distance=options.distance * SPLICED["distance"], light=options.light * SPLICED["light"],
            )  # fmt: skip
            return joined(_plain(scene, motion, camera), take(person_key, actions, folder, other), len(motion) // 2)
        case "swap":
            other = replace(options, attack=None)
            return joined(
                _plain(scene, motion, camera), take(_next(person_key), actions, folder, other), len(motion) // 2
            )
        case "frozen":
            return frozen(_plain(scene, motion, camera), motion, options.fps)
        case "loop":
            return looped(_plain(scene, motion, camera), motion)
        case None:
            return _plain(scene, motion, camera)


def acted(scene: Scene, motion: Motion, camera: Camera) -> Iterator[Image]:
    """What is before the camera: the scene's person in motion, in even light."""
    turner = Turner(relief(scene), photographed(scene.points))
    expressions = Expressions(scene, glasses=camera.options.glasses)
    for frame in range(len(motion)):
        view = camera.view(motion, frame)
        texture = expressions.draw(float(motion.closed[frame]), float(motion.opened[frame]))
        person, share = show_head(camera.size, texture, scene.matte, turner.origins(motion.pose(frame)), view)
        yield lay_over(person, share, show_flat(camera.size, scene.room, view))


def _exposed(pictures: Iterable[Image], motion: Motion, camera: Camera) -> Iterator[Image]:
    for picture, exposure in zip(pictures, motion.exposure, strict=True):
        yield camera.expose(np.ascontiguousarray(picture), float(exposure))


def _plain(scene: Scene, motion: Motion, camera: Camera) -> Iterator[Image]:
    return _exposed(acted(scene, motion, camera), motion, camera)


def _next(person_key: str) -> str:
    """Another of the cast, always the same one."""
    keys = [person.key for person in PEOPLE]
    return keys[(keys.index(person_key) + 1) % len(keys)]
