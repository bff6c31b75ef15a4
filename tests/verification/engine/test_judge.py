"""The whole judge on one rendered person, and the command line's contract."""

import json
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from verification.command import cli
from verification.engine import (
    SIGNALS,
    Challenge,
    Decision,
    EngineSettings,
    Prompt,
    Verdict,
    engine_named,
    judge,
    prepare,
)
from verification.engine.match import BadPortrait, decode_portrait, embed_portrait
from verification.engine.models import Models
from verification.engine.settings import Limits, Match
from verification.reasons import Reason
from verification.weights.install import models_folder

ASKED = Challenge.read(
    [{"action": "blink", "from_s": 0.3, "to_s": 2.0}, {"action": "turn_left", "from_s": 2.0, "to_s": 4.3}]
)
# A rendered person is a warped photograph; a texture network may call it one.
RENDERED = EngineSettings(leave_out=("texture",))


@pytest.fixture(scope="module", autouse=True)
def prepared(models: Models) -> None:
    prepare(models_folder())


@pytest.fixture(scope="module")
def passed(performance: bytes, portraits: dict[str, bytes]) -> Verdict:
    return judge(performance, portraits["su"], ASKED, RENDERED)


def test_a_person_who_does_what_is_asked_passes(passed: Verdict) -> None:
    assert passed.decision is Decision.PASS, passed.findings
    assert [(a.action, a.passed) for a in passed.actions] == [("blink", True), ("turn_left", True)]
    assert passed.match.score is not None
    assert passed.match.score > passed.match.accept_at
    assert passed.evidence is not None
    assert passed.evidence.jpeg.startswith(b"\xff\xd8")
    assert set(passed.attack.signals) == set(SIGNALS)
    assert passed.attack.left_out == ("texture",)


def test_a_verdict_can_be_pickled_and_printed(passed: Verdict) -> None:
    assert pickle.loads(pickle.dumps(passed)) == passed  # noqa: S301
    printed = json.loads(json.dumps(passed.as_json()))
    keys = {"verdict", "reasons", "engine", "actions", "match", "attack", "video", "cpu_s", "wall_s"}
    assert keys <= set(printed)
    assert {"frames", "fps", "duration_s", "width", "height"} <= set(printed["video"])


def test_the_same_video_gives_the_same_verdict_in_another_process(
    passed: Verdict, performance: bytes, portraits: dict[str, bytes]
) -> None:
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=prepare, initargs=(models_folder(),)) as pool:
        again = pool.submit(judge, performance, portraits["su"], ASKED, RENDERED).result()
    assert (again.decision, again.match.score, again.signature) == (
        passed.decision,
        passed.match.score,
        passed.signature,
    )


def test_another_persons_portrait_fails(performance: bytes, portraits: dict[str, bytes]) -> None:
    verdict = judge(performance, portraits["bai"], ASKED, RENDERED)
    assert verdict.decision is Decision.FAIL
    assert [finding.reason for finding in verdict.findings] == [Reason.NOT_MATCH]


def test_another_challenge_fails_and_names_the_seconds(performance: bytes, portraits: dict[str, bytes]) -> None:
    other = Challenge(
        (Prompt(ASKED.prompts[0].action, 0.3, 2.0), Prompt(type(ASKED.prompts[0].action).TURN_RIGHT, 2.0, 4.3))
    )
    verdict = judge(performance, portraits["su"], other, RENDERED)
    assert verdict.decision is Decision.FAIL
    (finding,) = verdict.findings
    assert finding.reason is Reason.WRONG_ACTION
    assert finding.from_s is not None
    assert 2.0 <= finding.from_s <= 4.3


def test_a_still_picture_fails(performance: bytes, portraits: dict[str, bytes], encode: Callable[..., bytes]) -> None:
    with av.open(BytesIO(performance)) as container:
        first = next(container.decode(video=0)).to_ndarray(format="bgr24")
    verdict = judge(encode([first] * 75), portraits["su"], ASKED, RENDERED)
    assert verdict.decision is Decision.FAIL
    assert Reason.REPLAY_SUSPECTED in [finding.reason for finding in verdict.findings]


def test_a_portrait_that_is_no_picture_is_unreadable_input(performance: bytes) -> None:
    verdict = judge(performance, b"no picture", ASKED, RENDERED)
    assert (verdict.readable, verdict.decision) == (False, Decision.FAIL)


