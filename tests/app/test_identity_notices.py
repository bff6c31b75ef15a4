"""Whoever waits at the telephone reads the verdict there; whoever an officer decided on is called back."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from core import clock
from core.clock import legal_date
from core.states import move
from notifications.models import Message
from tests.filings import Filing, an_invited_filing, passed
from tests.jobs_runner import run_jobs
from verification.conclude import Judged, conclude
from verification.consent import VERSION, give_consent
from verification.engine.verdict import Decision
from verification.models import VerificationAttempt
from verification.open import open_invitation
from verification.retention import lapse_reviews
from verification.reviews import decide_review
from verification.start import start_attempt
from verification.states import AttemptAction


async def referred() -> tuple[Filing, VerificationAttempt]:
    """The second shareholder's video left a doubt."""
    filing = await an_invited_filing()
    who, now = filing.people["p2"], clock.now()
    task = await open_invitation((await filing.task("p2")).code, by=who, now=now)
    await give_consent(task.id, VERSION, by=who, now=now)
    attempt = await start_attempt(task.id, by=who, now=now)
    await move(attempt, AttemptAction.SUBMIT, by=who, now=now)
    doubtful = replace(passed(), decision=Decision.REVIEW)
    await conclude(attempt.id, Judged(doubtful, uuid4().hex * 2, "test", 0.1), now=now)
    await run_jobs()
    return filing, attempt


async def told(filing: Filing, text: str) -> list[str]:
    """By which channels p2, and nobody else, was told."""
    messages = await Message.filter(subject=filing.application.subject, template=text).order_by("channel")
    assert {each.account_id for each in messages} <= {filing.people["p2"].id}
    return [each.channel.value for each in messages]


async def test_whom_an_officer_will_look_at_is_told_so(database):
    filing, _ = await referred()
    assert await told(filing, "identity_referred") == ["inbox"]


async def test_whom_an_officer_accepted_is_called_back_to_sign_and_can(database):
    filing, attempt = await referred()
    await decide_review(attempt.id, accept=True, ground="SAME_PERSON", comment="", by=filing.reviewer, now=clock.now())
    await run_jobs()
    assert await told(filing, "identity_accepted") == ["inbox", "sms"]
    assert await told(filing, "identity_confirmed") == []
    message = await Message.get(template="identity_accepted", channel="inbox")
    task = await filing.task("p2")
    assert (message.params or {})["until"] == legal_date(task.passed_until - timedelta(seconds=1)).isoformat()
    await filing.sign("p2", now=task.passed_until - timedelta(minutes=1))


async def test_whom_an_officer_declined_is_called_back_to_try_anew(database):
    filing, attempt = await referred()
    await decide_review(attempt.id, accept=False, ground="NOT_CLEAR", comment="", by=filing.reviewer, now=clock.now())
    await run_jobs()
    assert await told(filing, "identity_declined") == ["inbox", "sms"]
    assert await told(filing, "identity_failed") == []


async def test_whom_no_officer_looked_at_in_time_is_called_back_too(database):
    filing, _ = await referred()
    await lapse_reviews(clock.now() + timedelta(days=30))
    await run_jobs()
    assert await told(filing, "identity_declined") == ["inbox", "sms"]


@pytest.mark.parametrize("twice", [1, 2])
async def test_who_is_at_the_telephone_finds_the_verdict_in_the_inbox_alone(database, twice):
    filing = await an_invited_filing()
    for _ in range(twice):
        await filing.prove("p2")
    assert await told(filing, "identity_confirmed") == ["inbox"] * twice
