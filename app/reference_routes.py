"""HTTP of what forms offer to choose from, so that no front end keeps a list, a price or a word of the law itself."""

from sanic import Blueprint, Request

from app.applications.kinds import KINDS
from app.applications.kinds.kind import Kind
from app.names.vocabulary import forms, trades
from config.reference.contribution import methods
from config.reference.offices import offices
from config.reference.regions import all_regions, chain, region
from config.reference.scope import Approval, ScopeItem, scope_items
from config.settings import settings
from core.errors import NotFound, Text
from core.web.bilingual import Bilingual
from core.web.operation import ANYONE, View, operation

bp = Blueprint("reference", url_prefix="/api/v1/reference")
KIND = {"kind": "kind of filing; incorporation"}
SHOWN = 30
"""How many entries a search answers with: a screen or two of a phone."""


class OfficeChoice(View):
    """`name_regions`: the divisions whose name a company of this office may put first, nearest first."""

    code: str
    name: Bilingual
    region: str
    name_regions: list[str]


class OfficeList(View):
    offices: list[OfficeChoice]


class RegionView(View):
    code: str
    name: str
    has_more: bool


class RegionList(View):
    """`chain`: the divisions that lead to the parent asked for, from the province down."""

    chain: list[RegionView]
    regions: list[RegionView]


class ScopeItemView(View):
    """`approval`: "before" or "after" registration, or empty when the item needs no licence."""

    code: str
    name: Bilingual
    approval: Approval
    licence: str


class ScopeList(View):
    items: list[ScopeItemView]
    more: bool


class MethodView(View):
    code: str
    name: Bilingual
    allowed: bool
    valued: bool


class MethodList(View):
    methods: list[MethodView]


class TradeList(View):
    trades: list[str]


class FormList(View):
    forms: list[str]


class PostView(View):
    """`several`: more than one may hold it. `waiver`: the field that says there is none, with the words for it."""

    code: str
    several: bool
    waiver: str
    waived: Bilingual | None


class PostList(View):
    posts: list[PostView]


@bp.get("/offices")
@operation("The registration authorities of this installation", who=ANYONE, returns=OfficeList)
async def list_offices(request: Request) -> OfficeList:
    sample = settings().sample
    return OfficeList(
        offices=[
            OfficeChoice(
                code=each.code,
                name=Bilingual(zh=each.name, en=each.en),
                region="".join(r.name for r in chain(each.code, fictitious=sample)),
                name_regions=[r.short_name for r in reversed(chain(each.code, fictitious=sample))],
            )
            for each in offices(fictitious=sample).values()
        ]
    )


@bp.get("/regions")
@operation("Administrative divisions (?parent=: those directly below it)", who=ANYONE, returns=RegionList)
async def list_regions(request: Request) -> RegionList:
    sample, parent = settings().sample, request.args.get("parent", "")
    if parent and region(parent, fictitious=sample) is None:
        raise NotFound(Text("没有这个行政区划。", "There is no such division."))
    path = chain(parent, fictitious=sample)
    return RegionList(
        chain=[RegionView(code=r.code, name=r.name, has_more=True) for r in path],
        regions=[RegionView(code=c, name=n, has_more=bool(_below(c))) for c, n in _below(parent)],
    )


@bp.get("/scope")
@operation("Search the catalogue of business scope (?q=, ?codes=a,b)", who=ANYONE, returns=ScopeList)
async def search_scope(request: Request) -> ScopeList:
    words, codes = request.args.get("q", "").split(), request.args.get("codes", "").split(",")
    found = [item for item in scope_items().values() if item.code in codes or (words and _speaks_of(item, words))]
    if not words and codes == [""]:
        found = list(scope_items().values())
    return ScopeList(
        items=[
            ScopeItemView(
                code=item.code, name=Bilingual(zh=item.zh, en=item.en), approval=item.approval, licence=item.licence
            )
            for item in found[:SHOWN]
        ],
        more=len(found) > SHOWN,
    )


@bp.get("/contribution-methods")
@operation("Kinds of contribution to the capital", who=ANYONE, returns=MethodList)
async def list_methods(request: Request) -> MethodList:
    return MethodList(
        methods=[
            MethodView(code=m.code, name=Bilingual(zh=m.zh, en=m.en), allowed=m.allowed, valued=m.valued)
            for m in methods().values()
        ]
    )


def trades_like(asked: str) -> list[str]:
    """Words of the trade that hold what was asked for, or are part of it, as 软件 is of 软件开发."""
    return [word for word in trades() if asked in word or word in asked][:SHOWN]


@bp.get("/trades")
@operation("Words of the trade for a name (?q=)", who=ANYONE, returns=TradeList)
async def search_trades(request: Request) -> TradeList:
    return TradeList(trades=trades_like(request.args.get("q", "").strip()))


@bp.get("/forms")
@operation("Organisation forms a name may end in (?kind=)", who=ANYONE, returns=FormList)
async def list_forms(request: Request) -> FormList:
    kind = _kind(request)
    return FormList(forms=[word for word, types in forms().items() if kind.entity_type in types])


@bp.get("/posts")
@operation("Posts that a filing fills, in the order in which to ask", who=ANYONE, returns=PostList, query=KIND)
async def list_posts(request: Request) -> PostList:
    return PostList(
        posts=[
            PostView(
                code=each.code,
                several=each.several,
                waiver=each.waiver,
                waived=Bilingual.maybe(each.waived),
            )
            for each in _kind(request).posts
        ]
    )


def _kind(request: Request) -> Kind:
    kind = KINDS.get(request.args.get("kind", "incorporation"))
    if kind is None:
        raise NotFound(Text("没有这种业务。", "There is no such kind of filing."))
    return kind


def _below(parent: str) -> list[tuple[str, str]]:
    """Code and name of the divisions directly below; of the provinces for none. A municipality has no city between."""
    sample = settings().sample
    inside = [r for r in all_regions(fictitious=sample) if r.code != parent]
    if not parent:
        return sorted((r.code, r.name) for r in inside if r.is_province)
    upper = region(parent, fictitious=sample)
    if upper is None or upper.is_county:
        return []
    under = [r for r in inside if r.code.startswith(upper.stem)]
    nearest = [r for r in under if not r.is_county] if upper.is_province else under
    return sorted((r.code, r.name) for r in (nearest or under))


def _speaks_of(item: ScopeItem, words: list[str]) -> bool:
    return all(word in item.zh or word.lower() in item.en.lower() for word in words)
