"""What a verdict costs, stage by stage, beside the plain face_recognition loop on the same clips in the same run.

    OPENBLAS_NUM_THREADS=1 python -m bench.verification.speed [--seconds 4 6 10] [--sides 480 720] [--plain-seconds 2]

One thread, as the judge's own processes have it; here numpy is loaded before the judge could ask for that.

The plain loop is what tutorials show: locations and landmarks of every frame, blinks by the eyes' aspect ratio, one
encoding. It is timed on the first `--plain-seconds` of each clip, because it takes minutes, and scaled up.
"""

import argparse
import time

import face_recognition
import numpy as np

from bench.verification.clips import read_frames
from sandbox.people import Capture, Prompted, perform, portrait
from verification.engine import Challenge, EngineSettings, judge, prepare
from verification.weights.install import models_folder

PERSON = "su"
ROUNDS = 3
SHAPES = {480: (480, 640), 720: (720, 1280)}
PROMPTS = [("blink", 0.3, 1.9), ("turn_left", 1.9, 3.6)]


def make_clip(seconds: float, side: int) -> bytes:
    width, height = SHAPES[side]
    asked = [Prompted(*prompt) for prompt in PROMPTS]
    return perform(PERSON, asked, options=Capture(width=width, height=height, fps=30, seconds=seconds, seed=4))


def plain_loop(video: bytes, seconds: float) -> tuple[float, float]:
    """CPU seconds of the loop for the whole clip, and the share of it that was really run."""
    frames, fps = read_frames(video)
    part = frames[: round(seconds * fps)]
    start = time.process_time()
    closed = 0
    for frame in part:
        rgb = np.ascontiguousarray(frame[:, :, ::-1])
        boxes = face_recognition.face_locations(rgb)
        for face in face_recognition.face_landmarks(rgb, boxes):
            closed += _aspect(face["left_eye"]) < 0.2 and _aspect(face["right_eye"]) < 0.2
    looped = time.process_time() - start
    start = time.process_time()
    face_recognition.face_encodings(np.ascontiguousarray(part[0][:, :, ::-1]))
    return looped * len(frames) / len(part) + time.process_time() - start, len(part) / len(frames)


def _aspect(eye: list[tuple[int, int]]) -> float:
    points = np.array(eye, float)
    upright = np.linalg.norm(points[1] - points[5]) + np.linalg.norm(points[2] - points[4])
    return float(upright / (2 * np.linalg.norm(points[0] - points[3])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, nargs="+", default=[4, 6, 10])
    parser.add_argument("--sides", type=int, nargs="+", choices=SHAPES, default=[480, 720])
    parser.add_argument("--plain-seconds", type=float, default=2.0)
    asked = parser.parse_args()
    prepare(models_folder())
    photo, challenge = (
        portrait(PERSON),
        Challenge.read([dict(zip(("action", "from_s", "to_s"), p, strict=True)) for p in PROMPTS]),
    )
    for side in asked.sides:
        for seconds in asked.seconds:
            video = make_clip(seconds, side)
            # Half before and half after the loop, for a shared machine is now faster, now slower.
            judge(video, photo, challenge, EngineSettings())
            verdicts = [judge(video, photo, challenge, EngineSettings()) for _again in range(ROUNDS)]
            other = judge(video, photo, challenge, EngineSettings(), engine="face_recognition")
            plain, share = plain_loop(video, asked.plain_seconds)
            verdicts += [judge(video, photo, challenge, EngineSettings()) for _again in range(ROUNDS)]
            verdict = sorted(verdicts, key=lambda one: one.cpu_s)[ROUNDS]
            stages = "  ".join(f"{name} {cost:.3f}" for name, cost in verdict.seconds.items())
            told = f"{verdict.cpu_s:.2f} CPU s, {verdict.wall_s:.2f} s wall ({verdict.decision.value})"
            print(f"{side}p {seconds:g} s: {told}")
            print(f"    {stages}")
            print(
                f"    face_recognition engine {other.cpu_s:.2f}; plain loop {plain:.1f} (measured on {share:.0%}), "
                f"{plain / verdict.cpu_s:.0f} times the default",
                flush=True,
            )


if __name__ == "__main__":
    main()
