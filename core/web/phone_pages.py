"""The phone front end at `/`: the built files of `miniprogram/dist/build/h5`, and the door of an invitation, `/i/…`.

Its router works behind the `#`, so the server knows one page and its files. An invitation's short address leads to the
page's room for it; opening the address tells nothing, and needs no sign-in.
"""

from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import redirect

from config.settings import PROJECT
from core.errors import NotFound, Text
from core.web.operation import ANYONE, operation
from core.web.static import PAGE, File, files, respond

bp = Blueprint("phone_pages")
FOLDER = PROJECT / "miniprogram" / "dist" / "build" / "h5"
# Styles are set on elements by the component library. `blob:` is for films and papers, which need the session's token.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_NOT_BUILT = Text(
    "手机端页面尚未构建，请运行 make setup。", "The phone front end has not been built on this machine: run make setup."
)


@bp.get("/")
@operation("The phone front end", who=ANYONE, media="text/html")
async def show_page(request: Request) -> HTTPResponse:
    return _respond(request, PAGE)


@bp.get("/assets/<path:path>", unquote=True)
@operation("A built file of the phone front end", who=ANYONE)
async def show_asset(request: Request, path: str) -> HTTPResponse:
    return _respond(request, f"assets/{path}")


@bp.get("/static/<path:path>", unquote=True)
@operation("A picture of the phone front end", who=ANYONE)
async def show_picture(request: Request, path: str) -> HTTPResponse:
    return _respond(request, f"static/{path}")


@bp.get("/i/<code:str>")
@operation("The door of an invitation", who=ANYONE, media="text/html")
async def show_invitation_page(request: Request, code: str) -> HTTPResponse:
    return redirect(f"/#/pages/invitation/index?code={quote(code, safe='')}")


def _respond(request: Request, path: str) -> HTTPResponse:
    known = files(FOLDER)
    if PAGE not in known:
        raise NotFound(_NOT_BUILT)
    found: File | None = known.get(path)
    if found is None:
        raise NotFound()
    return respond(request, found, POLICY)
