"""Incorporation of a limited company by natural persons (有限责任公司设立).

Law: 公司法 (2023) art. 10, 42, 46 to 48, 68, 75, 76, 83; 市场主体登记管理条例 art. 15 to 17; its 实施细则 art. 16 (who
must be verified), art. 25 and 26 (what is filed).
"""

from collections.abc import Iterator
from datetime import date

from app.applications.content import Content
from app.applications.kinds.capacities import capacities
from app.applications.kinds.checks.address import check_address
from app.applications.kinds.checks.beneficial_owners import check_beneficial_owners
from app.applications.kinds.checks.capital import check_capital
from app.applications.kinds.checks.found import Found
from app.applications.kinds.checks.name import check_company_name
from app.applications.kinds.checks.people import check_people
from app.applications.kinds.checks.posts import check_posts
from app.applications.kinds.checks.scope import check_scope
from app.applications.kinds.checks.term import check_term
from app.applications.kinds.incorporation_card import summary
from app.applications.kinds.kind import Capacity, Document, Facts, Kind, Post, Signatory
from core.errors import Text
from core.rules import Findings, gather, problem

ENTITY_TYPE = "LLC"

_VERIFIED = "《市场主体登记管理条例实施细则》第十六条"
_WHY: dict[Capacity, Text] = {
    Capacity.LEGAL_REPRESENTATIVE: Text("拟任法定代表人", "proposed legal representative"),
    Capacity.SHAREHOLDER: Text("股东", "shareholder"),
    Capacity.DIRECTOR: Text("董事", "director"),
    Capacity.SUPERVISOR: Text("监事", "supervisor"),
    Capacity.GENERAL_MANAGER: Text("经理", "general manager"),
    Capacity.FINANCE_OFFICER: Text("财务负责人", "finance officer"),
    Capacity.LIAISON: Text("登记联络员", "liaison"),
    Capacity.AGENT: Text("委托代理人", "agent"),
}
POSTS = (
    Post("legal_representative"),
    Post("director", several=True),
    Post(
        "supervisor",
        several=True,
        waiver="no_supervisor",
        waived=Text("全体股东同意不设监事", "All shareholders agree to have no supervisor"),
    ),
    Post("general_manager"),
    Post("finance_officer"),
    Post("liaison"),
)


def check(content: Content, *, on: date, facts: Facts, complete: bool) -> Findings:
    """Every rule of this kind, at the fields they concern."""
    return gather(_findings(content, on=on, facts=facts, complete=complete))


def _findings(content: Content, *, on: date, facts: Facts, complete: bool) -> Found:
    yield from check_company_name(content, entity_type=ENTITY_TYPE, on=on, facts=facts, complete=complete)
    yield from check_address(content, facts=facts, complete=complete)
    yield from check_scope(content, on=on, complete=complete)
    yield from check_capital(content, on=on, complete=complete)
    yield from check_people(content, on=on, facts=facts, complete=complete)
    yield from check_posts(content, complete=complete)
    yield from _model_articles(content)
    yield from check_beneficial_owners(content, complete=complete)
    yield from check_term(content, complete=complete)


def _model_articles(content: Content) -> Found:
    """The law allows boards (art. 68, 76); the model articles that founders sign here provide for none."""
    for post, holders in (("director", content.posts.director), ("supervisor", content.posts.supervisor)):
        if len(holders) > 1:
            yield f"posts.{post}", problem("PS-20")


def signatories(content: Content) -> list[Signatory]:
    """Everybody whom art. 16 of the 实施细则 wants verified, each once, in the order in which content lists them."""
    held = capacities(content)
    return [
        Signatory(
            person_key=key,
            capacities=held[key],
            reason=Text(
                "、".join(_WHY[c].zh for c in held[key]) + "。",
                ", ".join(_WHY[c].en for c in held[key]).capitalize() + ".",
            ),
            basis=_VERIFIED,
        )
        for key in content.people
        if key in held
    ]


def documents(content: Content) -> list[Document]:
    """What the founders sign, and who signs what. The codes are the names of the templates."""
    posts = content.posts
    holders = list(content.shareholders)
    legal = [posts.legal_representative]
    officers = [*legal, *posts.director, *posts.supervisor, posts.general_manager]
    everyone = [*officers, posts.liaison, posts.finance_officer]
    return list(_documents(content, holders, legal, officers, everyone))


def _documents(
    content: Content,
    holders: list[str],
    legal: list[str | None],
    officers: list[str | None],
    everyone: list[str | None],
) -> Iterator[Document]:
    yield Document(
        "application_form",
        Text("公司登记（备案）申请书", "Application for registration"),
        _once(everyone),
        "《市场主体登记管理条例》第十六条",
    )
    yield Document(
        "articles",
        Text("公司章程", "Articles of association"),
        _once(holders),
        "《中华人民共和国公司法》第四十六条",
    )
    yield Document(
        "appointment",
        Text("股东会决议（任职文件）", "Shareholders' resolution on appointments"),
        _once([*holders, *officers]),
        "《市场主体登记管理条例实施细则》第二十五条",
    )
    yield Document(
        "address_commitment",
        Text("住所（经营场所）申报承诺书", "Commitment on the address"),
        _once(legal),
        "《市场主体登记管理条例》第十六条",
    )
    if content.beneficial_owners.exempt_promise:
        yield Document(
            "beneficial_owner_promise",
            Text("受益所有人信息免予备案承诺书", "Promise on beneficial owners"),
            _once(legal),
            "《受益所有人信息管理办法》第三条",
        )


def _once(keys: list[str] | list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if key))


INCORPORATION = Kind(
    code="incorporation",
    entity_type=ENTITY_TYPE,
    title=Text("有限责任公司设立登记", "Incorporation of a limited company"),
    check=check,
    signatories=signatories,
    documents=documents,
    summary=summary,
    posts=POSTS,
)
