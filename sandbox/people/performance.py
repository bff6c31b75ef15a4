"""A person before the camera: frames of one take."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sandbox.people.camera import Camera, lay_over
from sandbox.people.capture import Capture, Prompted
from sandbox.people.expression import Expressions
from sandbox.people.motion import Motion, move
from sandbox.people.photographs import Image
from sandbox.people.pose import Turner, photographed
from sandbox.people.relief import relief
from sandbox.people.scene import Scene, build


def take(person_key: str, actions: Sequence[Prompted], folder: Path, options: Capture) -> Iterator[Image]:
    """The frames (BGR) of a person who does what is asked."""
    return film(build(person_key, folder), move(actions, options), Camera(options))


def film(scene: Scene, motion: Motion, camera: Camera) -> Iterator[Image]:
    """The frames of a scene's person in motion."""
    turner, expressions = Turner(relief(scene), photographed(scene.points)), Expressions(scene)
    for frame in range(len(motion)):
        view = camera.view(motion, frame)
        texture = expressions.draw(float(motion.closed[frame]), float(motion.opened[frame]))
        person, share = camera.head(texture, scene.matte, turner.origins(motion.pose(frame)), view)
        yield camera.expose(lay_over(person, share, camera.flat(scene.room, view)), float(motion.exposure[frame]))
