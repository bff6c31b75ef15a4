"""python -m bench.console: what an officer waits for, against the running system; exit status 1 when a limit is passed.

Fill the office first (`python -m tests.console.plant 0 10000`, on a machine whose data may be thrown away).
"""

import json
import sys
from uuid import uuid4

import httpx
import pyotp

from bench.console.day import CASES, KEYS, case_after_case
from bench.console.page import first_pages
from bench.console.queue import CALLS, first_route_bytes, times
from config.settings import settings

MOST_PAGE_MS, MOST_CALL_MS, MOST_CASE_MS, MOST_KB = 1500, 100, 3000, 400


def main() -> bool:
    """Print every figure beside its limit; whether all are kept."""
    known = json.loads((settings().keys_folder / "sample_officers.json").read_text())["shencha2"]
    with httpx.Client(base_url=settings().public_url, trust_env=False, timeout=30) as client:
        body = {"username": "shencha2", "password": known["password"], "code": pyotp.TOTP(known["totp"]).now()}
        device = {"id": uuid4().hex, "label": "bench"}
        client.post("/api/v1/console/session", json={**body, "device": device}).raise_for_status()
        calls = {path: times(client, path) for path in CALLS}
        pages = first_pages(settings().public_url, dict(client.cookies))
        day = case_after_case(settings().public_url, dict(client.cookies))
    for path, (middle, most) in pages.items():
        print(f"{path:55} median {middle:6.0f} ms  slowest {most:6.0f} ms  (limit {MOST_PAGE_MS})")
    for path, (middle, most) in calls.items():
        print(f"{path:55} p50 {middle:9.1f} ms  p95 {most:10.1f} ms  (limit {MOST_CALL_MS})")
    what = f"one of {CASES} cases by keyboard, {KEYS} keys each"
    print(f"{what:55} median {day[0]:6.0f} ms  slowest {day[1]:6.0f} ms  (limit {MOST_CASE_MS})")
    weight = first_route_bytes() / 1024
    print(f"{'JS of the first route, gzipped':55} {weight:.0f} KB  (limit {MOST_KB})")
    slow = [each for each, (middle, _) in pages.items() if middle > MOST_PAGE_MS]
    slow += [each for each, (_, most) in calls.items() if most > MOST_CALL_MS]
    return not slow and day[0] <= MOST_CASE_MS and weight <= MOST_KB


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
