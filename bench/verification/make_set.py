"""Make a labelled set of rendered people: honest, wrong, half done, and attacked.

    python -m bench.verification.make_set FOLDER --rounds 5 --seed 1

Everything about a clip (person, challenge, light, distance, shake, rate, bit rate, codec, spectacles) is drawn from the
seed, the round and the person, so that a set can be made again and nobody has to store faces. A round is one turn of
every person; a run that was cut goes on with the first turn that is missing.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np

from bench.verification.clips import Image, read_frames, write_video
from bench.verification.forgeries import FORGERIES, continued_by, with_holes
from bench.verification.holes import outlines
from sandbox.people import PEOPLE, Capture, Prompted, perform, portrait
from sandbox.people.capture import Attack
from verification.engine.models import load_models
from verification.weights.install import models_folder

ACTIONS = ("blink", "nod", "mouth", "turn_left", "turn_right")
WINDOW_S, START_S = 2.2, 0.5
FORGED_FRAMES = 130
FILMED: tuple[Attack, ...] = get_args(Attack)
FILMED_A_TURN = 3  # of the renderer's own attacks, in turn; they take longest
HONEST_A_TURN = 2


def draw_prompts(rng: random.Random, count: int) -> list[Prompted]:
    actions = rng.sample(ACTIONS, count)
    return [Prompted(a, START_S + WINDOW_S * i, START_S + WINDOW_S * (i + 1)) for i, a in enumerate(actions)]


def draw_capture(rng: random.Random) -> dict[str, Any]:
    width, height = rng.choice([(480, 640), (480, 640), (540, 960), (640, 480), (360, 480)])
    return {
        "seed": rng.randrange(10**6),
        "width": width,
        "height": height,
        "light": rng.choice([0.6, 0.8, 1.0, 1.3]),
        "distance": rng.choice([0.8, 1.0, 1.3]),
        "shake": rng.choice([0.5, 1.0, 2.5]),
        "noise": rng.choice([0.5, 1.0, 2.0]),
        "fps": rng.choice([15, 20, 24, 25, 30]),
        "bitrate_kbps": rng.choice([500, 1200, 2500]),
        "codec": rng.choice(["h264", "h264", "vp8", "vp9"]),
        "glasses": rng.random() < 0.2,
    }


class SetMaker:
    """Writes clips and their manifest into a folder."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        folder.mkdir(parents=True, exist_ok=True)
        self.manifest = folder / "manifest.json"
        written = json.loads(self.manifest.read_text("utf-8")) if self.manifest.is_file() else []
        self.entries: list[dict[str, Any]] = written
        self.models = load_models(models_folder())
        self.before: list[Image] = []  # the honest clip of the person before, for swaps
        for person in PEOPLE:
            (folder / f"{person.key}.jpg").write_bytes(portrait(person.key))

    def turn(self, number: int, person: str) -> None:
        """One person's turn of a round, unless the manifest has it already; all its clips or none."""
        if any(entry["turn"] == [number, person] for entry in self.entries):
            return
        rng = random.Random(f"{self.seed} {number} {person}")
        found = [*self._honest(rng, person), *self._faults(rng, person), *self._filmed(rng, person, number)]
        self.entries += [{**entry, "turn": [number, person]} for entry in found]
        partial = self.manifest.with_suffix(".part")
        partial.write_text(json.dumps(self.entries, indent=1), encoding="utf-8")
        partial.replace(self.manifest)

    def _entry(
        self,
        kind: str,
        person: str,
        video: bytes,
        prompts: Sequence[Prompted],
        portrait_of: str | None = None,
        seen: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        name = f"{kind}_{person}_{hash_of(video)}." + ("mp4" if video[4:8] == b"ftyp" else "webm")
        (self.folder / name).write_bytes(video)
        asked = [{"action": p.action, "from_s": p.from_s, "to_s": p.to_s} for p in prompts]
        entry = {"file": name, "portrait": f"{portrait_of or person}.jpg", "kind": kind, "person": person}
        return {**entry, "prompts": asked, "capture": seen or {}}

    def _honest(self, rng: random.Random, person: str) -> list[dict[str, Any]]:
        """Honest clips, the same with a stranger's portrait, and each forgery of the last of them."""
        made = []
        for _clip in range(HONEST_A_TURN):
            prompts, seen = draw_prompts(rng, rng.choice([2, 2, 3])), draw_capture(rng)
            video = perform(person, prompts, options=Capture(**seen))
            stranger = rng.choice([p.key for p in PEOPLE if p.key != person])
            made.append(self._entry("genuine", person, video, prompts, seen=seen))
            made.append(self._entry("other_person", person, video, prompts, stranger, seen))
        frames, fps = read_frames(video)
        frames = frames[:FORGED_FRAMES]
        ways = {**FORGERIES, "cut_out": with_holes(outlines(frames, self.models))}
        if self.before:
            ways["swap"] = continued_by(self.before)
        for kind, forgery in ways.items():
            forged = forgery(frames, np.random.default_rng(rng.randrange(10**6)))
            made.append(self._entry(kind, person, write_video(forged, fps), prompts, seen=seen))
        self.before = frames
        return made

    def _faults(self, rng: random.Random, person: str) -> list[dict[str, Any]]:
        """What was asked is done half, is another movement, or is not done at all."""
        asked, other = draw_prompts(rng, 2), draw_prompts(rng, 2)
        wrong = rng.choice([a for a in ACTIONS if a != asked[0].action])
        done = [Prompted(wrong, asked[0].from_s, asked[0].to_s), asked[1]]
        half = {**draw_capture(rng), "half_done": True}
        # Where a blink is what is missing, none may come by itself: that would be a blink.
        idle = asked[1].action != "blink"
        one = {**draw_capture(rng), "seconds": START_S + 2 * WINDOW_S + 0.5, "idle_blinks": idle}
        plain = {**draw_capture(rng), "idle_blinks": asked[0].action != "blink"}
        return [
            self._entry("half_done", person, perform(person, other, options=Capture(**half)), other, seen=half),
            self._entry("wrong", person, perform(person, done, options=Capture(**plain)), asked, seen=plain),
            self._entry("missing", person, perform(person, asked[:1], options=Capture(**one)), asked, seen=one),
        ]

    def _filmed(self, rng: random.Random, person: str, number: int) -> list[dict[str, Any]]:
        """The renderer's own attacks, which do what is asked as well as the attack allows."""
        made = []
        first = number * FILMED_A_TURN + [p.key for p in PEOPLE].index(person)
        for offset in range(FILMED_A_TURN):
            attack = FILMED[(first + offset * 3) % len(FILMED)]
            prompts, seen = draw_prompts(rng, 2), {**draw_capture(rng), "attack": attack}
            made.append(
                self._entry(f"filmed_{attack}", person, perform(person, prompts, options=Capture(**seen)), prompts)
            )
        return made


def hash_of(video: bytes) -> str:
    """A short name for a clip."""
    return hashlib.sha256(video).hexdigest()[:10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    maker = SetMaker(asked.folder, asked.seed)
    for number in range(asked.rounds):
        for person in PEOPLE:
            maker.turn(number, person.key)
            print(f"round {number + 1}, {person.key}: {len(maker.entries)} clips", flush=True)


if __name__ == "__main__":
    main()
