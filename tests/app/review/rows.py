"""Bare rows of the queue, for what needs no people or papers."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.applications.models import Application
from app.applications.states import State
from core import clock
from tests.filings import OFFICE


async def a_row(**values: Any) -> Application:
    """A filed case of the sample office; a test states its difference."""
    now = clock.now()
    usual: dict[str, Any] = {
        "id": uuid4(),
        "number": f"{OFFICE}{uuid4().int % 10**16:016d}",
        "kind": "incorporation",
        "office": OFFICE,
        "state": State.SUBMITTED,
        "applicant_id": uuid4(),
        "company_name": "云溪县沃禾软件有限公司",
        "created_at": now,
        "updated_at": now,
        "submitted_at": now - timedelta(hours=1),
        "due_at": now + timedelta(days=3),
    }
    return await Application.create(**{**usual, **values})
