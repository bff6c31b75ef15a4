"""PUT, PATCH and DELETE for clients that can send only GET and POST.

WeChat's `wx.request` knows no PATCH, and Alipay's `my.request` none but GET, POST, PUT and DELETE, in newer versions.
Such a client sends POST and names the method meant in `X-HTTP-Method-Override`, a header in wide use (Google's and
Microsoft's APIs take it). Only a POST can be turned, and only into a method that changes something, so that nothing
which guards changes is passed by. The routes, and the contract, stay what they are.
"""

from typing import Any

from sanic import Request, Sanic

HEADER = "x-http-method-override"
MEANT = frozenset({"PUT", "PATCH", "DELETE"})


def install(app: Sanic[Any, Any]) -> None:
    """Read the header before the route is looked for."""
    app.signal("http.routing.before")(apply)


async def apply(request: Request) -> None:
    """Let a POST be what it says it means; any other value leaves it a POST."""
    meant = request.headers.get(HEADER, "").upper()
    if request.method == "POST" and meant in MEANT:
        request.method = meant
