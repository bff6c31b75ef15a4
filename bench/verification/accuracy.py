"""Error rates of the judge on any folder of clips with a manifest.

    python -m bench.verification.accuracy FOLDER... [--engine default] [--without SIGNAL] [--out FOLDER]

Prints BPCER, APCER for each kind, FNMR and FMR with counts and 95 % intervals, and the time; writes every verdict
(`verdicts.jsonl`; a second run judges what is missing there) and the ROC of the attack score and of matching
(`roc.png`) to the folder `--out`.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.verification.clips import Clip, read_set
from bench.verification.matching import match_scores
from bench.verification.plot import draw_curves
from bench.verification.rates import Rate
from verification.engine import ENGINES, SIGNALS, Decision, EngineSettings, judge, prepare
from verification.weights.install import models_folder

HONEST = "genuine"
NO_ATTACK = {HONEST, "wrong", "half_done", "missing", "other_person"}


@dataclass(frozen=True)
class Judged:
    """What was noted of a clip's verdict: `kind`, and the JSON that `zhaoban judge` prints."""

    kind: str
    told: Mapping[str, Any]

    @property
    def decision(self) -> Decision:
        return Decision(self.told["verdict"])

    @property
    def attack(self) -> float:
        return float(self.told["attack"]["score"] or 0.0)


def judge_all(clips: Sequence[Clip], engine: str, settings: EngineSettings, log: Path) -> list[Judged]:
    """Every clip judged, each noted at once: a run that was cut goes on where it stopped."""
    known = {}
    if log.is_file():
        known = {entry["key"]: entry for entry in map(json.loads, log.read_text("utf-8").splitlines())}
    found = []
    with log.open("a", encoding="utf-8") as notes:
        for clip in clips:
            key = clip.key
            if key not in known:
                verdict = judge(clip.video, clip.photo, clip.challenge, settings, engine=engine)
                known[key] = {"key": key, "kind": clip.kind, "person": clip.person, **verdict.as_json()}
                notes.write(json.dumps(known[key], ensure_ascii=False) + "\n")
                notes.flush()
            found.append(Judged(clip.kind, known[key]))
    return found


def print_rates(judged: Sequence[Judged], settings: EngineSettings) -> None:
    """A review is neither a pass nor a refusal: it is counted apart. `seen`: the signals alone would have spoken."""
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_kind[one.kind].append(one)
    for kind in sorted(by_kind, key=lambda k: (k != HONEST, k not in NO_ATTACK, k)):
        found = by_kind[kind]
        passed = sum(one.decision is Decision.PASS for one in found)
        reviewed = sum(one.decision is Decision.REVIEW for one in found)
        seen = sum(one.attack >= settings.attack.review_at for one in found)
        if kind == HONEST:
            print(f"genuine {'passed':24} {Rate(passed, len(found))}")
            print(f"BPCER   {'refused':24} {Rate(len(found) - passed - reviewed, len(found))}")
            print(f"        {'sent to a person':24} {Rate(reviewed, len(found))}")
        else:
            print(f"APCER   {kind + ' passed':24} {Rate(passed, len(found))}  review {reviewed}, seen {seen}")


def print_matching(genuine: Sequence[float], impostor: Sequence[float], settings: EngineSettings) -> None:
    for limit in (settings.match.accept_at, settings.match.review_at):
        print(f"FNMR at {limit:.3f}                {Rate(sum(s < limit for s in genuine), len(genuine))}")
        print(f"FMR  at {limit:.3f}                {Rate(sum(s >= limit for s in impostor), len(impostor))}")


def print_cost(judged: Sequence[Judged]) -> None:
    shares = [j.told["cpu_s"] / j.told["video"]["duration_s"] for j in judged if j.told["video"]["duration_s"]]
    if shares:
        print(f"CPU seconds a second of video: median {np.median(shares):.3f}, 95th {np.quantile(shares, 0.95):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--engine", choices=ENGINES, default="default")
    parser.add_argument("--without", action="append", choices=SIGNALS, default=[])
    parser.add_argument("--out", type=Path, default=Path("var/bench"))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    prepare(models_folder())
    settings = EngineSettings(leave_out=tuple(asked.without))
    clips = [clip for folder in asked.folder for clip in read_set(folder)]
    judged = judge_all(clips, asked.engine, settings, asked.out / "verdicts.jsonl")
    print_rates(judged, settings)
    genuine, impostor = match_scores([clip for clip in clips if clip.kind == HONEST], settings)
    print_matching(genuine, impostor, settings)
    print_cost(judged)
    honest = [one.attack for one in judged if one.kind == HONEST]
    attacks = [one.attack for one in judged if one.kind not in NO_ATTACK]
    draw_curves(honest, attacks, genuine, impostor, asked.out / "roc.png")


if __name__ == "__main__":
    main()
