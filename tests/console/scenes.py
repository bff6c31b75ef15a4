"""Filings at the turns of an officer's day: one that was corrected, one that nobody is sure of, one that was disputed.

Where the product asks the judge for a verdict, these people hand in one that the judge could have given.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import cv2
import numpy as np
import typst
from tortoise.connection import get_connections

from app.accounts.models import Officer
from app.applications.dispute import say_not_me
from app.applications.models import Application
from app.applications.submit import submit_for_verification
from app.review.claim import claim
from app.review.correct import Point, require_correction
from core import clock
from core.actors import Actor, Role
from core.states import move
from sandbox.people import PEOPLE
from tests.filings import Filing, a_draft, passed, person
from tests.jobs_runner import run_jobs
from verification.channels.book import book
from verification.channels.hand_in import hand_in
from verification.conclude import Judged, conclude
from verification.consent import VERSION, give_consent
from verification.engine.verdict import (
    ActionResult,
    AttackResult,
    Decision,
    Evidence,
    Finding,
    MatchResult,
    Verdict,
)
from verification.models import VerificationAttempt, VerificationTask
from verification.open import open_invitation
from verification.reasons import Reason
from verification.start import start_attempt
from verification.states import AttemptAction, VerificationChannel, VerificationRisk
from verification.upload import store_part

RESIDENT = next(each for each in PEOPLE if each.key == "su")
"""Of the sandbox's population register, so that an officer finds a portrait."""
LEFT = "SELECT count(*) AS n FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND scheduled_at IS NULL"
PATIENCE_S = 60.0
OTHER_PHONE = "13800000009"
SIGNALS = {"texture": 0.12, "planar": 0.31, "screen": 0.08, "continuity": None, "cutout": 0.05, "swap": 0.02}


async def settle() -> None:
    """Until no job is left, whoever works it off: this process, or a worker beside it."""
    give_up = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        await run_jobs()
        rows = await get_connections().get("default").execute_query_dict(LEFT)
        if not rows[0]["n"] or asyncio.get_running_loop().time() > give_up:
            return
        await asyncio.sleep(0.1)


async def filed(trade_name: str) -> Filing:
    """One filing that everybody has signed; its second person is a resident of the sandbox's register."""
    filing = await _submitted(trade_name)
    for key in filing.people:
        await _agree(filing, key)
    return filing


async def returned(trade_name: str, officer: str) -> Filing:
    """Filed, returned once by an officer of the sample, corrected, signed again by those it concerned, filed anew."""
    filing, by = await filed(trade_name), await sample_officer(officer)
    await claim(filing.id, by=by, now=clock.now())
    points = [Point("CP-01", "capital", "请与章程核对。"), Point("PS-01", "people.p3.name", "请按身份证填写。")]
    await require_correction(filing.id, points, "其余内容无需改动。", by=by, now=clock.now())
    await settle()
    await answer(filing)
    return filing


async def answer(filing: Filing) -> None:
    """The applicant corrects what was asked, and a little more; everybody whom it concerns signs again."""
    await filing.save(
        capital={"registered_fen": 120_000_000},
        shareholders={"p1": {"subscribed_fen": 80_000_000}},
        people={"p3": {"name": "陈渔舟", "phone": OTHER_PHONE}},
    )
    filing.people["p3"] = await person(OTHER_PHONE)
    await submit_for_verification(filing.id, by=filing.founder, now=clock.now())
    await settle()
    for key in filing.people:
        if (await filing.signature(key)).state != "SIGNED":
            await _agree(filing, key)


async def by_number(number: str) -> Filing:
    """A filing of the running system taken up again by its number, with the people who are in it."""
    application = await Application.get(number=number)
    people = {key: await person(each["phone"]) for key, each in application.content["people"].items()}
    nobody = Actor(uuid4())
    return Filing(application, people, nobody, nobody, nobody)


async def elsewhere(trade_name: str) -> tuple[Filing, str]:
    """Each chose another door: a recorded statement and a notary's document are there, the third will come to the
    window with this code. Whoever sent the document had shown signs of an attack before, so the risk is high.
    """
    filing = await _submitted(trade_name)
    notary = await _book(filing, "p1", VerificationChannel.NOTARY)
    await hand_in(notary.id, bytewise(notarys_document()), "application/pdf", by=filing.founder, now=clock.now())
    await VerificationTask.filter(id=notary.task_id).update(risk=VerificationRisk.HIGH)
    statement = await _book(filing, "p2", VerificationChannel.VIDEO_OFFICER)
    await hand_in(statement.id, bytewise(video()), "video/webm", by=filing.people["p2"], now=clock.now())
    window = await _book(filing, "p3", VerificationChannel.WINDOW)
    return filing, str(window.code)


