"""What waits for a person: invitations by their number even before they opened one, until signed or denied."""

import pytest

from app.applications.dispute import say_not_me
from app.waiting_routes import _invitations, _payments
from core import clock
from core.actors import Actor
from tests.filings import an_invited_filing, person

pytestmark = pytest.mark.usefixtures("database")


async def _waits(by: Actor) -> list[bool]:
    return [each.waits for each in await _invitations(by)]


async def test_an_invitation_waits_from_its_sending_until_the_signature() -> None:
    filing = await an_invited_filing()
    assert await _waits(filing.people["p2"]) == [True]
    await filing.agree("p2")
    (mine,) = await _invitations(filing.people["p2"])
    assert (mine.waits, mine.signature, mine.company_name) == (False, "SIGNED", filing.application.company_name)


async def test_who_said_not_me_is_asked_no_more() -> None:
    filing = await an_invited_filing()
    await say_not_me((await filing.task("p3")).code, by=filing.people["p3"], now=clock.now())
    assert await _waits(filing.people["p3"]) == [False]


async def test_nobody_sees_anothers_invitation_nor_owes_their_fee() -> None:
    await an_invited_filing()
    stranger = await person("13800000099")
    assert await _invitations(stranger) == []
    assert await _payments(stranger) == []
