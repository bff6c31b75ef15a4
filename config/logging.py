"""Logs: one JSON object a line (readable lines on a terminal), with what must not be in a log replaced before it is
written: ID numbers, phone numbers, tokens. Redaction is the last line of defence; nothing should reach it.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(r"\b\d{17}[\dXx]\b|(?<!\d)1[3-9]\d{9}(?!\d)|Bearer\s+\S+")
REDACTED = "[redacted]"


def configure(level: str = "INFO", *, process: str) -> None:
    """Set up structlog and the standard library's loggers for one process."""
    readable = sys.stderr.isatty()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    structlog.contextvars.bind_contextvars(process=process)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_only_event, redact, renderer])
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "sanic.access", "procrastinate", "PIL", "fontTools"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace what looks like an ID number, a phone number or a token in every string of the event."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRET.sub(REDACTED, value)
    return event


def _only_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event
