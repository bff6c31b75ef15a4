"""Delivery: one call a message, its outcome recorded once, an outage never taken for a refusal."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tortoise.connection import get_connections
from tortoise.transactions import in_transaction

from core import clock
from core.errors import Unavailable
from core.states import history
from notifications.collect import collect_reports
from notifications.deliver import deliver_message
from notifications.models import Message
from notifications.provider import DeliveryReport, Refusal
from notifications.send import Recipient, send
from notifications.states import Action, MessageState
from tests.jobs_runner import run_jobs

PHONE = "13900990022"
CODE = {"code": "384756", "minutes": "5"}


async def queued(now, key="sign_in_code", params=CODE) -> Message:
    async with in_transaction():
        return (await send(key, to=Recipient(phone=PHONE), params=params, now=now))[0]


async def test_the_job_of_a_message_sends_it(database, network):
    message = await queued(clock.now())
    await run_jobs()
    assert network.taken == [(PHONE, "sign_in_code", ["384756", "5"])]
    assert (await Message.get(id=message.id)).state is MessageState.SENT


async def test_a_message_taken_is_recorded_with_the_providers_number(database, network, noon):
    message = await queued(noon, "rejected", {"company": "云溪县青禾茶业有限公司"})
    await deliver_message(message.id, now=noon)
    stored = await Message.get(id=message.id)
    assert (stored.state, stored.provider, stored.provider_id) == (MessageState.SENT, "network", "serial-1")
    assert stored.sent_at == noon
    assert [each.action for each in await history(stored)] == [Action.SEND]


async def test_a_code_is_forgotten_as_soon_as_it_is_out(database, network, noon):
    message = await queued(noon)
    await deliver_message(message.id, now=noon)
    assert (await Message.get(id=message.id)).params is None


async def test_the_same_job_twice_sends_once(database, network, noon):
    message = await queued(noon)
    await deliver_message(message.id, now=noon)
    await deliver_message(message.id, now=noon)
    assert len(network.taken) == 1


async def test_a_job_of_a_message_that_is_gone_does_nothing(database, network, noon):
    await deliver_message(uuid4(), now=noon)
    assert network.taken == []


async def test_a_refusal_closes_the_message_with_our_reason(database, network, noon):
    network.refuses = Refusal.NUMBER_BLOCKED
    message = await queued(noon)
    await deliver_message(message.id, now=noon)
    stored = await Message.get(id=message.id)
    assert (stored.state, stored.refusal, stored.params) == (MessageState.FAILED, Refusal.NUMBER_BLOCKED, None)
    assert (await history(stored))[0].note == {"refusal": "number_blocked"}


async def test_an_outage_leaves_the_message_queued_for_the_next_try(database, network, noon):
    network.is_out = True
    message = await queued(noon)
    with pytest.raises(Unavailable):
        await deliver_message(message.id, now=noon)
    assert (await Message.get(id=message.id)).state is MessageState.QUEUED
    network.is_out = False
    await deliver_message(message.id, now=noon + timedelta(seconds=4))
    assert (await Message.get(id=message.id)).state is MessageState.SENT


async def test_the_engine_keeps_the_job_of_a_message_until_the_outage_ends(database, network):
    network.is_out = True
    message = await queued(clock.now())
    await run_jobs()
    jobs = await get_connections().get("default").execute_query_dict("SELECT status, attempts FROM procrastinate_jobs")
    assert jobs == [{"status": "todo", "attempts": 1}]
    assert (await Message.get(id=message.id)).params == CODE


async def test_a_lost_answer_does_not_send_the_code_a_second_time(database, network, noon):
    network.loses_answers = True
    message = await queued(noon)
    with pytest.raises(Unavailable):
        await deliver_message(message.id, now=noon)
    network.loses_answers = False
    await deliver_message(message.id, now=noon + timedelta(seconds=4))
    stored = await Message.get(id=message.id)
    assert len(network.taken) == 1
    assert (stored.state, stored.provider_id, stored.params) == (MessageState.DELIVERED, "serial-1", None)


async def test_a_code_that_could_not_go_out_in_time_does_not_go_out_late(database, network, noon):
    message = await queued(noon)
    await deliver_message(message.id, now=noon + timedelta(minutes=5))
    stored = await Message.get(id=message.id)
    assert network.taken == []
    assert (stored.state, stored.refusal, stored.params) == (MessageState.FAILED, Refusal.EXPIRED, None)


@pytest.mark.parametrize(
    ("arrived", "state", "refusal"),
    [(True, MessageState.DELIVERED, None), (False, MessageState.FAILED, Refusal.UNDELIVERED)],
)
async def test_a_delivery_report_says_what_became_of_it(database, network, noon, arrived, state, refusal):
    message = await queued(noon)
    await deliver_message(message.id, now=noon)
    network.waiting = [DeliveryReport("serial-1", arrived)]
    assert await collect_reports(now=noon + timedelta(minutes=1)) == 1
    stored = await Message.get(id=message.id)
    assert (stored.state, stored.refusal, stored.sent_at) == (state, refusal, noon)


async def test_a_report_heard_twice_or_about_a_stranger_changes_nothing(database, network, noon):
    message = await queued(noon)
    await deliver_message(message.id, now=noon)
    network.waiting = [
        DeliveryReport("serial-1", True, message.id),
        DeliveryReport("serial-1", False, message.id),
        DeliveryReport("serial-9", False),
        DeliveryReport("serial-9", False, uuid4()),
    ]
    await collect_reports(now=noon)
    stored = await Message.get(id=message.id)
    assert stored.state is MessageState.DELIVERED
    assert [each.action for each in await history(stored)] == [Action.SEND, Action.CONFIRM]