def test_a_portrait_without_a_face_has_its_own_reason(performance: bytes) -> None:
    _ok, blank = cv2.imencode(".png", np.full((200, 200, 3), 128, np.uint8))
    verdict = judge(performance, blank.tobytes(), ASKED, RENDERED)
    assert [finding.reason for finding in verdict.findings] == [Reason.POOR_REFERENCE_PHOTO]
    assert verdict.readable


def test_a_portrait_of_two_is_none_and_a_neighbour_whom_its_edge_cuts_off_does_not_count(
    models: Models, portraits: dict[str, bytes]
) -> None:
    one, other = (decode_portrait(portraits[key], Limits()) for key in ("su", "bai"))
    other = cv2.resize(other, None, fx=one.shape[0] / other.shape[0], fy=one.shape[0] / other.shape[0])
    with pytest.raises(BadPortrait) as several:
        embed_portrait(np.hstack([one, other]), models, Match())
    assert several.value.finding.note == "several faces"
    small = cv2.resize(other, None, fx=0.7, fy=0.7)
    beside = np.full((one.shape[0], int(0.45 * small.shape[1]), 3), 200, np.uint8)
    beside[: small.shape[0]] = small[:, : beside.shape[1]]
    assert embed_portrait(np.hstack([one, beside]), models, Match()) @ embed_portrait(one, models, Match()) > 0.9


def test_a_portrait_supplied_by_the_person_reaches_review_at_most(
    performance: bytes, portraits: dict[str, bytes]
) -> None:
    settings = EngineSettings(leave_out=("texture",), at_best=Decision.REVIEW)
    assert judge(performance, portraits["su"], ASKED, settings).decision is Decision.REVIEW


def test_face_recognition_is_a_whole_engine_that_never_passes_alone(
    performance: bytes, portraits: dict[str, bytes]
) -> None:
    verdict = judge(performance, portraits["su"], ASKED, RENDERED, engine="face_recognition")
    assert verdict.engine == "face_recognition"
    assert verdict.decision is not Decision.PASS
    assert verdict.actions[0].passed
    assert verdict.match.score is not None


def test_an_unknown_engine_is_named_as_such() -> None:
    with pytest.raises(ValueError, match="no such engine"):
        engine_named("oracle")


def test_the_command_prints_one_object_and_its_status_tells_the_verdict(
    tmp_path: Path, performance: bytes, portraits: dict[str, bytes]
) -> None:
    (tmp_path / "video.mp4").write_bytes(performance)
    (tmp_path / "face.jpg").write_bytes(portraits["su"])
    (tmp_path / "junk.mp4").write_bytes(b"junk")
    prompts = [{"action": p.action, "from_s": p.from_s, "to_s": p.to_s} for p in ASKED.prompts]
    (tmp_path / "prompts.json").write_text(json.dumps(prompts))

    def run(video: str, *options: str) -> tuple[int, dict[str, object]]:
        arguments = ["judge", str(tmp_path / video), "--portrait", str(tmp_path / "face.jpg"), "--json", *options]
        result = CliRunner().invoke(cli, arguments)
        return result.exit_code, json.loads(result.stdout)

    (tmp_path / "deep.json").write_text("[" * 100_000)
    timed = ("--prompts", str(tmp_path / "prompts.json"), "--without", "texture")
    assert run("video.mp4", *timed)[0] == 0
    status, told = run("video.mp4", "--actions", "nod")
    assert (status, told["verdict"]) == (1, "fail")
    for arguments in [
        ("junk.mp4", *timed),
        ("absent.mp4", *timed),
        ("video.mp4", "--actions", "dance"),
        ("video.mp4", "--prompts", str(tmp_path / "deep.json")),
        ("video.mp4",),
        ("video.mp4", *timed, "--actions", "nod"),
    ]:
        status, told = run(*arguments)
        assert (status, told["verdict"], told["reasons"]) == (2, "fail", ["UNREADABLE"])
    (tmp_path / "face.jpg").write_bytes(b"junk")
    status, told = run("video.mp4", *timed)
    assert (status, told["reasons"]) == (2, ["POOR_REFERENCE_PHOTO"])
    refused = run("video.mp4", "--actions", "dance", "--engine", "face_recognition")
    assert (refused[0], refused[1]["engine"]) == (2, "face_recognition")
