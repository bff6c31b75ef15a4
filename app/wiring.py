"""Everything that crosses capabilities, on one page: routes, who acts on which fact, which provider is used."""

from app import identity_notices, notices
from app.accounts import mini_program
from app.accounts.alipay import AlipayMiniProgram
from app.accounts.console_routes import bp as console_session
from app.accounts.mini_program_routes import bp as mini_programs
from app.accounts.offices import offices_of
from app.accounts.routes import bp as accounts
from app.accounts.wechat import WechatMiniProgram
from app.administration.officer_routes import bp as officers
from app.administration.routes import bp as administration
from app.applications.correction_routes import bp as application_corrections
from app.applications.events import (
    ApplicationExpired,
    ApplicationFiled,
    ApplicationLapsing,
    ApplicationRejected,
    ApplicationReopened,
    ApplicationResumed,
    ApplicationSubmitted,
    ApplicationSuspended,
    CorrectionRequired,
    DisputeSettled,
)
from app.applications.routes import bp as applications
from app.delivery import complete, order
from app.delivery import provider as couriers
from app.delivery.events import DeliveryCancelled, ParcelDelivered, ParcelShipped, ParcelTroubled
from app.delivery.providers.ems import Ems, EmsAccount
from app.delivery.providers.sf import Sf, SfAccount
from app.delivery.routes import bp as delivery
from app.documents import decision_papers, prepare, registry_papers
from app.documents.events import DocumentsEmbedded, PapersReady
from app.documents.models import Document
from app.documents.routes import bp as documents
from app.licences import issue
from app.licences.events import LicenceSealed
from app.licences.models import Licence
from app.licences.routes import bp as licences
from app.licences.routes import pages as licence_pages
from app.my_companies_routes import bp as my_companies
from app.names.reserve import expire_old
from app.reference_routes import bp as reference
from app.register.events import CompanyRegistered
from app.register.routes import bp as register
from app.review.clock_notices import watch_clocks
from app.review.correction_routes import bp as corrections
from app.review.desk_routes import bp as desk
from app.review.notice_routes import bp as officer_notices
from app.review.payment_routes import bp as payment_cases
from app.review.preview_routes import bp as correction_previews
from app.review.routes import bp as review
from app.signatories import ask, embed, idle, progress
from app.signatories.events import SignatureGiven
from app.signatories.routes import bp as signatories
from app.supervision.clock_routes import bp as clock_notices
from app.supervision.routes import bp as supervision
from app.waiting_routes import bp as waiting
from app.words_routes import bp as words
from config.parties import party
from config.settings import settings
from core import events, jobs, orphans
from core.events import Fact, Subscriber
from core.jobs import Routine
from core.orphans import Holders, Named
from core.platforms.alipay import AlipayApp, AlipayGateway
from core.platforms.wechat import WechatApp, WechatGateway
from core.web.health import bp as health
from core.web.idempotency import forget_old
from core.web.openapi import bp as openapi
from core.web.phone_pages import bp as phone_pages
from core.web.static import bp as console
from notifications import providers as notification_providers
from notifications import pushed
from notifications.collect import collect_reports
from notifications.consent_routes import bp as message_consent
from notifications.providers.tencent import Tencent, TencentSms
from notifications.providers.wechat import WechatMessages
from notifications.providers.wechat_push import PushAccount, WechatPush
from notifications.retention import forget_expired
from notifications.routes import bp as notifications
from payments import provider as payment_provider
from payments import scope as payment_scope
from payments.events import (
    ChargeCancelled,
    ChargeExpired,
    ChargeRefunded,
    ChargeSettled,
    PaymentIncidentOpened,
    PaymentReturned,
)
from payments.officer_routes import bp as payments_desk
from payments.providers.alipay import Alipay, AlipaySeller
from payments.providers.wechat import WechatPay
from payments.providers.wechat_wire import WechatPayAccount
from payments.routes import bp as payments
from verification import provider as verification_provider
from verification import wanted
from verification.channel_routes import bp as verification_channels
from verification.channels import door as verification_doors
from verification.channels.officer import OFFICER_DOORS
from verification.channels.platform import alipay_door, wechat_door
from verification.events import IdentityConfirmed, IdentityDisputed, IdentityNotConfirmed, IdentityReferred
from verification.officer_routes import bp as verification_desk
from verification.providers.alipay_face import AlipayFace
from verification.providers.population import PopulationAccount, PopulationGateway
from verification.providers.wechat_face import WechatFace
from verification.retention import HOLDERS as VERIFICATION_HOLDERS
from verification.retention import sweep
from verification.routes import bp as verification

BLUEPRINTS = [
    health,
    openapi,
    accounts,
    mini_programs,
    console_session,
    applications,
    application_corrections,
    signatories,
    documents,
    review,
    desk,
    correction_previews,
    officer_notices,
    payment_cases,
    supervision,
    clock_notices,
    administration,
    officers,
    corrections,
    register,
    licences,
    licence_pages,
    delivery,
    payments,
    payments_desk,
    verification,
    verification_channels,
    verification_desk,
    notifications,
    message_consent,
    reference,
    words,
    waiting,
    my_companies,
    phone_pages,
    console,
]

