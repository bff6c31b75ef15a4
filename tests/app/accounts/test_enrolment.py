"""A new officer's keys: one link, one password, one authenticator, ten recovery codes that work once each."""

from datetime import timedelta

import pyotp
import pytest

from app.accounts.change_password import change_password
from app.accounts.enrol_officer import LASTS, complete_enrolment, show_enrolment
from app.accounts.models import Officer, Session
from app.accounts.officers import sign_in_officer
from app.administration.officers import change_officer, invite_officer
from core import clock
from core.actors import Actor, Role
from core.errors import Conflict, Invalid, NotFound
from tests.filings import OFFICE, officer

PASSWORD = "seven 青山 lanterns"


async def enrolled() -> tuple[Officer, list[str], Actor]:
    administrator = await officer(Role.ADMINISTRATOR)
    now = clock.now()
    _, code, _ = await invite_officer("xinyue", "江新月", OFFICE, [Role.REVIEWER], by=administrator, now=now)
    with pytest.raises(NotFound):
        await show_enrolment(code, now=now + LASTS + timedelta(seconds=1))
    _, offer = await show_enrolment(code, now=now)
    totp = pyotp.TOTP(offer.secret).at(now)
    for weak in ("short", "aaaaaaaaaaaaaaaa", "my name is xinyue"):
        with pytest.raises(Invalid):
            await complete_enrolment(code, weak, totp, now=now)
    made, codes = await complete_enrolment(code, PASSWORD, totp, now=now)
    with pytest.raises(NotFound):
        await complete_enrolment(code, PASSWORD, totp, now=now)
    return made, codes, administrator


async def test_a_recovery_code_opens_the_door_once(database: None) -> None:
    _, codes, _ = await enrolled()
    assert len(set(codes)) == 10
    await sign_in_officer("xinyue", PASSWORD, codes[0].lower(), device_id="desk-one", now=clock.now())
    with pytest.raises(Invalid):
        await sign_in_officer("xinyue", PASSWORD, codes[0], device_id="desk-one", now=clock.now())


async def test_a_new_password_ends_every_other_session(database: None) -> None:
    made, codes, _ = await enrolled()
    _, first, _ = await sign_in_officer("xinyue", PASSWORD, codes[0], device_id="desk-one", now=clock.now())
    _, second, _ = await sign_in_officer("xinyue", PASSWORD, codes[1], device_id="desk-two", now=clock.now())
    me = Actor(made.id, frozenset({Role.REVIEWER}), second.id, "desk-two", office=OFFICE)
    with pytest.raises(Invalid):
        await change_password("not my password", "another 长长 password", by=me, now=clock.now())
    await change_password(PASSWORD, "another 长长 password", by=me, now=clock.now())
    alive = await Session.filter(officer_id=made.id, revoked_at=None).values_list("id", flat=True)
    assert list(alive) == [second.id] != [first.id]


async def test_an_administrator_cannot_lock_themselves_out_and_suspends_others_at_once(database: None) -> None:
    made, codes, administrator = await enrolled()
    await sign_in_officer("xinyue", PASSWORD, codes[0], device_id="desk-one", now=clock.now())
    with pytest.raises(Conflict):
        await change_officer(
            administrator.id, roles=[Role.REVIEWER], office=OFFICE, active=True, by=administrator, now=clock.now()
        )
    await change_officer(made.id, roles=[Role.REVIEWER], office=OFFICE, active=False, by=administrator, now=clock.now())
    assert not await Session.filter(officer_id=made.id, revoked_at=None).exists()
    with pytest.raises(Invalid):
        await sign_in_officer("xinyue", PASSWORD, codes[1], device_id="desk-one", now=clock.now())
