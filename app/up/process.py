"""What one process is, as data: how it starts, how one sees that it is ready, how it stops, what its end means."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.up.places import Account
from app.up.trouble import Trouble
from app.up.undertaker import Undertaker


def nothing() -> None:
    """Nothing needs doing before this process starts."""


def unexplained(said: str) -> Trouble | None:
    """Nothing is known about why this process might end."""
    return None


@dataclass(frozen=True)
class Process:
    """`rank` orders: lower ranks start first and stop last; equal ranks start and stop together.

    `ready(said)` is asked again and again with the last lines of its output; it must answer within seconds, and may
    raise Trouble when waiting is in vain.
    `explain(said)` names the trouble behind an end, or None where another try may succeed. `environment` is added to
    ours, or stands alone when `bare`. `quiet` keeps its chatter out of the console (its log file has it all).
    """

    name: str
    argv: tuple[str, ...]
    rank: int
    ready: Callable[[str], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 12.0
    ready_seconds: float = 90.0
    before: Callable[[], None] = nothing
    explain: Callable[[str], Trouble | None] = unexplained
    quiet: bool = False

    def spawning(self, undertaker: Undertaker) -> dict[str, Any]:
        """Arguments for Popen and asyncio.create_subprocess_exec: own session, own account, announced."""
        account = self.account
        return {
            "stdin": subprocess.DEVNULL,
            "env": {**({} if self.bare else os.environ), **self.environment},
            "start_new_session": True,
            "cwd": "/" if self.bare else None,
            "user": account.uid if account else None,
            "group": account.gid if account else None,
            "extra_groups": [] if account else None,
            "preexec_fn": undertaker.announcement(self.stop_signal, self.rank),
        }
