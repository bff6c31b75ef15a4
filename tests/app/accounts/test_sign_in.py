"""Sign-in of people: codes that expire, run out of tries, and work once; sessions that end when told."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.accounts import sessions
from app.accounts.models import SignInCode
from app.accounts.sign_in import MAX_TRIES, PER_DAY, PER_DAY_AND_ADDRESS, send_code, sign_in
from core.actors import Role
from core.errors import Invalid, NotFound, TooMany
from notifications.models import Message
from tests.factories import NOW, PHONES, officer, person

pytestmark = pytest.mark.usefixtures("database")
PHONE = PHONES["p1"]


async def ask(now=NOW, phone: str = PHONE, asked_from: str = "") -> UUID:
    """The number of the request."""
    return (await send_code(phone, asked_from=asked_from, now=now)).request_id


async def _code() -> str:
    message = await Message.filter(template="sign_in_code").order_by("-created_at").first()
    assert message is not None
    return str(message.params["code"])


async def _wrong() -> str:
    return f"{(int(await _code()) + 1) % 1_000_000:06d}"


async def test_a_code_opens_one_session_and_no_second() -> None:
    asked = await ask()
    code = await _code()
    token, _, account = await sign_in(PHONE, code, asked, device_id="device-1", now=NOW)
    actor = await sessions.authenticate(token, now=NOW)
    assert actor is not None
    assert (actor.id, actor.roles, actor.device_id) == (account.id, {Role.PERSON}, "device-1")
    with pytest.raises(Invalid):
        await sign_in(PHONE, code, asked, device_id="device-2", now=NOW)


async def test_a_code_is_good_for_five_minutes() -> None:
    asked = await ask()
    with pytest.raises(Invalid):
        await sign_in(PHONE, await _code(), asked, device_id="d", now=NOW + timedelta(minutes=5))


async def test_five_wrong_tries_spend_a_code_even_at_once() -> None:
    asked = await ask()
    wrong = await _wrong()
    tries = (sign_in(PHONE, wrong, asked, device_id="d", now=NOW) for _ in range(MAX_TRIES + 3))
    assert all(isinstance(r, Invalid) for r in await asyncio.gather(*tries, return_exceptions=True))
    with pytest.raises(Invalid):
        await sign_in(PHONE, await _code(), asked, device_id="d", now=NOW)
    assert (await SignInCode.get()).tries == MAX_TRIES


async def test_a_stranger_who_guesses_spends_codes_of_their_own() -> None:
    asked, code = await ask(asked_from="home"), await _code()
    theirs = await ask(asked_from="elsewhere")
    for request in (theirs, uuid4(), theirs, uuid4(), theirs, theirs, theirs, theirs):
        with pytest.raises(Invalid):
            await sign_in(PHONE, "000000" if code != "000000" else "000001", request, device_id="d", now=NOW)
    assert (await SignInCode.get(id=asked)).tries == 0
    await sign_in(PHONE, code, asked, device_id="d", now=NOW)


async def test_the_right_code_is_worth_nothing_to_who_did_not_ask_for_it() -> None:
    asked, code = await ask(asked_from="home"), await _code()
    theirs = await ask(asked_from="elsewhere", now=NOW)
    for request in (theirs, await ask(phone=PHONES["p2"]), uuid4()):
        with pytest.raises(Invalid):
            await sign_in(PHONE, code, request, device_id="d", now=NOW)
    await sign_in(PHONE, code, asked, device_id="d", now=NOW)


async def test_a_stranger_leaves_the_holder_of_a_number_some_of_the_days_codes() -> None:
    for minute in range(PER_DAY_AND_ADDRESS):
        await ask(asked_from="elsewhere", now=NOW + timedelta(minutes=2 * minute))
    later = NOW + timedelta(hours=1)
    with pytest.raises(TooMany):
        await ask(asked_from="elsewhere", now=later)
    for minute in range(PER_DAY - PER_DAY_AND_ADDRESS):
        await ask(asked_from="home", now=later + timedelta(minutes=2 * minute))
    with pytest.raises(TooMany):
        await ask(asked_from="home", now=later + timedelta(minutes=10))


async def test_a_strangers_question_does_not_make_the_holder_wait() -> None:
    await ask(asked_from="elsewhere")
    asked = await ask(asked_from="home", now=NOW + timedelta(seconds=5))
    await sign_in(PHONE, await _code(), asked, device_id="d", now=NOW + timedelta(seconds=9))


async def test_a_second_code_waits_a_minute_and_says_so() -> None:
    await send_code(PHONE, now=NOW)
    with pytest.raises(TooMany) as refused:
        await send_code(PHONE, now=NOW + timedelta(seconds=20))
    assert refused.value.retry_after_s == 40
    await send_code(PHONE, now=NOW + timedelta(seconds=61))


async def test_codes_asked_for_at_once_are_sent_once() -> None:
    answers = await asyncio.gather(*(send_code(PHONE, now=NOW) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(each, TooMany) for each in answers) == 3
    assert await SignInCode.all().count() == 1


async def test_an_older_code_is_over_when_a_newer_one_was_used() -> None:
    asked, older = await ask(), await _code()
    later = NOW + timedelta(seconds=61)
    again = await ask(now=later)
    await sign_in(PHONE, await _code(), again, device_id="d", now=later)
    with pytest.raises(Invalid):
        await sign_in(PHONE, older, asked, device_id="d", now=later)


@pytest.mark.parametrize("number", ["", "12345678901", "1380000000", "+1 212 555 0100", "abc", "２３８００００００１"])
async def test_what_is_no_mobile_number_is_refused_without_repeating_it(number: str) -> None:
    with pytest.raises(Invalid) as refused:
        await send_code(number, now=NOW)
    assert number == "" or number not in repr(refused.value.problems)


async def test_numbers_may_be_written_with_country_code_and_spaces() -> None:
    asked = await ask(phone="+86 138 0000 0001")
    _, _, account = await sign_in(PHONE, await _code(), asked, device_id="d", now=NOW)
    assert account.phone == PHONE


async def test_the_code_and_the_number_stand_nowhere_readable() -> None:
    await send_code(PHONE, now=NOW)
    row = await SignInCode.get()
    assert PHONE not in row.phone_index
    assert await _code() not in row.code_hash


async def test_a_revoked_session_is_dead_at_once_and_only_its_owner_ends_it() -> None:
    asked = await ask()
    token, session, _ = await sign_in(PHONE, await _code(), asked, device_id="d", now=NOW)
    owner = await sessions.authenticate(token, now=NOW)
    assert owner is not None
    with pytest.raises(NotFound):
        await sessions.revoke(session.id, by=await person(PHONES["p2"]), now=NOW)
    assert [each.id for each in await sessions.list_sessions(by=owner, now=NOW)] == [session.id]
    await sessions.revoke(session.id, by=owner, now=NOW)
    assert await sessions.authenticate(token, now=NOW) is None
    assert await sessions.list_sessions(by=owner, now=NOW) == []


async def test_a_session_ends_by_itself() -> None:
    asked = await ask()
    token, _, _ = await sign_in(PHONE, await _code(), asked, device_id="d", now=NOW)
    assert await sessions.authenticate(token, now=NOW + timedelta(days=91)) is None


async def test_no_token_is_guessed() -> None:
    await officer(Role.REVIEWER)
    assert await sessions.authenticate("x" * 43, now=NOW) is None