async def borderline(trade_name: str, officer: str) -> Filing:
    """Returned and corrected; of one who proves themselves anew the face check leaves it to an officer."""
    filing, by = await filed(trade_name), await sample_officer(officer)
    await claim(filing.id, by=by, now=clock.now())
    await require_correction(filing.id, [Point("CP-01", "capital", "")], "", by=by, now=clock.now())
    await settle()
    await filing.save(capital={"registered_fen": 120_000_000}, shareholders={"p1": {"subscribed_fen": 80_000_000}})
    await submit_for_verification(filing.id, by=filing.founder, now=clock.now())
    await settle()
    await _film(filing, "p2", unsure())
    return filing


async def disputed(trade_name: str) -> Filing:
    """Filed and stopped, because somebody named in it says “not me”."""
    filing = await filed(trade_name)
    await say_not_me((await filing.task("p3")).code, by=filing.people["p3"], now=clock.now())
    await settle()
    return filing


async def too_late(filing: Filing) -> None:
    """Somebody named in a decided filing says “not me”: there is nothing left to stop, and officers are told."""
    await say_not_me((await filing.task("p3")).code, by=filing.people["p3"], now=clock.now())
    await settle()


async def sample_officer(username: str) -> Actor:
    """One of the officers whom `zhaoban seed` plants."""
    row = await Officer.get(username=username)
    return Actor(row.id, frozenset(Role(each) for each in row.roles), uuid4(), "desk", office=row.office)


async def _submitted(trade_name: str) -> Filing:
    second = {"name": RESIDENT.name, "id_number": RESIDENT.id_number}
    filing = await a_draft(name={"trade_name": trade_name}, people={"p2": second})
    await submit_for_verification(filing.id, by=filing.founder, now=clock.now())
    await settle()
    return filing


async def _agree(filing: Filing, key: str) -> None:
    await _film(filing, key, sure())
    await filing.sign_without_jobs(key)
    await settle()


async def _opened(filing: Filing, key: str) -> VerificationTask:
    return await open_invitation((await filing.task(key)).code, by=filing.people[key], now=clock.now())


async def _film(filing: Filing, key: str, verdict: Verdict) -> VerificationAttempt:
    task, by = await _opened(filing, key), filing.people[key]
    if task.state == "OPENED":
        await give_consent(task.id, VERSION, by=by, now=clock.now())
    attempt = await start_attempt(task.id, by=by, now=clock.now())
    await store_part(attempt.id, 0, bytewise(video()), "video/webm", by=by, now=clock.now())
    await move(attempt, AttemptAction.SUBMIT, by=by, now=clock.now())
    done = tuple(ActionResult(action, True, 1.5 + 2.4 * n) for n, action in enumerate(attempt.actions))
    await conclude(attempt.id, Judged(replace(verdict, actions=done), uuid4().hex * 2, "sample", 4.2), now=clock.now())
    await settle()
    return attempt


async def _book(filing: Filing, key: str, channel: VerificationChannel) -> Any:
    task = await _opened(filing, key)
    appointment, _ = await book(task.id, channel, "", by=filing.people[key], now=clock.now())
    return appointment


def notarys_document() -> bytes:
    """A page that says what it stands for."""
    return bytes(typst.compile("#set page(width: 148mm, height: 210mm)\n= 公证书（样本）".encode()))


def sure() -> Verdict:
    """A clear pass, with the frame that is kept of it."""
    return replace(passed(), evidence=Evidence(2.0, frame()), attack=AttackResult(0.09, SIGNALS, ("texture",)))


def unsure() -> Verdict:
    """Alike, but not alike enough: an officer must look."""
    verdict = replace(sure(), match=MatchResult(0.401, 0.45, 0.363), decision=Decision.REVIEW)
    return replace(verdict, findings=(Finding(Reason.NOT_MATCH, 1.0, 6.5, Decision.REVIEW),))


def frame() -> bytes:
    """A grey card in the size of an evidence frame; no face is needed to test who may see one."""
    shade = np.linspace(90, 200, 480, dtype=np.uint8)[:, None, None]
    return bytes(cv2.imencode(".jpg", np.broadcast_to(shade, (480, 360, 3)))[1].tobytes())


def video() -> bytes:
    """Two seconds that get lighter, in a form that browsers play."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.webm"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"VP80"), 10, (160, 200))
        for number in range(20):
            writer.write(np.full((200, 160, 3), 90 + 4 * number, np.uint8))
        writer.release()
        return path.read_bytes()


async def bytewise(data: bytes) -> AsyncIterator[bytes]:
    yield data
