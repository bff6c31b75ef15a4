"""python -m bench.miniprogram.sitting: a prepared person from the invitation to verified and signed.

Against the system that `zhaoban up` started. Two filings with three people each are written over HTTP; then each of the
six opens their link on a phone that is signed in, in Chromium at 375 × 812, consents, follows the prompts before a
camera that shows them (the sandbox's people, rendered for the challenge just issued), is judged, draws their name and
signs: the pages, the upload, the judge and the signature are the product's own. The clock stops only while the film is
rendered, which no person needs. Ends with status 1 when the median is over the limit.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sandbox.people import PEOPLE, Person
from scripts.demo import filing
from tests.miniprogram.case import Case, session
from tests.miniprogram.handset import Shelf, shelf
from tests.miniprogram.sitting import verify_and_sign
from tests.system import PROJECT, System

LIMIT_S = 60.0
CASTS: tuple[tuple[Person, Person, Person], ...] = (
    (PEOPLE[0], PEOPLE[1], PEOPLE[2]),
    (PEOPLE[4], PEOPLE[5], PEOPLE[6]),
)


def running() -> System:
    """The system that stands, as `zhaoban up` wrote it down for others; what the environment says goes before."""
    path = PROJECT / "var" / "run" / "system.env"
    lines = path.read_text().splitlines() if path.exists() else []
    known = {name: value.strip("\"' ") for name, _, value in (line.partition("=") for line in lines)} | os.environ
    if not {"PUBLIC_URL", "SANDBOX_URL"} <= known.keys():
        sys.exit("没有正在运行的系统，请先运行 make run。No running system: start `make run` first.")
    people = known.get("ZHAOBAN_PEOPLE", str(PROJECT / "var" / "people"))
    return System(PROJECT / "var", {"ZHAOBAN_PEOPLE": people}, known["PUBLIC_URL"], known["SANDBOX_URL"])


def run(system: System) -> bool:
    """Print every stage and the whole; whether the limit is kept."""
    with tempfile.TemporaryDirectory() as folder, shelf(system, Path(folder)) as phones:
        sittings = [each for cast in CASTS for each in _sittings(Case(system, cast), phones)]
    print(f"{len(sittings)} people from the invitation to the signature, seconds: median, fastest to slowest")
    for stage in sittings[0]:
        _print(stage, [each[stage] for each in sittings])
    wholes = [sum(each.values()) for each in sittings]
    _print(f"together (limit {LIMIT_S:.0f})", wholes)
    return statistics.median(wholes) <= LIMIT_S


def _sittings(case: Case, phones: Shelf) -> Iterator[dict[str, float]]:
    tokens = [session(each) for each in case.phones]
    case.begin()
    name = {"region": "云溪", "trade_name": filing.trade_name(), "industry": "软件开发", "form": "有限公司"}
    case.save({"name": name})
    case.fill_in()
    case.reserve()
    case.submit()
    for who, token in zip(case.phones, tokens, strict=True):
        phone = phones.phone(who.person, session=token)
        yield verify_and_sign(phone, case.room(who))
        phone.page.context.close()


def _print(stage: str, seconds: list[float]) -> None:
    print(f"  {statistics.median(seconds):5.1f}  ({min(seconds):.1f} to {max(seconds):.1f})  {stage}")


if __name__ == "__main__":
    sys.exit(0 if run(running()) else 1)
