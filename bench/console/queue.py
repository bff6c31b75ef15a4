"""python -m bench.console.queue: calls of the queue against the running system, and the gzipped weight of the console.

Fill the office first (`python -m tests.console.plant 0 10000`, on a machine whose data may be thrown away).
"""

import gzip
import json
import re
import statistics
import time
from uuid import uuid4

import httpx
import pyotp

from config.settings import PROJECT, settings

ROUNDS = 40
CALLS = (
    "/api/v1/cases/?view=open",
    "/api/v1/cases/?view=unclaimed&offset=5000",
    "/api/v1/cases/?view=overdue&order=submitted_at&desc=1",
    "/api/v1/cases/?view=open&q=知微00006",
    "/api/v1/cases/?view=mine",
    "/api/v1/cases/piles",
)
DIST = PROJECT / "console" / "dist"


def main() -> None:
    known = json.loads((settings().keys_folder / "sample_officers.json").read_text())["shencha2"]
    with httpx.Client(base_url=settings().public_url, trust_env=False, timeout=30) as client:
        body = {"username": "shencha2", "password": known["password"], "code": pyotp.TOTP(known["totp"]).now()}
        signed_in = client.post(
            "/api/v1/console/session", json={**body, "device": {"id": uuid4().hex, "label": "bench"}}
        )
        signed_in.raise_for_status()
        for path in CALLS:
            print(f"{_times(client, path)}  {path}")
    print(f"first route: {_first_route_bytes() / 1024:.0f} KB of JS, gzipped")


def _times(client: httpx.Client, path: str) -> str:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
    return f"p50 {statistics.median(taken):6.1f} ms  p95 {statistics.quantiles(taken, n=20)[18]:6.1f} ms"


def _first_route_bytes() -> int:
    """Scripts which the page names, and that of the sign-in and of the queue."""
    named = re.findall(r"/console/(assets/[^\"]+\.js)", (DIST / "index.html").read_text())
    rooms = [
        p.relative_to(DIST).as_posix() for room in ("SignIn", "WorkQueue") for p in DIST.glob(f"assets/{room}-*.js")
    ]
    return sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in {*named, *rooms})


if __name__ == "__main__":
    main()
