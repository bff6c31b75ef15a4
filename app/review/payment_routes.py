"""HTTP of the cases behind payments, for officers who decide on refunds, incidents and differences."""

from uuid import UUID

from sanic import Blueprint, Request

from app.review.payment_cases import payment_cases
from app.review.routes import DECIDERS
from core.web.operation import View, operation

bp = Blueprint("payment_cases", url_prefix="/api/v1/cases")


class PaymentCaseView(View):
    """`number`: as refunds, incidents and differences name it. `asked_by`: who asked for the refund; empty where the
    system did, and for payments."""

    number: str
    application_id: UUID
    case_number: str
    company_name: str
    asked_by: str | None


class PaymentCaseList(View):
    payments: list[PaymentCaseView]


@bp.get("/payments")
@operation("Which cases the payments belong to that wait for an officer", who=DECIDERS, returns=PaymentCaseList)
async def list_payment_cases(request: Request) -> PaymentCaseList:
    return PaymentCaseList(
        payments=[
            PaymentCaseView(
                number=each.number,
                application_id=each.application.id,
                case_number=each.application.number,
                company_name=each.application.company_name,
                asked_by=each.asked_by,
            )
            for each in await payment_cases(by=request.ctx.actor)
        ]
    )