SUBSCRIPTIONS: dict[type[Fact], list[Subscriber]] = {
    ApplicationSubmitted: [prepare.render_papers, ask.invite_signatories, notices.tell_of_submission],
    ApplicationReopened: [],
    ApplicationLapsing: [notices.tell_of_lapsing],
    ApplicationExpired: [notices.tell_of_expiry],
    PapersReady: [ask.ask_again_where_changed],
    IdentityConfirmed: [progress.record_identity, identity_notices.tell_of_confirmation],
    IdentityNotConfirmed: [identity_notices.tell_of_failure],
    IdentityReferred: [identity_notices.tell_of_referral],
    IdentityDisputed: [],
    ApplicationSuspended: [notices.tell_of_suspension],
    ApplicationResumed: [notices.tell_of_resumption],
    DisputeSettled: [notices.tell_of_settlement],
    SignatureGiven: [embed.embed_signatures],
    DocumentsEmbedded: [progress.file_when_complete],
    ApplicationFiled: [registry_papers.issue_receipt, notices.tell_of_filing],
    CorrectionRequired: [decision_papers.issue_correction_notice, notices.tell_of_correction],
    ApplicationRejected: [decision_papers.issue_refusal_notice, notices.tell_of_rejection],
    CompanyRegistered: [issue.issue_licence, issue.issue_registration_notice, notices.tell_of_registration],
    LicenceSealed: [complete.close_after_sealing, notices.tell_of_licence],
    ChargeSettled: [order.order_courier, notices.tell_of_payment],
    ChargeCancelled: [],
    ChargeExpired: [],
    ChargeRefunded: [notices.tell_of_refund],
    PaymentReturned: [],
    PaymentIncidentOpened: [],
    ParcelShipped: [notices.tell_of_shipping],
    ParcelTroubled: [notices.tell_of_trouble],
    ParcelDelivered: [complete.close_after_delivery, notices.tell_of_delivery],
    DeliveryCancelled: [],
}
"""A fact → who acts on it, each idempotent."""

SCHEDULE: dict[Routine, str] = {
    collect_reports: "* * * * *",
    forget_expired: "* * * * *",
    expire_old: "*/5 * * * *",
    watch_clocks: "*/5 * * * *",
    forget_old: "17 * * * *",
    sweep: "*/3 * * * *",
    orphans.erase_orphans: "23 * * * *",
    # In Shanghai's office hours: it writes to people.
    idle.expire_idle: "5 1-9 * * *",
}
"""What is done at set times → when (cron, UTC)."""


HOLDERS: Holders = {
    **VERIFICATION_HOLDERS,
    "document": [Named(Document, "blob_id")],
    "licence": [Named(Licence, "pdf_blob_id")],
}
"""Purpose of a stored object → where its objects are named; what nothing names is erased."""


def compose() -> None:
    """Hand the tables to the core and name the providers, once per process."""
    events.wire(SUBSCRIPTIONS)
    jobs.schedule(SCHEDULE)
    orphans.wire(HOLDERS)
    wanted.wire(progress.awaits_people)
    verification_provider.use(PopulationGateway(PopulationAccount(**party("population_register"))))
    wechat, alipay = WechatGateway(WechatApp.of(party("wechat"))), AlipayGateway(AlipayApp.of(party("alipay")))
    mini_program.wire([WechatMiniProgram(wechat), AlipayMiniProgram(alipay)])
    _compose_messages(wechat)
    _compose_payments(alipay)
    couriers.wire([Ems(EmsAccount(**party("ems"))), Sf(SfAccount(**party("sf")))])
    verification_doors.use(
        *OFFICER_DOORS,
        wechat_door(WechatFace(wechat)),
        alipay_door(AlipayFace(alipay, return_url=settings().public_url)),
    )


def _compose_payments(alipay: AlipayGateway) -> None:
    notices_at, home = f"{settings().public_url}/api/v1/payment-notices", settings().public_url
    seller = AlipaySeller(party("alipay")["seller_id"], f"{notices_at}/alipay", home)
    till = WechatPayAccount.of(party("wechat_pay"), notify_url=f"{notices_at}/wechat_pay")
    payment_provider.wire([WechatPay(till), Alipay(alipay, seller)], mini_program.payer_reference)
    payment_scope.wire(offices_of)


def _compose_messages(wechat: WechatGateway) -> None:
    section = party("wechat")
    cards = WechatMessages.of(wechat.call, section)
    notification_providers.use(Tencent(TencentSms(**party("tencent_sms"))), cards, mini_program.wechat_address)
    if section.get("push_token"):
        pushed.listen(WechatPush(PushAccount.of(section)))
