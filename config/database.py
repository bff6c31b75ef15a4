"""The database: one Tortoise app, `zhaoban`, on PostgreSQL through psycopg, with the modules that hold models."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

MODEL_MODULES = [
    "core.audit",
    "core.blobs",
    "core.inbox",
    "core.states",
    "core.web.idempotency",
    "verification.models",
    "payments.models",
    "notifications.models",
    "app.accounts.models",
    "app.names.models",
    "app.applications.models",
    "app.signatories.models",
    "app.documents.models",
    "app.review.models",
    "app.register.models",
    "app.licences.models",
    "app.delivery.models",
]
"""Grown by one line with each capability that keeps something."""


def tortoise_config(database_url: str, *, connections: int = 10) -> dict[str, Any]:
    """What `Tortoise.init` takes. `database_url`: postgresql://user:password@host:port/name[?host=/socket/folder]."""
    url = urlsplit(database_url)
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    credentials = {
        "host": query.get("host") or unquote(url.hostname or "localhost"),
        "port": url.port or 5432,
        "user": unquote(url.username or "postgres"),
        "password": unquote(url.password) if url.password else None,
        "database": url.path.lstrip("/"),
        "minsize": 1,
        "maxsize": connections,
        "application_name": "zhaoban",
    }
    return {
        "connections": {"default": {"engine": "tortoise.backends.psycopg", "credentials": credentials}},
        "apps": {
            "zhaoban": {
                "models": MODEL_MODULES,
                "migrations": "migrations",
                "default_connection": "default",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


TORTOISE_ORM = tortoise_config("postgresql://localhost/zhaoban")
"""For the tool `tortoise`, which writes migrations from the models (`make migration`) and needs no server for it."""
