"""HTTP of licences: the holder fetches theirs; anybody verifies one by its QR."""

import base64
from datetime import date, datetime
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, json, raw

from app.applications.access import for_office, own
from app.documents.keyring import key_ring
from app.licences.models import IssueLogEntry, Licence
from app.licences.page import verification_page
from app.licences.stated import stated
from app.licences.states import LicenceState
from app.licences.verify import Verification, verify
from core import blobs
from core.actors import Role
from core.errors import NotFound
from core.web.bilingual import Bilingual
from core.web.limits import limit
from core.web.operation import ANYONE, View, operation

bp = Blueprint("licences", url_prefix="/api/v1")
pages = Blueprint("licence_pages")
READERS = {Role.PERSON, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR}
LOG_PAGE = 200
SIGNED = {"t": "the signed part of the QR's address"}
AFTER = {"after": "the id of the last line already seen"}


class StatedLine(View):
    """One line of a licence; the value is Chinese, as on the paper."""

    name: Bilingual
    value: str


class StatedView(View):
    """What a licence states, to be shown. `qr`: the text of its QR; `sample`: it has no legal force."""

    qr: str
    sample: bool
    lines: list[StatedLine]


class LicenceView(View):
    """A licence as its holder sees it; `statement` and `signature` are the machine-readable form, `stated` the same to
    be read: null until it is issued.
    """

    number: str
    uscc: str
    company_name: str
    state: LicenceState
    version: int
    verify_token: str
    issued_at: datetime | None
    pdf_sha256: str
    statement: str
    signature: str
    stated: StatedView | None


class VerificationView(View):
    """What anybody may know of a licence. `authentic`: whether the QR's signature is ours; null without it."""

    number: str
    uscc: str
    company_name: str
    state: LicenceState
    in_force: bool
    authentic: bool | None
    version: int
    issued_at: datetime | None
    established_on: date
    pdf_sha256: str


class LogLine(View):
    id: int
    licence_number: str
    event: str
    pdf_sha256: str
    at: datetime
    chain: str


class LogPage(View):
    lines: list[LogLine]


@bp.get("/applications/<application_id:uuid>/licence")
@operation("Show the licence of an application", who=READERS, returns=LicenceView)
async def show_licence(request: Request, application_id: UUID) -> LicenceView:
    return licence_view(await _readable(request, application_id))


def licence_view(licence: Licence) -> LicenceView:
    """Of a licence with its entity."""
    return LicenceView(
        number=licence.number,
        uscc=licence.entity.uscc,
        company_name=licence.entity.name,
        state=licence.state,
        version=licence.version,
        verify_token=licence.token,
        issued_at=licence.issued_at,
        pdf_sha256=licence.pdf_sha256,
        statement=licence.statement,
        signature=licence.signature,
        stated=_stated(licence.statement) if licence.statement else None,
    )


def _stated(statement: str) -> StatedView:
    it = stated(statement)
    lines = [StatedLine(name=Bilingual.of(name), value=value) for name, value in it.lines]
    return StatedView(qr=it.qr, sample=it.sample, lines=lines)


@bp.get("/applications/<application_id:uuid>/licence.pdf")
@operation("Fetch the electronic licence", who=READERS, media="application/pdf")
async def fetch_licence(request: Request, application_id: UUID) -> HTTPResponse:
    licence = await _readable(request, application_id)
    if licence.pdf_blob_id is None:
        raise NotFound()
    return raw(await blobs.load(licence.pdf_blob_id), content_type="application/pdf")


@bp.get("/licences/verification/<token:str>")
@operation("Verify a licence by its QR", who=ANYONE, returns=VerificationView, query=SIGNED)
async def verify_licence(request: Request, token: str) -> VerificationView:
    found = await _verify(request, token)
    licence = found.licence
    return VerificationView(
        number=licence.number,
        uscc=licence.entity.uscc,
        company_name=licence.entity.name,
        state=licence.state,
        in_force=found.in_force,
        authentic=found.authentic,
        version=licence.version,
        issued_at=licence.issued_at,
        established_on=licence.entity.established_on,
        pdf_sha256=licence.pdf_sha256,
    )


@bp.get("/licences/keys")
@operation("The public keys of licences, to verify them offline", who=ANYONE)
async def show_keys(request: Request) -> HTTPResponse:
    key = key_ring().licence
    return json({"keys": [{"key_id": key.key_id, "alg": "Ed25519", "public": base64.b64encode(key.public).decode()}]})


@bp.get("/licences/log")
@operation("The public log of issued licences, oldest first", who=ANYONE, returns=LogPage, query=AFTER)
async def show_log(request: Request) -> LogPage:
    after = request.args.get("after", "0")
    seen = int(after) if after.isdecimal() and len(after) < 16 else 0
    rows = await IssueLogEntry.filter(id__gt=seen).order_by("id").limit(LOG_PAGE)
    return LogPage(
        lines=[
            LogLine(
                id=r.id, licence_number=r.licence_number, event=r.event, pdf_sha256=r.pdf_sha256, at=r.at, chain=r.chain
            )
            for r in rows
        ]
    )


@pages.get("/v/<token:str>")
@operation("The page behind a licence's QR", who=ANYONE, media="text/html", query=SIGNED)
async def show_page(request: Request, token: str) -> HTTPResponse:
    try:
        found = await _verify(request, token)
    except NotFound:
        return html(verification_page(None), status=404)
    return html(verification_page(found))


async def _verify(request: Request, token: str) -> Verification:
    await limit("licence-verification", request.remote_addr or request.ip, times=120, per_seconds=60)
    return await verify(token, request.args.get("t"))


async def _readable(request: Request, application_id: UUID) -> Licence:
    actor = request.ctx.actor
    application = await (for_office if actor.is_officer else own)(application_id, actor)
    licence = await Licence.filter(entity__application_id=application.id).select_related("entity").first()
    if licence is None:
        raise NotFound()
    return licence
