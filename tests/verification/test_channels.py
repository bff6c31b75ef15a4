"""Other doors of equal standing: each keeps what was typed, is decided with a ground, and ends in the same fact."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from core import blobs, clock
from core.audit import AuditEntry
from core.blobs import Blob
from core.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge, Unavailable
from core.web.purpose import Purpose
from tests.jobs_runner import run_jobs
from tests.verification.people import OTHER, PERSON, Person, bytewise, consented, officer
from verification.channels import desk, door
from verification.channels.book import book, cancel
from verification.channels.decide import collect, decide
from verification.channels.door import Answer, Begun, Named
from verification.channels.hand_in import hand_in
from verification.channels.officer import OFFICER_DOORS, VIDEO_OFFICER
from verification.channels.platform import alipay_door
from verification.channels.states import AppointmentState
from verification.events import IdentityConfirmed, IdentityNotConfirmed
from verification.models import Appointment, VerificationAttempt
from verification.retention import sweep
from verification.states import TaskState, VerificationAttemptState, VerificationChannel, VerificationRisk

GOOD = {"video_officer": "CODE_SPOKEN", "window": "CARD_MATCHES", "notary": "DOCUMENT_GENUINE"}
BAD = {"video_officer": "CODE_NOT_SPOKEN", "window": "CARD_DIFFERS", "notary": "DOCUMENT_DEFECTIVE"}
MATERIAL = {"video_officer": "video/mp4", "notary": "application/pdf"}
OFFICERS = [each.channel for each in OFFICER_DOORS]


@dataclass
class Service:
    """A platform's face check that answers what it is told."""

    name: str = "platform"
    answer: Answer = Answer.PENDING
    is_out: bool = False
    begun: list[tuple[Named, str]] = field(default_factory=list)

    async def begin(self, person: Named, number: str, login_code: str) -> Begun:
        self.begun.append((person, number))
        return Begun(reference=f"check-{number}", launch={"url": "https://platform.example/check"})

    async def result(self, person: Named, number: str, reference: str) -> Answer:
        if self.is_out:
            raise Unavailable()
        assert (person, number) in self.begun
        assert reference == f"check-{number}"
        return self.answer


async def take_door(person: Person, channel: VerificationChannel) -> Appointment:
    appointment, _ = await book(person.task.id, channel, "", by=person.actor, now=clock.now())
    return appointment


async def give(person: Person, appointment: Appointment, content: bytes = b"material") -> None:
    kind = MATERIAL[appointment.channel.value]
    await hand_in(appointment.id, bytewise(content), kind, by=person.actor, now=clock.now())


async def at_the_desk(person: Person, channel: VerificationChannel, by: Any) -> Appointment:
    """Booked, handed in, and taken by an officer."""
    appointment = await take_door(person, channel)
    if channel.value in MATERIAL:
        await give(person, appointment)
        taken, _ = await desk.take(appointment.id, by=by, now=clock.now())
    else:
        taken, _ = await desk.take_at_window(appointment.code, by=by, now=clock.now())
    return taken


@pytest.mark.parametrize("channel", OFFICERS)
async def test_a_confirmed_person_has_passed_and_the_channel_is_told(person, told, channel) -> None:
    by = officer()
    taken = await at_the_desk(person, channel, by)
    await decide(taken.id, accept=True, ground=GOOD[channel.value], comment="", by=by, now=clock.now())
    await run_jobs()
    task = await person.now_at()
    assert (task.state, task.channel, task.passed_attempt_id) == (TaskState.PASSED, channel, taken.id)
    assert task.passed_until > clock.now() + timedelta(days=1)
    (fact,) = told
    assert (type(fact), fact.channel, fact.attempt_id) == (IdentityConfirmed, channel.value, taken.id)


@pytest.mark.parametrize("channel", OFFICERS)
async def test_who_is_declined_hears_why_and_every_door_is_open_again(person, told, channel) -> None:
    by = officer()
    taken = await at_the_desk(person, channel, by)
    await decide(taken.id, accept=False, ground=BAD[channel.value], comment="只给同事看", by=by, now=clock.now())
    await run_jobs()
    assert [type(fact) for fact in told] == [IdentityNotConfirmed]
    ended = await Appointment.get(id=taken.id)
    assert (ended.state, ended.reasons[0]["reason"]) == (AppointmentState.DECLINED, BAD[channel.value])
    assert "只给同事看" not in str(ended.reasons)
    # Consent was given before; the text need not be read again.
    assert (await person.now_at()).state is TaskState.CONSENTED
    assert not await Blob.filter(erased_at=None).exists()
    assert (await person.film()).verdict == "pass"


