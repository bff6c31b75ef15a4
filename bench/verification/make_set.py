"""Make a labelled set of rendered people: honest, wrong, half done, and attacked.

    python -m bench.verification.make_set FOLDER --rounds 5 --seed 1 [--kinds genuine splice ...] [--pictures FOLDER]

Everything about a clip (person, challenge, manner of moving, light, distance, shake, rate, bit rate, codec, phone,
spectacles) is drawn from the seed, the round and the person, so that a set can be made again and nobody has to store
faces. People are the sandbox's cast, others of the same photographs, and those of `--pictures`. A round is one turn of
every person; a run that was cut goes on with the first turn that is missing. `--kinds` spends a round on some only.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

import numpy as np

from bench.verification.acting import Manner, Phone, draw_capture, draw_manner, draw_phone, encode, play
from bench.verification.clips import Image, write_video
from bench.verification.forgeries import FORGERIES, Forgery, continued_by, with_holes
from bench.verification.guests import invite
from bench.verification.holes import outlines
from sandbox.people import PEOPLE, Capture, Prompted, perform, portrait
from sandbox.people.capture import Attack
from verification.engine import prepare
from verification.engine.models import models
from verification.weights.install import models_folder

ACTIONS = ("blink", "nod", "mouth", "turn_left", "turn_right")
START_S = 0.5
WINDOWS_S = (2.2, 2.6, 3.0)
FILMED: tuple[Attack, ...] = get_args(Attack)
FILMED_KINDS = tuple(f"filmed_{attack}" for attack in FILMED)
FAULTS = ("half_done", "wrong", "missing")
KINDS = ("genuine", "other_person", *FAULTS, *FORGERIES, "cut_out", "swap", *FILMED_KINDS)
FORGED_A_TURN, FILMED_A_TURN = 5, 1  # of those asked for, in turn
MOST_FORGED_PIXELS = 480 * 850  # larger honest clips are forged at half their size


def draw_prompts(rng: random.Random, count: int) -> list[Prompted]:
    window = rng.choice(WINDOWS_S)
    actions = rng.sample(ACTIONS, count)
    return [Prompted(a, START_S + window * i, START_S + window * (i + 1)) for i, a in enumerate(actions)]


class SetMaker:
    """Writes clips and their manifest into a folder."""

    def __init__(self, folder: Path, seed: int, kinds: Sequence[str], people: Sequence[str]) -> None:
        self.folder, self.seed, self.kinds, self.people = folder, seed, kinds, people
        folder.mkdir(parents=True, exist_ok=True)
        self.manifest = folder / "manifest.json"
        written = json.loads(self.manifest.read_text("utf-8")) if self.manifest.is_file() else []
        self.entries: list[dict[str, Any]] = written
        self.before: list[Image] = []  # the honest clip of the person before, for swaps
        for person in people:
            (folder / f"{person}.jpg").write_bytes(portrait(person))

    def turn(self, number: int, person: str) -> None:
        """One person's turn of a round, unless the manifest has it already; all its clips or none."""
        if any(entry["turn"] == [number, person] for entry in self.entries):
            return
        rng = random.Random(f"{self.seed} {number} {person}")
        place = number * len(self.people) + self.people.index(person)
        found = [*self._honest(rng, person, place), *self._faults(rng, person), *self._filmed(rng, person, place)]
        self.entries += [{**entry, "turn": [number, person]} for entry in found]
        partial = self.manifest.with_suffix(".part")
        partial.write_text(json.dumps(self.entries, indent=1), encoding="utf-8")
        partial.replace(self.manifest)

    def _entry(
        self, kind: str, person: str, video: bytes, prompts: Sequence[Prompted], seen: Any, portrait_of: str = ""
    ) -> dict[str, Any]:
        name = f"{kind}_{person}_{hash_of(video)}." + ("mp4" if video[4:8] == b"ftyp" else "webm")
        (self.folder / name).write_bytes(video)
        asked = [{"action": p.action, "from_s": p.from_s, "to_s": p.to_s} for p in prompts]
        entry = {"file": name, "portrait": f"{portrait_of or person}.jpg", "kind": kind, "person": person}
        return {**entry, "prompts": asked, "capture": seen}

    def _honest(self, rng: random.Random, person: str, place: int) -> Iterator[dict[str, Any]]:
        """An honest clip, the same with a stranger's portrait, and some forgeries of it."""
        forged = in_turn([k for k in (*FORGERIES, "cut_out", "swap") if k in self.kinds], place, FORGED_A_TURN)
        if not forged and not {"genuine", "other_person"} & set(self.kinds):
            return
        prompts, drawn = draw_prompts(rng, rng.choice([2, 2, 3])), draw(rng)
        options, manner, phone = drawn
        stranger = rng.choice([p for p in self.people if p != person])
        frames, seen = play(person, prompts, options, manner, phone), told(*drawn)
        video = encode(frames, options, phone)
        if "genuine" in self.kinds:
            yield self._entry("genuine", person, video, prompts, seen)
        if "other_person" in self.kinds:
            yield self._entry("other_person", person, video, prompts, seen, stranger)
        if options.width * options.height > MOST_FORGED_PIXELS:
            frames = [np.ascontiguousarray(frame[::2, ::2]) for frame in frames]
        for kind in forged:
            if kind == "swap" and not self.before:
                continue
            fake = self._forgery(kind, frames)(frames, np.random.default_rng(rng.randrange(10**6)))
            made = write_video(fake, round(options.fps), min(options.bitrate_kbps, 3000))
            yield self._entry(kind, person, made, prompts, seen)
        self.before = frames

    def _forgery(self, kind: str, frames: Sequence[Image]) -> Forgery:
        if kind == "cut_out":
            return with_holes(outlines(frames, models()))
        return continued_by(self.before) if kind == "swap" else FORGERIES[kind]

    def _faults(self, rng: random.Random, person: str) -> Iterator[dict[str, Any]]:
        """What was asked is done half, is another movement, or is not done at all."""
        for kind in FAULTS:
            asked, (options, manner, phone) = draw_prompts(rng, 2), draw(rng)
            done, first = list(asked), asked[0]
            options = replace(options, idle_blinks="blink" not in {p.action for p in asked})
            if kind == "half_done":
                # At the usual extent, so that the half of a large movement is not a small whole one.
                options, manner = replace(options, half_done=True), replace(manner, extent=min(1.0, manner.extent))
            elif kind == "wrong":
                other = rng.choice([a for a in ACTIONS if a != first.action])
                done[0] = Prompted(other, first.from_s, first.to_s)
            else:
                done = asked[:1]
                options = replace(options, seconds=asked[-1].to_s + START_S)
            if kind in self.kinds:
                video = encode(play(person, done, options, manner, phone), options, phone)
                yield self._entry(kind, person, video, asked, told(options, manner, phone))

    def _filmed(self, rng: random.Random, person: str, place: int) -> Iterator[dict[str, Any]]:
        """The renderer's own attacks, which do what is asked as well as the attack allows."""
        if person not in {p.key for p in PEOPLE}:
            return
        for kind in in_turn([k for k in FILMED_KINDS if k in self.kinds], place, FILMED_A_TURN):
            prompts, (options, _manner, _phone) = draw_prompts(rng, 2), draw(rng)
            filmed = replace(options, attack=FILMED[FILMED_KINDS.index(kind)])
            yield self._entry(kind, person, perform(person, prompts, options=filmed), prompts, asdict(filmed))


