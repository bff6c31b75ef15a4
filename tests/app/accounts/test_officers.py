"""Sign-in of officers: password and a one-time code that works once; wrong tries wait, never for good."""

import asyncio
from datetime import datetime, timedelta

import pyotp
import pytest

from app.accounts import sessions
from app.accounts.models import Officer
from app.accounts.officers import sign_in_officer
from app.accounts.waiting import FREE_TRIES
from core.actors import Role
from core.errors import Invalid, TooMany
from tests.factories import NOW, PASSWORD, TOTP_SECRET, officer

pytestmark = pytest.mark.usefixtures("database")


def _code(at: datetime = NOW) -> str:
    return pyotp.TOTP(TOTP_SECRET).at(at)


async def _enter(password: str = PASSWORD, totp: str | None = None, at: datetime = NOW):  # type: ignore[no-untyped-def]
    return await sign_in_officer("xu", password, totp or _code(at), device_id="desk", now=at)


async def test_password_and_code_open_a_session_with_the_officers_roles_and_office() -> None:
    await officer(Role.REVIEWER, username="xu")
    token, _, _ = await _enter()
    actor = await sessions.authenticate(token, now=NOW)
    assert actor is not None
    assert (actor.roles, actor.office) == ({Role.REVIEWER}, "990122")


async def test_a_code_works_once_even_at_once() -> None:
    await officer(Role.REVIEWER, username="xu")
    results = await asyncio.gather(*(_enter() for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(result, Invalid) for result in results) == 2


async def test_a_neighbouring_code_is_accepted_for_a_slow_clock_and_an_older_one_is_not() -> None:
    await officer(Role.REVIEWER, username="xu")
    await _enter(totp=_code(NOW - timedelta(seconds=30)))
    with pytest.raises(Invalid):
        await _enter(totp=_code(NOW - timedelta(seconds=90)))


async def test_every_wrong_part_gets_the_same_answer() -> None:
    await officer(Role.REVIEWER, username="xu")
    answers = []
    for attempt in (
        _enter(password="wrong"),
        _enter(totp="000000"),
        sign_in_officer("nobody", "x", "000000", device_id="d", now=NOW),
    ):
        with pytest.raises(Invalid) as refused:
            await attempt
        answers.append(refused.value.problems)
    assert answers[0] == answers[1] == answers[2]


async def test_wrong_tries_wait_longer_each_time_and_a_right_one_forgets_them() -> None:
    await officer(Role.REVIEWER, username="xu")
    for _ in range(FREE_TRIES):
        with pytest.raises(Invalid):
            await _enter(password="wrong")
    with pytest.raises(TooMany) as waiting:
        await _enter()
    later = NOW + timedelta(seconds=waiting.value.retry_after_s or 0)
    await _enter(at=later)
    assert (await Officer.get(username="xu")).failed_tries == 0


async def test_guesses_that_come_all_at_once_are_counted_one_by_one() -> None:
    await officer(Role.REVIEWER, username="xu")
    guesses = (_enter(totp=f"{number:06d}") for number in range(FREE_TRIES + 4))
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(each, TooMany) for each in answers) >= 4
    with pytest.raises(TooMany):
        await _enter()


async def test_a_stranger_who_knows_the_user_name_keeps_nobody_from_their_own_desk() -> None:
    await officer(Role.REVIEWER, username="xu")
    await _enter()
    later = NOW + timedelta(minutes=5)
    for _ in range(FREE_TRIES):
        with pytest.raises(Invalid):
            await sign_in_officer("xu", "wrong", "000000", device_id="elsewhere", now=later)
    with pytest.raises(TooMany):
        await sign_in_officer("xu", PASSWORD, _code(later), device_id="elsewhere", now=later)
    _, session, _ = await _enter(at=later)
    assert session.device_id == "desk"


async def test_wrong_tries_on_a_known_device_wait_as_well() -> None:
    await officer(Role.REVIEWER, username="xu")
    await _enter()
    for _ in range(FREE_TRIES):
        with pytest.raises(Invalid):
            await _enter(password="wrong")
    with pytest.raises(TooMany):
        await _enter(at=NOW + timedelta(seconds=30))


async def test_a_retired_officer_stays_out() -> None:
    await officer(Role.REVIEWER, username="xu")
    token, _, _ = await _enter()
    await Officer.filter(username="xu").update(active=False)
    assert await sessions.authenticate(token, now=NOW) is None
    with pytest.raises(Invalid):
        await _enter(at=NOW + timedelta(minutes=1))
