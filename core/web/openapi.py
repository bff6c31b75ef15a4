"""The contract: OpenAPI 3.1 from the routes' own declarations, and a page to read it. Clients are generated from it."""

import html
import re
from functools import cache
from json import dumps
from typing import Any

from pydantic import BaseModel, TypeAdapter
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import html as html_response
from sanic.response import json

from core.errors import Text
from core.web.operation import ANYONE, Operation, operation

bp = Blueprint("openapi", url_prefix="/api")
REFERENCE = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "text"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; what programs decide on"},
        "text": {"$ref": REFERENCE.format(model="Text")},
        "request_id": {"type": "string"},
        "retry_after_s": {"type": "integer"},
        "problems": {
            "type": "object",
            "description": "field path → findings",
            "additionalProperties": {"type": "array", "items": {"$ref": REFERENCE.format(model="Problem.Finding")}},
        },
    },
}
NOTE = "Clients without PUT, PATCH or DELETE may send POST with the method meant in `X-HTTP-Method-Override`."
TEXT = TypeAdapter(Text).json_schema()
FINDING = {
    "type": "object",
    "required": ["rule", "severity", "text", "cure"],
    "properties": {
        "rule": {"type": "string"},
        "severity": {"enum": ["error", "warning", "info"]},
        "text": {"$ref": REFERENCE.format(model="Text")},
        "cure": {"$ref": REFERENCE.format(model="Text")},
        "basis": {"type": "string"},
        "detail": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def contract(app: Sanic[Any, Any]) -> dict[str, Any]:
    """The document for all declared routes of the app."""
    schemas: dict[str, Any] = {"Text": TEXT, "Problem": PROBLEM, "Problem.Finding": FINDING}
    paths: dict[str, Any] = {}
    for route in sorted(app.router.routes, key=lambda r: (r.path, sorted(r.methods))):
        declared: Operation | None = getattr(route.handler, "operation", None)
        if declared is None or not route.path.startswith("api/v1"):
            continue
        path, parameters = _path(route.path)
        for method in sorted(route.methods - {"OPTIONS", "HEAD"}):
            name = route.name.split(".", 1)[-1].replace(".", "_")
            paths.setdefault(path, {})[method.lower()] = _entry(name, declared, parameters, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "照办 zhaoban", "version": "1", "description": NOTE},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _path(raw: str) -> tuple[str, list[dict[str, Any]]]:
    parameters = []
    for name, kind in re.findall(r"<(\w+):?([^>]*)>", raw):
        schema = {"type": "string", "format": "uuid"} if kind == "uuid" else {"type": "string"}
        schema = {"type": "integer"} if kind == "int" else schema
        parameters.append({"name": name, "in": "path", "required": True, "schema": schema})
    return "/" + re.sub(r"<(\w+):?[^>]*>", r"{\1}", raw), parameters


def _entry(name: str, declared: Operation, parameters: list[dict[str, Any]], schemas: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"operationId": name, "summary": declared.summary, "x-roles": sorted(declared.who)}
    entry["security"] = [] if declared.who == ANYONE else [{"bearer": []}]
    parameters = list(parameters)
    for parameter, meaning in declared.query.items():
        text = {"type": "string"}
        parameters.append({"name": parameter, "in": "query", "description": meaning, "schema": text})
    if declared.idempotent or declared.keyed:
        schema = {"type": "string", "minLength": 8, "maxLength": 128}
        key = {"name": "Idempotency-Key", "in": "header", "required": declared.idempotent, "schema": schema}
        parameters.append(key)
    if parameters:
        entry["parameters"] = parameters
    if declared.body is not None:
        content = {"application/json": {"schema": _reference(declared.body, schemas)}}
        entry["requestBody"] = {"required": True, "content": content}
    elif declared.stream is not None:
        entry["requestBody"] = {"required": True, "content": {declared.stream: {"schema": {"type": "string"}}}}
    entry["responses"] = _responses(declared, schemas)
    return entry


def _responses(declared: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    answers: dict[str, Any] = {"default": {"description": "refused: a problem document", "content": problem}}
    if declared.returns is not None:
        content = {declared.media: {"schema": _reference(declared.returns, schemas)}}
        answers[str(declared.status)] = {"description": "done", "content": content}
    elif declared.media != "application/json":
        binary = {"schema": {"type": "string", "contentMediaType": declared.media}}
        answers[str(declared.status)] = {"description": "done", "content": {declared.media: binary}}
    else:
        answers["204"] = {"description": "done"}
    return answers


def _reference(model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, str]:
    schema = model.model_json_schema(ref_template=REFERENCE)
    for name, part in (*schema.pop("$defs", {}).items(), (model.__name__, schema)):
        if schemas.setdefault(name, part) != part and name != Text.__name__:  # one type, strict or not
            raise ValueError(f"two different models of the contract are called {name}: give one another name")
    return {"$ref": REFERENCE.format(model=model.__name__)}


@bp.get("/openapi.json")
@operation("The contract of this API (OpenAPI 3.1)", who=ANYONE)
async def show_contract(request: Request) -> HTTPResponse:
    return json(_contract_of(request.app), ensure_ascii=False)


@bp.get("/docs")
@operation("The contract as a page to read", who=ANYONE, media="text/html")
async def show_docs(request: Request) -> HTTPResponse:
    return html_response(_page_of(request.app))


@cache
def _contract_of(app: Sanic[Any, Any]) -> dict[str, Any]:
    """Written once a process: anybody may ask, and routes do not change while it serves."""
    return contract(app)


@cache
def _page_of(app: Sanic[Any, Any]) -> str:
    return _page(_contract_of(app))


def _page(document: dict[str, Any]) -> str:
    rows = []
    for path, methods in document["paths"].items():
        for method, entry in methods.items():
            roles = "、".join(entry["x-roles"]) or "anyone 无需登录"
            body = entry.get("requestBody", {}).get("content", {})
            takes = ", ".join(_name(kind, part["schema"]) for kind, part in body.items())
            good: dict[str, Any] = next((a for status, a in entry["responses"].items() if status != "default"), {})
            gives = ", ".join(_name(kind, part["schema"]) for kind, part in good.get("content", {}).items()) or "204"
            cells = (f"<b>{method.upper()}</b> <code>{html.escape(path)}</code>", html.escape(entry["summary"]))
            rows.append(f"<tr><td>{cells[0]}<br>{cells[1]}</td><td>{roles}</td><td>{takes}</td><td>{gives}</td></tr>")
    models = "".join(
        f'<details id="{html.escape(name)}"><summary><code>{html.escape(name)}</code></summary>'
        f"<pre>{html.escape(_pretty(schema))}</pre></details>"
        for name, schema in document["components"]["schemas"].items()
    )
    return _FRAME.format(rows="".join(rows), models=models)


def _name(kind: str, schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = html.escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}"><code>{name}</code></a>'
    return html.escape(kind)


def _pretty(schema: dict[str, Any]) -> str:
    return dumps(schema, ensure_ascii=False, indent=2)


_FRAME = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>照办 API</title>
<style>
body{{font:15px/1.6 system-ui,"Noto Sans CJK SC","Noto Sans SC",sans-serif;margin:2rem auto;max-width:72rem;
padding:0 1rem;color:#1c2733;background:#fff}}
table{{border-collapse:collapse;width:100%}}td,th{{border-top:1px solid #d8dee6;padding:.5rem;text-align:left;
vertical-align:top}}
code,pre{{font:13px/1.5 ui-monospace,monospace}}pre{{overflow:auto;background:#f5f7fa;padding:.75rem}}
a{{color:#0b5cad}}
</style>
<h1>照办 API</h1>
<p>机器可读的约定 Machine-readable: <a href="/api/openapi.json"><code>/api/openapi.json</code></a>.
错误一律为 Refusals are always <code>application/problem+json</code> (RFC 9457).</p>
<table><tr><th>做什么 What</th><th>谁可用 Who</th><th>提交 Takes</th><th>返回 Returns</th></tr>{rows}</table>
<h2>数据 Models</h2>{models}</html>"""
