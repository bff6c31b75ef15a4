"""The officers' console under `/console/`: the built files of `console/dist`, with a strict content security policy.

Every address below it that is no file answers with the one page, whose router shows the room. The files are read once
and kept with their compressed form; file names of `assets/` carry a hash, so browsers may keep them for good.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, raw

from config.settings import PROJECT
from core.errors import NotFound, Text
from core.web.operation import ANYONE, operation

bp = Blueprint("console")
FOLDER = PROJECT / "console" / "dist"
PAGE = "index.html"
# Scripts and styles come from our own files alone. `data:` and `blob:` serve QR codes, evidence frames and
# videos, which are fetched with the officer's session; no other host is ever asked for anything.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_COMPRESSIBLE = {"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"}
_NOT_BUILT = Text(
    "管理台尚未构建，请运行 make setup。", "The console has not been built on this machine: run make setup."
)


@dataclass(frozen=True)
class File:
    """One file as it is sent. `packed` is empty where compressing is of no use."""

    content: bytes
    packed: bytes
    media: str
    etag: str
    lasting: bool


@bp.get("/console/<path:path>", unquote=True)
@operation("A page or file of the officers' console", who=ANYONE, media="text/html")
async def show_file(request: Request, path: str) -> HTTPResponse:
    return respond(request, _find(path))


@bp.get("/console/")
@operation("The first page of the officers' console", who=ANYONE, media="text/html")
async def show_page(request: Request) -> HTTPResponse:
    return respond(request, _find(PAGE))


def _find(path: str) -> File:
    """The file of this name; for an address of the page's router, the page. Raises NotFound."""
    known = files(FOLDER)
    if PAGE not in known:
        raise NotFound(_NOT_BUILT)
    if path in known:
        return known[path]
    if "." in path.rsplit("/", 1)[-1]:
        raise NotFound()
    return known[PAGE]


@cache
def files(folder: Path) -> dict[str, File]:
    """Every file by its path below the folder. Only these names are ever served, whatever a request asks for."""
    return {p.relative_to(folder).as_posix(): _read(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def _read(path: Path) -> File:
    content = path.read_bytes()
    media = "text/javascript" if path.suffix in {".js", ".mjs"} else mimetypes.guess_type(path.name)[0]
    packed = gzip.compress(content, 9, mtime=0) if media in _COMPRESSIBLE else b""
    return File(
        content=content,
        packed=packed,
        media=media or "application/octet-stream",
        etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        lasting=path.parent.name == "assets",
    )


def respond(request: Request, file: File, policy: str = POLICY) -> HTTPResponse:
    """The file as a response, or 304 where the browser holds it already."""
    headers = {
        "ETag": file.etag,
        "Cache-Control": "public, max-age=31536000, immutable" if file.lasting else "no-cache",
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == file.etag:
        return empty(304, headers)
    charset = "; charset=utf-8" if file.media in _COMPRESSIBLE else ""
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return raw(file.packed, headers={**headers, "Content-Encoding": "gzip"}, content_type=file.media + charset)
    return raw(file.content, headers=headers, content_type=file.media + charset)
