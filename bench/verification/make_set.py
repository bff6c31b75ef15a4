"""Make a labelled set of rendered people: honest, wrong, half done, and attacked.

    python -m bench.verification.make_set FOLDER --clips 5 --seed 1

Everything about a clip (person, challenge, light, distance, shake, rate, bit rate, codec, spectacles) is drawn from the
seed, so that a set can be made again and nobody has to store faces.
"""

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from bench.verification import forge
from bench.verification.clips import read_frames, write_video
from sandbox.people import PEOPLE, Capture, Prompted, perform, portrait

ACTIONS = ("blink", "nod", "mouth", "turn_left", "turn_right")
WINDOW_S, START_S = 2.5, 0.5
FORGED_FRAMES = 150


def draw_prompts(rng: random.Random, count: int) -> list[Prompted]:
    actions = rng.sample(ACTIONS, count)
    return [Prompted(a, START_S + WINDOW_S * i, START_S + WINDOW_S * (i + 1)) for i, a in enumerate(actions)]


def draw_capture(rng: random.Random) -> dict[str, Any]:
    return {
        "seed": rng.randrange(10**6),
        "light": rng.choice([0.6, 1.0, 1.3]),
        "distance": rng.choice([0.8, 1.0, 1.3]),
        "shake": rng.choice([0.5, 1.0, 2.5]),
        "fps": rng.choice([15, 24, 30]),
        "bitrate_kbps": rng.choice([500, 1200, 2500]),
        "codec": rng.choice(["h264", "vp8", "vp9"]),
        "glasses": rng.random() < 0.2,
    }


class SetMaker:
    """Writes clips and their manifest into a folder."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.rng = folder, random.Random(seed)
        self.entries: list[dict[str, Any]] = []
        folder.mkdir(parents=True, exist_ok=True)
        for person in PEOPLE:
            (folder / f"{person.key}.jpg").write_bytes(portrait(person.key))

    def add(
        self, kind: str, person: str, video: bytes, prompts: list[Prompted], portrait_of: str | None = None
    ) -> None:
        name = f"{kind}_{person}_{len(self.entries):04}." + ("mp4" if video[4:8] == b"ftyp" else "webm")
        (self.folder / name).write_bytes(video)
        asked = [{"action": p.action, "from_s": p.from_s, "to_s": p.to_s} for p in prompts]
        entry = {"file": name, "portrait": f"{portrait_of or person}.jpg", "kind": kind, "person": person}
        self.entries.append({**entry, "prompts": asked})
        (self.folder / "manifest.json").write_text(json.dumps(self.entries, indent=1), encoding="utf-8")

    def round(self, person: str) -> None:
        """One honest clip, one of each fault, and one of each forgery of the honest clip."""
        rng, prompts = self.rng, draw_prompts(self.rng, self.rng.choice([2, 3]))
        honest = perform(person, prompts, options=Capture(**draw_capture(rng)))
        self.add("genuine", person, honest, prompts)
        stranger = rng.choice([p.key for p in PEOPLE if p.key != person])
        self.add("other_person", person, honest, prompts, portrait_of=stranger)
        half = draw_prompts(rng, 2)
        self.add("half_done", person, perform(person, half, options=Capture(half_done=True, **draw_capture(rng))), half)
        asked = draw_prompts(rng, 2)
        other = rng.choice([a for a in ACTIONS if a != asked[0].action])
        done = [Prompted(other, asked[0].from_s, asked[0].to_s), asked[1]]
        self.add("wrong", person, perform(person, done, options=Capture(**draw_capture(rng))), asked)
        self.add(
            "missing", person, perform(person, asked[:1], options=Capture(seconds=5.5, **draw_capture(rng))), asked
        )
        frames, fps = read_frames(honest)
        for kind, forgery in forge.FORGERIES.items():
            made = forgery(frames[:FORGED_FRAMES], np.random.default_rng(rng.randrange(10**6)))
            self.add(kind, person, write_video(made, fps), prompts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=5, help="rounds for each person")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    maker = SetMaker(asked.folder, asked.seed)
    for _round in range(asked.clips):
        for person in PEOPLE:
            maker.round(person.key)
            print(f"{len(maker.entries)} clips", flush=True)


if __name__ == "__main__":
    main()
