"""HTTP of preparing a correction."""

from typing import Any
from uuid import UUID

from sanic import Blueprint, Request

from app.review import correct, preview_correction
from app.review.correction_routes import CorrectionAsked
from core import clock
from core.actors import Role
from core.web.operation import View, operation

bp = Blueprint("correction_previews", url_prefix="/api/v1/cases")
WHO = {Role.REVIEWER, Role.SUPERVISOR}


class FieldName(View):
    field: str
    label: dict[str, str]


class FieldNames(View):
    fields: list[FieldName]


class CorrectionPreview(View):
    """`items`: rule, field, label, text, cure, basis and note of each point, in the words of the notice.

    `late`: fields that an earlier return could have named; `needs_supervisor`: the caller may not send such a list.
    """

    items: list[dict[str, Any]]
    late: list[str]
    needs_supervisor: bool


@bp.get("/<application_id:uuid>/correction-fields")
@operation("Which fields a correction can name", who=WHO, returns=FieldNames)
async def list_fields(request: Request, application_id: UUID) -> FieldNames:
    found = await preview_correction.fields(application_id, by=request.ctx.actor)
    return FieldNames(fields=[FieldName(field=path, label=name.as_dict()) for path, name in found])


@bp.post("/<application_id:uuid>/correction-preview")
@operation("Read a correction as the applicant will", who=WHO, body=CorrectionAsked, returns=CorrectionPreview)
async def show_preview(request: Request, application_id: UUID, body: CorrectionAsked) -> CorrectionPreview:
    points = [correct.Point(each.rule, each.field, each.note) for each in body.items]
    found = await preview_correction.preview(application_id, points, by=request.ctx.actor, now=clock.now())
    return CorrectionPreview(items=found.items, late=found.late, needs_supervisor=found.needs_supervisor)
