"""What all parties of the outside world share: memory, secrets, time, faults, and a journal of who asked what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sanic import Request

from sandbox.faults import Faults
from sandbox.keys import Credentials, Keyring
from sandbox.store import Record, Store

if TYPE_CHECKING:
    from sandbox.outbox import Outbox

SHANGHAI = ZoneInfo("Asia/Shanghai")
JOURNAL_LENGTH = 500


@dataclass
class World:
    """The state of the outside world: one per process, at `request.app.ctx.world`."""

    data: Path
    address: str
    """Where the sandbox listens, e.g. http://127.0.0.1:9000."""
    callbacks: str
    """Where the product listens; notices to addresses that are not on loopback go there instead."""
    speed: float
    """How many times faster than in reality the parties repeat their notices."""
    store: Store
    keyring: Keyring
    faults: Faults
    credentials: Credentials = field(default_factory=dict)
    outbox: "Outbox" = field(init=False)

    def now(self) -> datetime:
        """The world's time: the machine's, moved forward by what `POST /clock` has added."""
        clock = self.store.get("clock", "offset")
        return datetime.now(UTC) + timedelta(seconds=clock["seconds"] if clock else 0)

    @staticmethod
    def machine_now() -> datetime:
        """The machine's time, which both sides' signatures carry whatever the world's time is."""
        return datetime.now(UTC)

    def advance(self, seconds: float) -> datetime:
        """Move the world's time forward, so that codes, orders and retries grow old without waiting."""
        clock = self.store.get("clock", "offset") or {"seconds": 0}
        self.store.put("clock", "offset", {"seconds": clock["seconds"] + seconds})
        return self.now()

    def note(self, service: str, event: str, outcome: str, detail: str = "") -> None:
        """Write a line of the journal; never a name, number or secret, only what was asked and how it ended."""
        key = str(self.store.count("journal"))
        line: Record = {
            "at": self.now().isoformat(timespec="milliseconds"),
            "service": service,
            "event": event,
            "outcome": outcome,
            "detail": detail,
        }
        self.store.put("journal", key, line)
        self.store.keep_latest("journal", JOURNAL_LENGTH)


def world_of(request: Request) -> World:
    world = request.app.ctx.world
    assert isinstance(world, World)
    return world


Setup = Callable[[World], None]
"""A party's start: make its secrets, declare its faults."""
