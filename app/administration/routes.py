"""HTTP of administration: audit log, health, erasures, and the rules as they are in force."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sanic import Blueprint, Request

from app.administration import audit_log
from app.administration.erasures import ErasureReport, erasure_report
from app.administration.health import Health, health
from core import clock
from core.actors import OFFICERS, Role
from core.errors import Invalid, Problem, Text
from core.rules import Rule, catalogue
from core.web.operation import View, operation

bp = Blueprint("administration", url_prefix="/api/v1/administration")
WHO = {Role.ADMINISTRATOR}
_NO_ID = Problem(
    "AD-03",
    Text("编号格式不正确。", "This is not an id."),
    Text("请从列表中复制完整的编号。", "Copy the whole id from the list."),
)


class AuditRow(View):
    id: int
    at: datetime
    actor_id: UUID
    actor: str | None
    action: str
    subject_kind: str
    subject_id: UUID | None
    detail: dict[str, Any]


class AuditPage(View):
    """Newest first; ask for what is older with `before` = the last row's id."""

    rows: list[AuditRow]


class ChainView(View):
    rows: int
    whole: bool
    broken_at: int | None


class RuleView(View):
    id: str
    title: dict[str, str]
    text: dict[str, str]
    cure: dict[str, str]
    basis: str
    severity: str
    cases: int


class RuleList(View):
    rules: list[RuleView]


@bp.get("/audit")
@operation("Read the audit log (?action=&actor=&subject=&before=)", who=WHO, returns=AuditPage)
async def show_audit(request: Request) -> AuditPage:
    before = request.args.get("before", "")
    rows, names = await audit_log.entries(
        action=request.args.get("action", "")[:64],
        actor_id=_uuid(request, "actor"),
        subject_id=_uuid(request, "subject"),
        before=int(before) if before.isdecimal() and len(before) < 16 else None,
    )
    return AuditPage(
        rows=[
            AuditRow(
                id=each.id,
                at=each.at,
                actor_id=each.actor_id,
                actor=names.get(each.actor_id),
                action=each.action,
                subject_kind=each.subject_kind,
                subject_id=each.subject_id,
                detail=each.detail,
            )
            for each in rows
        ]
    )


@bp.post("/audit/checks")
@operation("Walk the chain of the audit log", who=WHO, returns=ChainView)
async def check_audit(request: Request) -> ChainView:
    found = await audit_log.check_chain(by=request.ctx.actor, now=clock.now())
    return ChainView(rows=found.rows, whole=found.broken_at is None, broken_at=found.broken_at)


@bp.get("/health")
@operation("How the system is", who=WHO, returns=Health)
async def show_health(request: Request) -> Health:
    return await health()


@bp.get("/erasures")
@operation("What was erased and what is kept", who=WHO, returns=ErasureReport)
async def show_erasures(request: Request) -> ErasureReport:
    return await erasure_report()


@bp.get("/rules")
@operation("The rule catalogue as it is in force", who=OFFICERS, returns=RuleList)
async def list_rules(request: Request) -> RuleList:
    return RuleList(rules=[_rule(each) for each in catalogue().values()])


def _rule(rule: Rule) -> RuleView:
    return RuleView(
        id=rule.id,
        title=rule.title.as_dict(),
        text=rule.text.as_dict(),
        cure=rule.cure.as_dict(),
        basis=rule.basis,
        severity=rule.severity.value,
        cases=len(rule.cases),
    )


def _uuid(request: Request, name: str) -> UUID | None:
    text = request.args.get(name)
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Invalid({name: _NO_ID}) from None
