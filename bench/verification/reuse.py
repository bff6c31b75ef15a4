"""How alike are two recordings? The same challenge answered twice, against one recording filmed or coded again.

    python -m bench.verification.reuse [--people 4]

Prints the likeness (`verification.movement`) of each pair and how many lie on the wrong side of its limit.
"""

import argparse
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from bench.verification.clips import Image, read_frames, write_video
from bench.verification.forgeries import FORGERIES
from bench.verification.make_set import ACTIONS
from sandbox.people import PEOPLE, Capture, Prompted, perform
from verification.engine import EngineSettings, prepare
from verification.engine.decode import Tally
from verification.engine.decode import read_frames as sampled
from verification.engine.models import models
from verification.engine.signature import sign_movement
from verification.engine.watch import watch
from verification.movement import SAME_RECORDING, likeness
from verification.weights.install import models_folder


def coded_again(frames: Sequence[Image], fps: int) -> bytes:
    """Smaller, and a third of the bit rate."""
    return write_video([np.asarray(cv2.resize(f, None, fx=0.6, fy=0.6), np.uint8) for f in frames], fps, kbps=400)


def darker_and_later(frames: Sequence[Image], fps: int) -> bytes:
    """The first half second cut off, two thirds of the light."""
    return write_video([np.asarray(f * 0.65, np.uint8) for f in frames[fps // 2 :]], fps)


def filmed_again(frames: Sequence[Image], fps: int) -> bytes:
    """From a fine screen, held still before another camera."""
    return write_video(FORGERIES["replay_fine"](frames, np.random.default_rng(5)), fps)


def hand_filmed(frames: Sequence[Image], fps: int) -> bytes:
    """From a screen, both held by hand."""
    return write_video(FORGERIES["replay"](frames, np.random.default_rng(6)), fps)


AGAIN: tuple[Callable[[Sequence[Image], int], bytes], ...] = (coded_again, darker_and_later, filmed_again, hand_filmed)


def course(video: bytes) -> bytes:
    settings = EngineSettings()
    frames = sampled(video, settings.limits, settings.sampling, Tally())
    return sign_movement(watch(frames, models(), settings))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=4)
    asked = parser.parse_args()
    prepare(models_folder())
    wrong = {"suspected": 0, "missed": 0, "twice": 0, "again": 0}
    for number, person in enumerate(PEOPLE[: asked.people]):
        chosen = (ACTIONS[number % 5], ACTIONS[(number + 1) % 5])
        prompts = [Prompted(action, 0.5 + 2.5 * n, 3.0 + 2.5 * n) for n, action in enumerate(chosen)]
        first, second = (perform(person.key, prompts, options=Capture(fps=24, seed=seed)) for seed in (11, 12))
        own = course(first)
        twice = likeness(own, course(second))
        frames, fps = read_frames(first)
        again = {way.__name__: likeness(own, course(way(frames, fps))) for way in AGAIN}
        wrong["suspected"] += twice >= SAME_RECORDING
        wrong["missed"] += sum(value < SAME_RECORDING for value in again.values())
        wrong["twice"] += 1
        wrong["again"] += len(again)
        told = ", ".join(f"{name} {value:.2f}" for name, value in again.items())
        print(f"{person.key} {' and '.join(chosen)}: done twice {twice:.2f}; {told}", flush=True)
    print(
        f"limit {SAME_RECORDING}: {wrong['suspected']} of {wrong['twice']} honest repetitions suspected, "
        f"{wrong['missed']} of {wrong['again']} recordings of recordings missed"
    )


if __name__ == "__main__":
    main()
