"""Ask providers for the truth: after a while, again and again, and before anything is given up.

Notices get lost; an attempt is therefore asked for after 5 and 30 seconds, 1, 5 and 30 minutes, and closed at its end
by query → close → query, because a payment may win the race against the close.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.transactions import in_transaction

from core import clock
from core.actors import SYSTEM
from core.errors import Unavailable
from core.jobs import enqueue, task
from core.states import move
from payments.apply import apply
from payments.incidents import open_incident
from payments.locks import lock_attempt
from payments.models import Attempt, IncidentKind
from payments.provider import PaymentProvider, provider
from payments.states import LIVE, UNDECIDED, AttemptAction, AttemptState

ROUNDS_SECONDS = (5, 30, 60, 300, 1800)
GIVEN_UP_AFTER = timedelta(days=7)
"""No order lives longer with either provider: what is undecided then, officers must look into."""


async def schedule_poll(attempt: Attempt, round_number: int, *, now: datetime) -> None:
    """Ask after this attempt when its round comes, and at its end at the latest; in the current transaction."""
    wait = timedelta(seconds=ROUNDS_SECONDS[min(round_number, len(ROUNDS_SECONDS) - 1)])
    at = now + wait
    if now < attempt.expires_at:
        at = min(at, attempt.expires_at)
    await enqueue(poll_attempt, schedule_at=at, attempt_id=str(attempt.id), round_number=round_number)


@task("payments.poll_attempt")
async def poll_attempt(attempt_id: str, round_number: int) -> None:
    """One round."""
    await poll(UUID(attempt_id), round_number, now=clock.now())


async def poll(attempt_id: UUID, round_number: int, *, now: datetime) -> None:
    """Ask, close what is over, and arrange the next round while the attempt is undecided."""
    attempt = await Attempt.get(id=attempt_id)
    if attempt.state not in UNDECIDED:
        return
    with suppress(Unavailable):  # The provider is away: the next round, arranged below, asks again.
        await (ask(attempt, now=now) if now < attempt.expires_at else finish(attempt, now=now))
    async with in_transaction():
        _, attempt = await lock_attempt(attempt)
        if attempt.state not in UNDECIDED:
            return
        if now >= attempt.expires_at + GIVEN_UP_AFTER:
            await open_incident(IncidentKind.UNDECIDED, attempt.provider, attempt.number, now=now)
        else:
            await schedule_poll(attempt, round_number + 1, now=now)


@task("payments.ask_attempt")
async def ask_attempt(attempt_id: str) -> None:
    """One question out of turn; repeated while the provider is away."""
    await ask(await Attempt.get(id=UUID(attempt_id)), now=clock.now())


async def ask(attempt: Attempt, *, now: datetime) -> AttemptState:
    """Query once and apply the answer. Raises Unavailable."""
    await apply(await provider_of_attempt(attempt).query(attempt.number), now=now)
    await attempt.refresh_from_db(["state"])
    state: AttemptState = attempt.state
    return state


@task("payments.finish_attempt")
async def finish_attempt(attempt_id: str) -> None:
    """Close an attempt whose charge is no longer to be paid; repeated while the provider is away."""
    await finish(await Attempt.get(id=UUID(attempt_id)), now=clock.now())


async def finish(attempt: Attempt, *, now: datetime) -> AttemptState:
    """Query → close → query. What is then neither paid nor closed is in doubt, and asked for until it is decided.

    Raises Unavailable (the attempt is in doubt as well).
    """
    if attempt.state not in UNDECIDED:
        settled: AttemptState = attempt.state
        return settled
    try:
        state = await ask(attempt, now=now)
        if state in UNDECIDED:
            await provider_of_attempt(attempt).close(attempt.number)
            state = await ask(attempt, now=now)
    except Unavailable:
        await _doubt(attempt, now)
        raise
    return await _doubt(attempt, now) if state in LIVE else state


async def _doubt(attempt: Attempt, now: datetime) -> AttemptState:
    async with in_transaction():
        _, fresh = await lock_attempt(attempt)
        if fresh.state in LIVE:
            await move(fresh, AttemptAction.DOUBT, by=SYSTEM, now=now)
    attempt.state = fresh.state
    state: AttemptState = fresh.state
    return state


def provider_of_attempt(attempt: Attempt) -> PaymentProvider:
    """The attempt's provider. Raises Unavailable where the operator has taken it out of use meanwhile."""
    found = provider(attempt.provider)
    if found is None:
        raise Unavailable()
    return found
