"""Small pieces of HTML that the sections share. Everything that comes from outside goes through `safe`."""

import json
from datetime import datetime
from html import escape

from sandbox.store import Record
from sandbox.world import SHANGHAI


def safe(value: object) -> str:
    return escape(str(value), quote=True)


def both(chinese: str, english: str) -> str:
    """A label in Chinese with English below it in weight."""
    return f'{chinese} <small lang="en">{english}</small>'


def act(path: str, label: str, *, body: Record | None = None, method: str = "POST", style: str = "") -> str:
    """A button that calls a door and then looks again."""
    data = f' data-body="{safe(json.dumps(body, ensure_ascii=False))}"' if body else ""
    return (
        f'<button type="button" class="{style}" data-call="{safe(path)}" data-method="{method}"{data}>{label}</button>'
    )


def copy(value: str, style: str = "") -> str:
    """A value that is copied when clicked."""
    title = "点击复制 · click to copy"
    return (
        f'<button type="button" class="copy {style}" data-copy="{safe(value)}" title="{title}">{safe(value)}</button>'
    )


def clock(moment: str) -> str:
    """Month, day and time in Shanghai of an ISO moment."""
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).strftime("%m-%d %H:%M:%S")


def badge(words: str, tone: str = "") -> str:
    return f'<span class="badge {tone}">{words}</span>'


def empty(chinese: str, english: str) -> str:
    return f'<p class="empty">{both(chinese, english)}</p>'
