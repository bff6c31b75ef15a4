"""HTTP of the officer's desk: the piles, changing hands, and showing one masked value."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sanic import Blueprint, Request
from sanic.response.types import ResponseStream

from app.applications.states import State
from app.review import claim, handover, queries
from app.review.at_desk import at_desk
from app.review.reveal import reveal
from app.review.routes import DECIDERS, Moved, moved
from core import clock
from core.actors import Role
from core.web import live
from core.web.bilingual import Bilingual
from core.web.body import Body
from core.web.operation import View, operation
from core.web.purpose import Purpose

bp = Blueprint("desk", url_prefix="/api/v1/cases")
UUIDText = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]


class Wanted(Body):
    ids: list[UUIDText] = Field(min_length=1, max_length=50)


class NotClaimed(View):
    id: UUID
    text: Bilingual


class ClaimedSeveral(View):
    """`mine`: what I hold now; `refused`: what I do not, and why."""

    mine: list[UUID]
    refused: list[NotClaimed]


class Piles(View):
    """View of the queue → how many cases it holds."""

    piles: dict[str, int]


class FilingAtDesk(View):
    """`subject` as the identity desk names it; `filed`: the case can be opened."""

    subject: str
    id: UUID
    number: str
    company_name: str
    filed: bool


class FilingsAtDesk(View):
    filings: list[FilingAtDesk]


class Colleague(View):
    id: UUID
    display_name: str


class Colleagues(View):
    colleagues: list[Colleague]


class Handover(Body):
    to: UUIDText
    reason: str = Field(min_length=2, max_length=200)


class Takeover(Body):
    reason: str = Field(min_length=2, max_length=200)


class Disclosure(Body):
    """`path`: of the field in the content, `people.p1.id_number`."""

    path: str = Field(max_length=64)
    purpose: str = Field(pattern=f"^({'|'.join(Purpose)})$")


class Disclosed(View):
    value: str


@bp.get("/piles")
@operation("How many cases lie in each pile", who=DECIDERS, returns=Piles)
async def show_piles(request: Request) -> Piles:
    return Piles(piles=await queries.counts(by=request.ctx.actor, now=clock.now()))


@bp.get("/events")
@operation("Follow the queue of my office (server-sent events)", who=DECIDERS, media="text/event-stream")
async def follow_queue(request: Request) -> ResponseStream:
    actor = request.ctx.actor

    async def look() -> live.Seen:
        version = await queries.version()
        return live.Seen(version, {"version": version})

    return await live.stream(request, [f"queue:{actor.office}"], look)


@bp.post("/claims")
@operation("Claim several cases", who={Role.REVIEWER}, body=Wanted, returns=ClaimedSeveral)
async def claim_cases(request: Request, body: Wanted) -> ClaimedSeveral:
    found = await claim.claim_several([UUID(each) for each in body.ids], by=request.ctx.actor, now=clock.now())
    await live.publish(f"queue:{request.ctx.actor.office}")
    return ClaimedSeveral(
        mine=[each.id for each in found.mine],
        refused=[NotClaimed(id=each, text=Bilingual.of(why)) for each, why in found.refused.items()],
    )


@bp.get("/at-desk")
@operation("Which filings the people at the identity desk belong to", who={Role.REVIEWER}, returns=FilingsAtDesk)
async def list_at_desk(request: Request) -> FilingsAtDesk:
    return FilingsAtDesk(
        filings=[
            FilingAtDesk(
                subject=each.subject,
                id=each.id,
                number=each.number,
                company_name=each.company_name,
                filed=each.submitted_at is not None or each.state is State.SUSPENDED,
            )
            for each in await at_desk(by=request.ctx.actor)
        ]
    )


@bp.get("/colleagues")
@operation("To whom I can hand a case over", who={Role.REVIEWER}, returns=Colleagues)
async def list_colleagues(request: Request) -> Colleagues:
    found = await handover.colleagues(by=request.ctx.actor)
    return Colleagues(colleagues=[Colleague(id=each.id, display_name=each.display_name) for each in found])


@bp.post("/<application_id:uuid>/handover")
@operation("Hand my case over to a colleague", who={Role.REVIEWER}, body=Handover, returns=Moved)
async def hand_over(request: Request, application_id: UUID, body: Handover) -> Moved:
    handed = await handover.hand_over(application_id, UUID(body.to), body.reason, by=request.ctx.actor, now=clock.now())
    return await moved(handed)


@bp.post("/<application_id:uuid>/takeover")
@operation("Take a colleague's case over", who={Role.SUPERVISOR}, body=Takeover, returns=Moved)
async def take_over(request: Request, application_id: UUID, body: Takeover) -> Moved:
    return await moved(await handover.take_over(application_id, body.reason, by=request.ctx.actor, now=clock.now()))


@bp.post("/<application_id:uuid>/disclosures")
@operation("Show one masked value, with a purpose", who=DECIDERS, body=Disclosure, returns=Disclosed)
async def disclose(request: Request, application_id: UUID, body: Disclosure) -> Disclosed:
    purpose = Purpose(body.purpose)
    value = await reveal(application_id, body.path, purpose, by=request.ctx.actor, now=clock.now())
    return Disclosed(value=value)
