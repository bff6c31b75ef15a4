"""Error rates of the judge on any folder of clips with a manifest.

    python -m bench.verification.accuracy FOLDER [--engine default] [--without SIGNAL] [--out FOLDER]

Prints BPCER, APCER for each kind, FNMR and FMR with counts and 95 % intervals, and the time; writes every verdict
(`verdicts.jsonl`) and the ROC of the attack score and of matching (`roc.png`) to the folder `--out`.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.verification.clips import Clip, read_set
from bench.verification.matching import match_scores
from bench.verification.plot import draw_curves
from bench.verification.rates import Rate
from verification.engine import ENGINES, SIGNALS, Decision, EngineSettings, Verdict, judge, prepare
from verification.weights.install import models_folder

HONEST = "genuine"
NO_ATTACK = {HONEST, "wrong", "half_done", "missing", "other_person"}


def judge_all(clips: Sequence[Clip], engine: str, settings: EngineSettings, out: Path) -> list[Verdict]:
    verdicts = []
    with (out / "verdicts.jsonl").open("w", encoding="utf-8") as log:
        for clip in clips:
            verdict = judge(clip.video, clip.photo, clip.challenge, settings, engine=engine)
            verdicts.append(verdict)
            told = {"file": clip.file, "kind": clip.kind, **verdict.as_json()}
            log.write(json.dumps(told, ensure_ascii=False) + "\n")
    return verdicts


def print_rates(clips: Sequence[Clip], verdicts: Sequence[Verdict]) -> None:
    """A review is neither a pass nor a refusal: it is counted apart."""
    by_kind: dict[str, list[Verdict]] = defaultdict(list)
    for clip, verdict in zip(clips, verdicts, strict=True):
        by_kind[clip.kind].append(verdict)
    for kind in sorted(by_kind, key=lambda k: (k != HONEST, k not in NO_ATTACK, k)):
        found = by_kind[kind]
        passed = sum(v.decision is Decision.PASS for v in found)
        reviewed = sum(v.decision is Decision.REVIEW for v in found)
        if kind == HONEST:
            print(f"BPCER {'refused':24} {Rate(len(found) - passed - reviewed, len(found))}")
            print(f"      {'sent to a person':24} {Rate(reviewed, len(found))}")
        else:
            print(f"APCER {kind + ' passed':24} {Rate(passed, len(found))}  review {reviewed}")


def print_matching(genuine: Sequence[float], impostor: Sequence[float], settings: EngineSettings) -> None:
    for limit in (settings.match.accept_at, settings.match.review_at):
        print(f"FNMR at {limit:.3f}                {Rate(sum(s < limit for s in genuine), len(genuine))}")
        print(f"FMR  at {limit:.3f}                {Rate(sum(s >= limit for s in impostor), len(impostor))}")


def print_cost(verdicts: Sequence[Verdict]) -> None:
    shares = [v.cpu_s / v.video.duration_s for v in verdicts if v.video.duration_s]
    if shares:
        print(f"CPU seconds a second of video: median {np.median(shares):.3f}, 95th {np.quantile(shares, 0.95):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=ENGINES, default="default")
    parser.add_argument("--without", action="append", choices=SIGNALS, default=[])
    parser.add_argument("--out", type=Path, default=Path("var/bench"))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    prepare(models_folder())
    settings = EngineSettings(leave_out=tuple(asked.without))
    clips = read_set(asked.folder)
    verdicts = judge_all(clips, asked.engine, settings, asked.out)
    print_rates(clips, verdicts)
    genuine, impostor = match_scores([clip for clip in clips if clip.kind == HONEST], settings)
    print_matching(genuine, impostor, settings)
    print_cost(verdicts)
    attack = {True: [0.0], False: [0.0]}
    for clip, verdict in zip(clips, verdicts, strict=True):
        if clip.kind == HONEST or clip.kind not in NO_ATTACK:
            attack[clip.kind == HONEST].append(verdict.attack.score or 0.0)
    draw_curves(attack[True][1:], attack[False][1:], genuine, impostor, asked.out / "roc.png")


if __name__ == "__main__":
    main()
