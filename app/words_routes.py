"""HTTP of the words for our codes, and of what a filing costs and takes: front ends keep none of it themselves."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sanic import Blueprint, Request

from app.applications.kinds import KINDS
from config.reference import read
from core.clock import legal_date, now
from core.errors import NotFound, Text
from core.web.bilingual import Bilingual
from core.web.operation import ANYONE, View, operation
from payments.catalogue import catalogue

bp = Blueprint("words", url_prefix="/api/v1/reference")


class WordsView(View):
    """`words`: group (state, seat, delivery, prompt, post …) → code → how people read it."""

    words: dict[str, dict[str, Bilingual]]


class CostView(View):
    """`optional`: only who chooses it pays. `listed_fen` is the price before a subsidy."""

    code: str
    name: Bilingual
    basis: str
    payable_fen: int
    listed_fen: int
    optional: bool


class GuideStep(View):
    """`minutes` of a person's own time; none where others work."""

    title: Bilingual
    who: Bilingual
    minutes: int | None


class GuideView(View):
    """What a filing of this kind costs, needs and takes, on this day."""

    kind: str
    title: Bilingual
    legal: Bilingual
    legal_basis: str
    needs: list[Bilingual]
    steps: list[GuideStep]
    costs: list[CostView]


@cache
def words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The whole list, read once."""
    return read("words")


@bp.get("/words")
@operation("How people read our codes, in both languages", who=ANYONE, returns=WordsView)
async def list_words(request: Request) -> WordsView:
    return WordsView(
        words={group: {code: Bilingual(**text) for code, text in codes.items()} for group, codes in words().items()}
    )


@bp.get("/guide")
@operation(
    "What a filing costs and takes", who=ANYONE, returns=GuideView, query={"kind": "kind of filing; incorporation"}
)
async def show_guide(request: Request) -> GuideView:
    code = request.args.get("kind", "incorporation")
    kind, guide = KINDS.get(code), read("guide").get(code)
    if kind is None or guide is None:
        raise NotFound(Text("没有这种业务。", "There is no such kind of filing."))
    return GuideView(
        kind=code,
        title=Bilingual.of(kind.title),
        legal=_both(guide, "legal"),
        legal_basis=guide["legal_basis"],
        needs=[Bilingual(**each) for each in guide["needs"]],
        steps=[_step(each) for each in guide["steps"]],
        costs=[_cost(each, optional=False) for each in guide["charges"]]
        + [_cost(each, optional=True) for each in guide["optional"]],
    )


def _step(entry: Mapping[str, Any]) -> GuideStep:
    title = Bilingual(zh=entry["zh"], en=entry["en"])
    return GuideStep(title=title, who=_both(entry, "who"), minutes=entry.get("minutes"))


def _both(entry: Mapping[str, Any], name: str) -> Bilingual:
    return Bilingual(zh=entry[f"{name}_zh"], en=entry[f"{name}_en"])


def _cost(code: str, *, optional: bool) -> CostView:
    item = catalogue().item(code, legal_date(now()))
    return CostView(
        code=code,
        name=Bilingual(zh=item.name.zh, en=item.name.en),
        basis=item.basis,
        payable_fen=item.payable_fen(),
        listed_fen=item.listed_fen(),
        optional=optional,
    )
