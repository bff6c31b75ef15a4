"""The fence around the unsigned doors: only this machine's own pages and programs come in.

The socket is on loopback, but a web page from anywhere can make the browser of this machine send requests there, or
give its own name this machine's address (DNS rebinding). So the Host must name loopback, and so must an Origin.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request, json


def names_loopback(host: str) -> bool:
    """Whether a host, with or without port, is this machine."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


async def keep_out(request: Request) -> HTTPResponse | None:
    """Refuse what a foreign page sends."""
    origin = request.headers.get("origin")
    if names_loopback(request.headers.get("host", "")) and (
        origin is None or names_loopback(origin.removeprefix("http://").removeprefix("https://"))
    ):
        return None
    return json({"error": "只接受本机的请求 · only this machine may ask"}, status=403)
