"""`python -m sandbox.people`: fetch the photographs, render a performance, write a portrait."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.people import DEFAULT_FOLDER, PEOPLE, Capture, PhotographError, Prompted, fetch, perform, portrait
from sandbox.people.capture import ACTIONS, ATTACKS

FIRST_WINDOW_S, WINDOW_S = 0.5, 3.0


def windows(names: Sequence[str]) -> list[Prompted]:
    """Windows of three seconds, one after the other."""
    starts = [FIRST_WINDOW_S + WINDOW_S * place for place in range(len(names))]
    return [Prompted(name, start, start + WINDOW_S) for name, start in zip(names, starts, strict=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 when a photograph cannot be had, 2 for a wrong argument."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "fetch":
            fetch(asked.folder)
        elif asked.command == "portrait":
            asked.out.write_bytes(portrait(asked.person, folder=asked.folder))
        else:
            options = Capture(seed=asked.seed, codec=asked.codec, attack=asked.attack)
            asked.out.write_bytes(perform(asked.person, windows(asked.actions), folder=asked.folder, options=options))
    except PhotographError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.people", description=__doc__)
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="where the photographs are kept")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch", help="bring every photograph of the manifest")
    people = [person.key for person in PEOPLE]
    shown = commands.add_parser("portrait", help="write a person's portrait (JPEG)")
    film = commands.add_parser("render", help="write a performance (MP4 or WebM)")
    for command in (shown, film):
        command.add_argument("person", choices=people)
        command.add_argument("--out", type=Path, required=True)
    film.add_argument("--actions", type=_actions, required=True, help="in order, with commas: " + ",".join(ACTIONS))
    film.add_argument("--codec", choices=("h264", "vp8", "vp9"), default="h264")
    film.add_argument("--seed", type=int, default=0)
    film.add_argument("--attack", choices=ATTACKS, default=None, help="film a fraud instead of the person")
    return parser


def _actions(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in ACTIONS]:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; one of {', '.join(ACTIONS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
