"""What people are told of their filing: thin subscribers that speak to the notifications peer in its own words.

Each telling has a name (`once`), so that a job that runs a second time tells nobody twice.
"""

from datetime import datetime
from uuid import UUID

from tortoise.transactions import in_transaction

from app.accounts.models import Account
from app.applications.content import load
from app.applications.events import (
    ApplicationExpired,
    ApplicationFiled,
    ApplicationLapsing,
    ApplicationRejected,
    ApplicationResumed,
    ApplicationSubmitted,
    ApplicationSuspended,
    CorrectionRequired,
    DisputeSettled,
)
from app.applications.kinds import KINDS
from app.applications.models import Application, Dispute
from app.delivery.events import ParcelDelivered, ParcelShipped, ParcelTroubled
from app.delivery.models import Delivery
from app.delivery.states import DeliveryState
from app.licences.events import LicenceSealed
from app.register.events import CompanyRegistered
from app.register.models import Entity
from app.signatories.models import Signature
from core.errors import Text
from core.money import yuan
from core.states import history
from notifications.send import Recipient, send
from payments.events import ChargeRefunded, ChargeSettled
from payments.models import Charge
from verification.models import VerificationTask

_TROUBLE = {
    DeliveryState.ATTEMPT_FAILED: Text("派送未成功", "nobody was there"),
    DeliveryState.EXCEPTION: Text("运输异常", "something went wrong on the way"),
    DeliveryState.RETURNED: Text("已退回登记机关", "it went back to the registry"),
}


async def tell_of_filing(fact: ApplicationFiled, *, now: datetime) -> None:
    """Everybody has signed and the office has it; said anew when it was filed anew after a correction."""
    application = await Application.get(id=fact.application_id)
    about = f"{application.id}:{int(application.submitted_at.timestamp())}"
    await tell(application, application.applicant_id, "all_signed_submitted", now, about=about)


async def tell_of_submission(fact: ApplicationSubmitted, *, now: datetime) -> None:
    """The content is fixed and people are asked; said once for each content."""
    application = await Application.get(id=fact.application_id)
    count = str(len(KINDS[application.kind].signatories(load(application.content))))
    about = f"{application.id}:{fact.content_sha256[:16]}"
    await tell(application, application.applicant_id, "submitted", now, about=about, count=count)


async def tell_of_correction(fact: CorrectionRequired, *, now: datetime) -> None:
    """The office wants something corrected: all of it in one list."""
    application = await Application.get(id=fact.application_id)
    await tell(application, application.applicant_id, "correction_required", now, about=str(fact.correction_id))


async def tell_of_lapsing(fact: ApplicationLapsing, *, now: datetime) -> None:
    """The case will end, for nobody goes on with it. Said once for each such day; a draft without a name says nothing
    to anybody."""
    application = await Application.get(id=fact.application_id)
    if application.company_name:
        about = f"{application.id}:{fact.last_day}"
        await tell(application, application.applicant_id, "lapses_soon", now, about=about, until=fact.last_day)


async def tell_of_expiry(fact: ApplicationExpired, *, now: datetime) -> None:
    """The case has ended: the applicant hears it, and whoever had opened an invitation."""
    application = await Application.get(id=fact.application_id)
    if not application.company_name:
        return
    opened = VerificationTask.filter(subject=application.subject, account_id__not_isnull=True)
    for account_id in {application.applicant_id, *[task.account_id async for task in opened]}:
        await tell(application, account_id, "lapsed", now)


async def tell_of_rejection(fact: ApplicationRejected, *, now: datetime) -> None:
    """Refused; the notice says why and what can be done."""
    await _tell_applicant(fact.application_id, "rejected", now)


async def tell_of_suspension(fact: ApplicationSuspended, *, now: datetime) -> None:
    """Somebody said “not me”: they hear that it was heard, the applicant that the case is paused, if it is: a case that
    is decided goes on, and one that is being edited is paused when it is submitted again."""
    application, said = await Application.get(id=fact.application_id), await Dispute.get(id=fact.dispute_id)
    stopped = any(each.note.get("dispute") == str(said.id) for each in await history(application))
    heard = "not_me_heard" if stopped else "not_me_recorded"
    await tell(application, said.account_id, heard, now, about=str(said.id))
    if stopped:
        await tell(application, application.applicant_id, "not_me_stopped", now, about=str(said.id))