async def test_a_clip_is_erased_with_the_decision_and_a_notarys_document_stays(person) -> None:
    by, other = officer(), await consented(who=OTHER)
    clip = await at_the_desk(person, VerificationChannel.VIDEO_OFFICER, by)
    paper = await at_the_desk(other, VerificationChannel.NOTARY, by)
    for each in (clip, paper):
        await decide(each.id, accept=True, ground=GOOD[each.channel.value], comment="", by=by, now=clock.now())
    with pytest.raises(NotFound):
        await blobs.load(clip.blob_id)
    assert await blobs.load(paper.blob_id) == b"material"


async def test_one_officer_at_a_time_sees_the_material_and_the_look_is_logged(person) -> None:
    first, second, elsewhere = officer(), officer(), officer("990100")
    appointment = await take_door(person, VerificationChannel.VIDEO_OFFICER)
    await give(person, appointment, b"I am ..., 123456")
    assert [each.id for each in await desk.queue(by=first)] == [appointment.id]
    assert await desk.queue(by=elsewhere) == []
    with pytest.raises(NotFound):
        await desk.take(appointment.id, by=elsewhere, now=clock.now())
    await desk.take(appointment.id, by=first, now=clock.now())
    with pytest.raises(Conflict):
        await desk.take(appointment.id, by=second, now=clock.now())
    for refused in (
        desk.material(appointment.id, Purpose.IDENTITY, by=second, now=clock.now()),
        decide(appointment.id, accept=True, ground="CODE_SPOKEN", comment="", by=second, now=clock.now()),
        desk.release(appointment.id, by=second, now=clock.now()),
    ):
        with pytest.raises(Forbidden):
            await refused
    assert await desk.material(appointment.id, Purpose.IDENTITY, by=first, now=clock.now()) == (
        b"I am ..., 123456",
        "video/mp4",
    )
    assert await AuditEntry.filter(actor_id=first.id, action="identity.material").count() == 1
    await desk.release(appointment.id, by=first, now=clock.now())
    assert (await desk.take(appointment.id, by=second, now=clock.now()))[0].officer_id == second.id


async def test_nothing_is_taken_before_it_was_handed_in(person) -> None:
    appointment = await take_door(person, VerificationChannel.NOTARY)
    with pytest.raises(NotFound):
        await desk.take(appointment.id, by=officer(), now=clock.now())
    assert await desk.queue(by=officer()) == []


async def test_a_window_code_opens_at_its_office_while_it_lasts(person) -> None:
    appointment = await take_door(person, VerificationChannel.WINDOW)
    assert len(appointment.code) == 8
    late = appointment.expires_at + timedelta(seconds=1)
    for code, by, now in (
        ("00000000" if appointment.code != "00000000" else "11111111", officer(), clock.now()),
        (appointment.code, officer("990100"), clock.now()),
        (appointment.code, officer(), late),
    ):
        with pytest.raises(NotFound):
            await desk.take_at_window(code, by=by, now=now)


async def test_a_high_risk_needs_a_second_officer_at_every_door(database, told) -> None:
    person = await consented(risk=VerificationRisk.HIGH)
    first, second = officer(), officer()
    taken = await at_the_desk(person, VerificationChannel.VIDEO_OFFICER, first)
    await decide(taken.id, accept=True, ground="CODE_SPOKEN", comment="", by=first, now=clock.now())
    assert (await person.now_at()).state is TaskState.ALT_BOOKED
    with pytest.raises(Conflict):
        await desk.take(taken.id, by=first, now=clock.now())
    await desk.take(taken.id, by=second, now=clock.now())
    await decide(taken.id, accept=True, ground="CODE_SPOKEN", comment="", by=second, now=clock.now())
    assert (await person.now_at()).state is TaskState.PASSED


async def test_grounds_of_another_door_are_refused(person) -> None:
    by = officer()
    taken = await at_the_desk(person, VerificationChannel.WINDOW, by)
    for accept, ground in ((True, "CODE_SPOKEN"), (False, "CARD_MATCHES"), (True, "CARD_DIFFERS")):
        with pytest.raises(Invalid):
            await decide(taken.id, accept=accept, ground=ground, comment="", by=by, now=clock.now())


async def test_changing_the_door_gives_up_the_one_before_and_erases_what_was_handed_in(person) -> None:
    clip = await take_door(person, VerificationChannel.VIDEO_OFFICER)
    await give(person, clip)
    assert (await take_door(person, VerificationChannel.VIDEO_OFFICER)).id == clip.id
    window = await take_door(person, VerificationChannel.WINDOW)
    assert (await Appointment.get(id=clip.id)).state is AppointmentState.CANCELLED
    assert not await Blob.filter(erased_at=None).exists()
    assert (await person.now_at()).channel is VerificationChannel.WINDOW
    await cancel(window.id, by=person.actor, now=clock.now())
    assert (await person.now_at()).state is TaskState.CONSENTED


