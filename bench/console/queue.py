"""Calls of the queue against the running system, and the gzipped weight of the first route's scripts."""

import gzip
import re
import statistics
import time

import httpx

from config.settings import PROJECT

ROUNDS = 40
CALLS = (
    "/api/v1/cases/?view=open",
    "/api/v1/cases/?view=unclaimed&offset=5000",
    "/api/v1/cases/?view=overdue&order=submitted_at&desc=1",
    "/api/v1/cases/?view=open&q=知微00006",
    "/api/v1/cases/?view=open&attention=none",
    "/api/v1/cases/?view=unclaimed&attention=doubts&age=2",
    "/api/v1/cases/?view=mine",
    "/api/v1/cases/piles",
)
DIST = PROJECT / "console" / "dist"


def times(client: httpx.Client, path: str) -> tuple[float, float]:
    """Median and 95th percentile of one call, in milliseconds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def first_route_bytes() -> int:
    """Scripts which the page names, and that of the sign-in and of the queue."""
    named = re.findall(r"/console/(assets/[^\"]+\.js)", (DIST / "index.html").read_text())
    rooms = [
        p.relative_to(DIST).as_posix() for room in ("SignIn", "WorkQueue") for p in DIST.glob(f"assets/{room}-*.js")
    ]
    return sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in {*named, *rooms})
