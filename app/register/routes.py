"""HTTP of the public register."""

from datetime import date

from sanic import Blueprint, Request

from app.register import queries
from app.register.models import Entity
from app.register.states import EntityState
from core.errors import Invalid, Problem, Text
from core.web.limits import limit
from core.web.operation import ANYONE, View, operation

bp = Blueprint("register", url_prefix="/api/v1/companies")
MIN_WORDS = 2
SEARCH = {"name": "part of the name, two characters or more"}
_TOO_SHORT = Problem(
    "RG-01",
    Text("查询词太短。", "The search is too short."),
    Text("请输入至少两个字。", "Enter at least two characters."),
)


class CompanyView(View):
    """What the law makes public of a company."""

    uscc: str
    name: str
    state: EntityState
    office: str
    address: str
    scope: str
    registered_fen: int
    legal_representative: str
    established_on: date


class CompanyList(View):
    companies: list[CompanyView]


@bp.get("/<uscc:str>")
@operation("Show a company of the public register", who=ANYONE, returns=CompanyView)
async def show_company(request: Request, uscc: str) -> CompanyView:
    await limit("register", request.remote_addr or request.ip, times=120, per_seconds=60)
    return view(await queries.by_code(uscc))


@bp.get("/")
@operation("Search the public register by name", who=ANYONE, returns=CompanyList, query=SEARCH)
async def search_companies(request: Request) -> CompanyList:
    await limit("register", request.remote_addr or request.ip, times=120, per_seconds=60)
    words = (request.args.get("name") or "").strip()
    if len(words) < MIN_WORDS:
        raise Invalid({"name": _TOO_SHORT})
    return CompanyList(companies=[view(each) for each in await queries.search(words)])


def view(entity: Entity) -> CompanyView:
    return CompanyView(
        uscc=entity.uscc,
        name=entity.name,
        state=entity.state,
        office=entity.office,
        address=entity.address,
        scope=entity.scope,
        registered_fen=entity.registered_fen,
        legal_representative=entity.legal_representative,
        established_on=entity.established_on,
    )