def draw(rng: random.Random) -> tuple[Capture, Manner, Phone]:
    return Capture(**draw_capture(rng)), draw_manner(rng), draw_phone(rng)


def told(options: Capture, manner: Manner, phone: Phone) -> dict[str, Any]:
    """All that was drawn, for the manifest."""
    return {**asdict(options), "manner": asdict(manner), "phone": asdict(phone)}


def in_turn(kinds: Sequence[str], place: int, count: int) -> list[str]:
    """`count` of the kinds, going round from turn to turn, so that all come equally often."""
    return [kinds[(place * count + n) % len(kinds)] for n in range(min(count, len(kinds)))]


def hash_of(video: bytes) -> str:
    """A short name for a clip."""
    return hashlib.sha256(video).hexdigest()[:10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--pictures", type=Path, help="a folder of photographs with one face each: more people")
    asked = parser.parse_args()
    prepare(models_folder())
    people = [*(person.key for person in PEOPLE), *invite(pictures=asked.pictures)]
    maker = SetMaker(asked.folder, asked.seed, asked.kinds, people)
    for number in range(asked.rounds):
        for person in people:
            maker.turn(number, person)
            print(f"round {number + 1}, {person}: {len(maker.entries)} clips", flush=True)


if __name__ == "__main__":
    main()
