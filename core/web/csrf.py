"""Protection of what a cookie authorises against requests that other pages provoke (CSRF).

Three walls: the cookie is SameSite=Strict; a request that changes something repeats a token which only our own page
could read (an HMAC of the session, so it needs no storage and ends with the session); and a browser that names the
origin of such a request must name ours (OWASP CSRF Prevention: signed double submit, origin verification).
"""

import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit

from sanic import Request, Sanic

from config.keys import key_ring
from config.settings import settings
from core.errors import Forbidden, Text
from core.web.cookies import session_of

HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSED = Text(
    "无法确认这个请求来自本系统的页面，请刷新页面后重试。",
    "We could not confirm that this request comes from our own page; reload it and try again.",
)


def install(app: Sanic[Any, Any]) -> None:
    """Check every request before its handler."""
    app.register_middleware(check, "request")


def token_for(session_token: str) -> str:
    """What a page of this session must send along with every change."""
    return hmac.new(key_ring().index, b"csrf\x00" + session_token.encode(), hashlib.sha256).hexdigest()


async def check(request: Request) -> None:
    """Raise Forbidden for a change that rests on the cookie and does not come from our page."""
    session = session_of(request)
    if session is None or request.method in SAFE:
        return
    require_same_origin(request)
    if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), token_for(session).encode()):
        raise Forbidden(_REFUSED)


def require_same_origin(request: Request) -> None:
    """Raise Forbidden when the browser says that another site's page asks."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden(_REFUSED)
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc not in {request.host, urlsplit(settings().public_url).netloc}:
        raise Forbidden(_REFUSED)