async def tell_of_resumption(fact: ApplicationResumed, *, now: datetime) -> None:
    """A supervisor let the case go on: the applicant hears it, and whoever had said “not me”."""
    application = await Application.get(id=fact.application_id)
    settled = await Dispute.filter(application_id=application.id, lifted_at__not_isnull=True).order_by("lifted_at")
    for said in settled:
        await tell(application, said.account_id, "not_me_settled", now, about=str(said.id))
    if settled:
        await tell(application, application.applicant_id, "case_resumed", now, about=str(settled[-1].id))


async def tell_of_settlement(fact: DisputeSettled, *, now: datetime) -> None:
    """A “not me” that could not stop its case any more was looked into: whoever said it hears what they can do now."""
    application, said = await Application.get(id=fact.application_id), await Dispute.get(id=fact.dispute_id)
    await tell(application, said.account_id, "not_me_closed", now, about=str(said.id))


async def tell_of_registration(fact: CompanyRegistered, *, now: datetime) -> None:
    """The company stands in the register."""
    entity = await Entity.get(id=fact.entity_id)
    await _tell_applicant(fact.application_id, "approved", now, credit_code=entity.uscc)


async def tell_of_licence(fact: LicenceSealed, *, now: datetime) -> None:
    """The electronic licence can be fetched: the applicant and everybody who signed hear of it."""
    await _tell_applicant(fact.application_id, "licence_ready", now)
    application = await Application.get(id=fact.application_id)
    for signature in await Signature.filter(application_id=application.id):
        task = await VerificationTask.get(id=signature.task_id)
        if task.account_id not in (None, application.applicant_id):
            await tell(application, task.account_id, "licence_made", now)


async def tell_of_payment(fact: ChargeSettled, *, now: datetime) -> None:
    """A fee has arrived; said only where something was paid."""
    if fact.amount_fen:
        charge = str(fact.charge_id)
        await _tell_payer(fact.charge_id, "charge_paid", fact.amount_fen, charge, now, charge_id=charge)


async def tell_of_refund(fact: ChargeRefunded, *, now: datetime) -> None:
    """Money went back."""
    await _tell_payer(fact.charge_id, "refund_done", fact.amount_fen, str(fact.refund_id), now)


async def _tell_payer(charged: UUID, text: str, fen: int, about: str, now: datetime, **params: str) -> None:
    charge = await Charge.get(id=charged)
    delivery = await Delivery.get_or_none(charge_id=charge.id)
    if delivery is None:
        return
    application = await Application.get(id=delivery.application_id)
    params |= {"item": charge.name_zh, "item_en": charge.name_en, "amount": yuan(fen)}
    await tell(application, charge.payer_id, text, now, about=about, **params)


async def tell_of_shipping(fact: ParcelShipped, *, now: datetime) -> None:
    """The courier has the paper licence."""
    delivery = await Delivery.get(id=fact.delivery_id)
    await _tell_of_parcel(
        delivery, "parcel_shipped", "shipped", now, carrier=delivery.carrier.zh, carrier_en=delivery.carrier.en
    )


async def tell_of_delivery(fact: ParcelDelivered, *, now: datetime) -> None:
    """It was signed for."""
    await _tell_of_parcel(await Delivery.get(id=fact.delivery_id), "parcel_delivered", "delivered", now)


async def tell_of_trouble(fact: ParcelTroubled, *, now: datetime) -> None:
    """It did not arrive yet."""
    delivery = await Delivery.get(id=fact.delivery_id)
    news = _TROUBLE[DeliveryState(fact.state)]
    await _tell_of_parcel(delivery, "parcel_troubled", fact.state, now, news=news.zh, news_en=news.en)


async def _tell_of_parcel(delivery: Delivery, text: str, about: str, now: datetime, **params: str) -> None:
    application = await Application.get(id=delivery.application_id)
    about = f"{delivery.id}:{about}"
    await tell(application, delivery.account_id, text, now, about=about, tracking_number=delivery.waybill, **params)


async def _tell_applicant(application_id: UUID, text: str, now: datetime, **params: str) -> None:
    application = await Application.get(id=application_id)
    await tell(application, application.applicant_id, text, now, **params)


async def tell(
    application: Application, account_id: UUID, text: str, now: datetime, *, about: str = "", **params: str
) -> None:
    account = await Account.get(id=account_id)
    async with in_transaction():
        await send(
            text,
            to=Recipient(account_id=account.id, phone=account.phone, phone_index=account.phone_index),
            params={"company": application.company_name, **params},
            subject=application.subject,
            once=f"{text}:{about or application.id}:{account.id}",
            now=now,
        )
