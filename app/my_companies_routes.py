"""HTTP of my companies (我的企业): where I stand in the register, with the licence at hand.

Whoever proved by an account who they are sees by that account the companies in which the register names them. A phone
number alone shows nothing: it can change hands.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from app.applications.kinds.kind import Capacity
from app.applications.models import Application
from app.licences.models import Licence
from app.licences.routes import LicenceView, licence_view
from app.licences.states import LicenceState
from app.register.models import Entity, EntityPerson
from app.register.states import EntityState
from core import blobs
from core.actors import Actor, Role
from core.errors import NotFound
from core.sealed import blind_index
from core.web.operation import View, operation
from verification.models import VerificationTask
from verification.states import TaskState

bp = Blueprint("my_companies", url_prefix="/api/v1/my-companies")
PERSON = {Role.PERSON}
SHOWN = 50


class MyCompanyView(View):
    """`roles`: what I am in it, most weighty first. `application_id`: my own filing that founded it. `may_fetch`: the
    licence's file is mine to open, which is the legal representative's (《电子营业执照管理办法（试行）》).
    """

    uscc: str
    name: str
    state: EntityState
    roles: list[Capacity]
    established_on: date
    application_id: UUID | None
    licence: LicenceView | None
    may_fetch: bool


class MyCompanies(View):
    companies: list[MyCompanyView]


@bp.get("/")
@operation("Companies in which the register names me", who=PERSON, returns=MyCompanies)
async def list_mine(request: Request) -> MyCompanies:
    return MyCompanies(companies=await companies_of(request.ctx.actor))


@bp.get("/<uscc:str>/licence.pdf")
@operation("Fetch the licence of a company whose legal representative I am", who=PERSON, media="application/pdf")
async def fetch_mine(request: Request, uscc: str) -> HTTPResponse:
    return raw(await licence_file(uscc, by=request.ctx.actor), content_type="application/pdf")


async def companies_of(by: Actor) -> list[MyCompanyView]:
    """Newest first. An agent stands for others and is no part of the company."""
    rows = await EntityPerson.filter(id_index__in=await _proven(by)).exclude(role=Capacity.AGENT)
    roles: dict[UUID, list[Capacity]] = {}
    for row in rows:
        roles.setdefault(row.entity_id, []).append(Capacity(row.role))
    entities = await Entity.filter(id__in=list(roles)).order_by("-created_at").limit(SHOWN)
    licences = await _licences([each.id for each in entities])
    filings = [each.application_id for each in entities]
    own = {each.id for each in await Application.filter(id__in=filings, applicant_id=by.id).only("id")}
    return [_view(each, roles[each.id], licences.get(each.id), mine=each.application_id in own) for each in entities]


async def licence_file(uscc: str, *, by: Actor) -> bytes:
    """The sealed file. Raises NotFound for whoever is not its legal representative, as for a company that is none."""
    stands = EntityPerson.filter(id_index__in=await _proven(by), role=Capacity.LEGAL_REPRESENTATIVE)
    person = await stands.filter(entity__uscc=uscc).first()
    licence = (await _licences([person.entity_id])).get(person.entity_id) if person else None
    if licence is None or licence.pdf_blob_id is None:
        raise NotFound()
    return await blobs.load(licence.pdf_blob_id)


async def _proven(by: Actor) -> list[str]:
    """Whom this account has proved to be: by a face or another door, and never disputed since."""
    passed = VerificationTask.filter(account_id=by.id, passed_at__isnull=False).exclude(state=TaskState.DISPUTED)
    return list({blind_index("id number", task.id_number) for task in await passed})


async def _licences(entities: Sequence[UUID]) -> dict[UUID, Licence]:
    """The licence in force of each."""
    current = Licence.filter(entity_id__in=list(entities), state=LicenceState.CURRENT).select_related("entity")
    return {each.entity_id: each for each in await current}


def _view(entity: Entity, roles: list[Capacity], licence: Licence | None, *, mine: bool) -> MyCompanyView:
    return MyCompanyView(
        uscc=entity.uscc,
        name=entity.name,
        state=entity.state,
        roles=sorted(roles, key=list(Capacity).index),
        established_on=entity.established_on,
        application_id=entity.application_id if mine else None,
        licence=licence_view(licence) if licence else None,
        may_fetch=Capacity.LEGAL_REPRESENTATIVE in roles,
    )
