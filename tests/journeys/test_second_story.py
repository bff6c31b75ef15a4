"""WeChat and Alipay sign-in, a correction, a fee and a courier, over HTTP, worker, verifier and the outside world."""

from pathlib import Path

import pytest

from scripts.demo.client import World
from scripts.demo.second_story import SecondStory
from tests.system import System

pytestmark = pytest.mark.xdist_group("system")


def test_a_corrected_filing_is_licensed_paid_for_and_carried_home(system: System, capsys) -> None:
    people = Path(system.environment["ZHAOBAN_PEOPLE"])
    world = World(system.api, system.sandbox, system.folder / "devices")
    SecondStory(world, people, system.folder / "keys" / "sample_officers.json").play()
    assert "办结" in capsys.readouterr().out
    assert "Traceback" not in system.logs()
