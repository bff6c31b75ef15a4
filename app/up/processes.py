"""What runs, as data. A new process of the system is one entry here.

Servers first (database, cache, and outside production the sandbox), then the steps that run once (migrations, sample
data), then the services that need them. Ranks order the start; the stop goes the other way.
"""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from app.up import postgres, valkey
from app.up.machine import Machine
from app.up.preflight import check_product
from app.up.process import Process
from app.up.trouble import Trouble, disk_full, no_space

SERVERS, SERVICES = 0, 1
WORKER_STOP_SECONDS = 22.0
"""A worker lets the jobs in hand finish for twenty seconds; what then remains is taken up again at the next start."""
PYTHON = sys.executable
SANDBOX_PORT_ABOVE = 10_000
"""The sandbox listens this far above the API, if that port is free."""


def embedded_servers(machine: Machine) -> tuple[postgres.Postgres | None, valkey.Valkey | None]:
    """The servers that this machine must bring itself. Raises Trouble."""
    database = None if machine.database_url else postgres.prepare(machine.var / "postgres")
    cache = None if machine.redis_url else valkey.prepare(machine.var / "valkey")
    return database, cache


def sandbox(machine: Machine, port: int, environment: Mapping[str, str]) -> Process:
    """The outside world on loopback; never in production."""
    argv = ["-m", "sandbox", "--port", str(port), "--data", str(machine.var / "sandbox")]
    argv += ["--callbacks", machine.address, "--people", str(machine.people)]
    return _python("sandbox", argv, SERVERS, environment, answers(f"http://127.0.0.1:{port}/phones/"))


def sandbox_environment(machine: Machine, port: int) -> dict[str, str]:
    """Where the product finds the outside world, and what it needs to speak to it."""
    return {
        "SANDBOX_URL": f"http://127.0.0.1:{port}",
        "SANDBOX_CREDENTIALS": str(machine.var / "sandbox" / "credentials.json"),
    }


def steps(machine: Machine, environment: Mapping[str, str]) -> list[Process]:
    """What runs once before the services: migrations, and sample data outside production. One start of Python."""
    migrate = ["-m", "app.cli", "migrate"] + ([] if machine.is_production else ["--seed"])
    return [_python("migrate", migrate, SERVICES, environment, _never, quiet=True)]


def services(machine: Machine, environment: Mapping[str, str]) -> list[Process]:
    """The product's own processes."""
    api = _python("api", ["-m", "app.main"], SERVICES, environment, answers(f"{machine.address}/readyz"))
    working = says(r"Starting worker")  # procrastinate's word when it has its connection and begins to fetch.
    worker = _python("worker", ["-m", "app.cli", "worker"], SERVICES, environment, working, WORKER_STOP_SECONDS)
    verifiers = [
        _python(name, ["-m", "app.cli", "verifier"], SERVICES, environment, working, WORKER_STOP_SECONDS)
        for name in _numbered("verifier", machine.verifiers)
    ]
    return [api, worker, *verifiers]


def _numbered(name: str, count: int) -> list[str]:
    return [name] if count == 1 else [f"{name}-{number}" for number in range(1, count + 1)]


def _python(
    name: str,
    argv: list[str],
    rank: int,
    environment: Mapping[str, str],
    ready: Callable[[str], bool],
    stop_seconds: float = 12.0,
    *,
    quiet: bool = False,
) -> Process:
    return Process(
        name=name,
        argv=(PYTHON, *argv),
        rank=rank,
        ready=ready,
        environment={**environment, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        stop_seconds=stop_seconds,
        explain=explain,
        quiet=quiet,
    )


def _never(said: str) -> bool:
    return False


def says(pattern: str) -> Callable[[str], bool]:
    """Ready when a line of its output matches."""
    found = re.compile(pattern)
    return lambda said: bool(found.search(said))


def answers(url: str) -> Callable[[str], bool]:
    """Ready when a GET of this address of our own machine answers with success."""
    opener = build_opener(ProxyHandler({}))  # A proxy of the user's must not stand between us and ourselves.

    def probe(said: str) -> bool:
        try:
            with opener.open(url, timeout=3) as response:
                return int(response.status) < 300
        except (URLError, HTTPException, OSError):
            return False

    return probe


def database_answers(machine: Machine) -> bool:
    """Whether the database that we were told of answers."""
    return machine.database_url is None or postgres.is_ready(machine.database_url)


def cache_answers(machine: Machine) -> bool:
    """Whether the Redis server that we were told of answers."""
    return machine.redis_url is None or valkey.is_ready(machine.redis_url)


def explain(said: str) -> Trouble | None:
    """What one of our own processes died of, as far as its last words tell."""
    if no_space(said):
        return disk_full(Path("var"))
    return None


@dataclass(frozen=True)
class Plan:
    """All that `up` starts besides the embedded servers, and what must be in order before."""

    check: Callable[[Machine], None]
    sandbox: Callable[[Machine, int, Mapping[str, str]], Process]
    steps: Callable[[Machine, Mapping[str, str]], list[Process]]
    services: Callable[[Machine, Mapping[str, str]], list[Process]]


PLAN = Plan(check_product, sandbox, steps, services)