async def test_a_door_is_open_in_the_middle_of_the_face_check_but_not_while_it_is_judged(person) -> None:
    attempt = await person.challenge(now=clock.now())
    await take_door(person, VerificationChannel.WINDOW)
    assert (await VerificationAttempt.get(id=attempt.id)).state is VerificationAttemptState.ABANDONED
    other = await consented(who=OTHER)
    attempt = await other.challenge(now=clock.now())
    await other.upload(attempt, b"video", now=clock.now())
    await other.submit(attempt, now=clock.now())
    with pytest.raises(Conflict):
        await take_door(other, VerificationChannel.WINDOW)


async def test_material_of_the_wrong_kind_size_or_person_is_refused(person) -> None:
    stranger = await consented(who=OTHER)
    appointment = await take_door(person, VerificationChannel.VIDEO_OFFICER)
    by, now = person.actor, clock.now()
    with pytest.raises(Invalid):
        await hand_in(appointment.id, bytewise(b"x"), "application/pdf", by=by, now=now)
    with pytest.raises(NotFound):
        await hand_in(appointment.id, bytewise(b"x"), "video/mp4", by=stranger.actor, now=now)
    too_much = bytes(VIDEO_OFFICER.material.limit_bytes + 1)
    with pytest.raises(TooLarge):
        await hand_in(appointment.id, bytewise(too_much, 2**20), "video/mp4", by=by, now=now)
    window = await take_door(stranger, VerificationChannel.WINDOW)
    with pytest.raises(Conflict):
        await hand_in(window.id, bytewise(b"x"), "video/mp4", by=stranger.actor, now=now)
    with pytest.raises(NotFound):
        await cancel(window.id, by=person.actor, now=now)


async def test_a_door_this_office_has_not_is_refused(person) -> None:
    for channel in (VerificationChannel.ALIPAY, VerificationChannel.FACE):
        with pytest.raises(Invalid):
            await take_door(person, channel)


async def test_bookings_end_with_their_time_and_unseen_clips_after_three_working_days(person) -> None:
    clip = await take_door(person, VerificationChannel.VIDEO_OFFICER)
    await give(person, clip)
    other = await consented(who=OTHER)
    window = await take_door(other, VerificationChannel.WINDOW)
    await Appointment.filter(id=clip.id).update(expires_at=clock.now() + timedelta(days=60))
    await sweep(now=clock.now() + timedelta(days=15))
    assert (await Appointment.get(id=clip.id)).state is AppointmentState.CANCELLED
    assert not await Blob.filter(purpose="statement", erased_at=None).exists()
    assert (await Appointment.get(id=window.id)).state is AppointmentState.BOOKED
    await sweep(now=clock.now() + timedelta(days=31))
    assert (await other.now_at()).state is TaskState.CONSENTED


@pytest.fixture
def service() -> Service:
    made = Service()
    door.use(*OFFICER_DOORS, alipay_door(made))
    return made


@pytest.mark.parametrize(("answer", "state"), [(Answer.PASSED, TaskState.PASSED), (Answer.FAILED, TaskState.CONSENTED)])
async def test_a_platforms_answer_is_fetched_by_us_and_decides_once(person, told, service, answer, state) -> None:
    appointment, begun = await book(person.task.id, VerificationChannel.ALIPAY, "", by=person.actor, now=clock.now())
    assert begun.launch["url"].startswith("https://")
    assert service.begun[0][0] == Named(PERSON.name, PERSON.id_number)
    assert (await collect(appointment.id, by=person.actor, now=clock.now())).state is AppointmentState.BOOKED
    service.answer = answer
    await collect(appointment.id, by=person.actor, now=clock.now())
    await collect(appointment.id, by=person.actor, now=clock.now())
    await run_jobs()
    assert (await person.now_at()).state is state
    assert [fact.channel for fact in told] == ["alipay"]


async def test_a_platform_that_is_away_decides_nothing(person, service) -> None:
    appointment, _ = await book(person.task.id, VerificationChannel.ALIPAY, "", by=person.actor, now=clock.now())
    service.is_out = True
    with pytest.raises(Unavailable):
        await collect(appointment.id, by=person.actor, now=clock.now())
    assert (await person.now_at()).state is TaskState.ALT_BOOKED
    with pytest.raises(NotFound):
        await collect(uuid4(), by=person.actor, now=clock.now())
