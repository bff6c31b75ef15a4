"""A person on a phone opens the link sent to them, proves who they are before the camera, and signs."""

import re
from pathlib import Path

import pytest

from sandbox.people import PEOPLE
from scripts.demo.client import World
from scripts.demo.story import Story
from tests.miniprogram.handset import PATIENCE_MS, handset
from tests.system import System

pytestmark = pytest.mark.xdist_group("system")
FOUNDER, INVITED = 0, 1


def test_an_invited_person_verifies_by_camera_and_signs_on_one_page(system: System, tmp_path: Path) -> None:
    people = Path(system.environment["ZHAOBAN_PEOPLE"])
    story = Story(World(system.api, system.sandbox, system.folder / "devices"), people, tmp_path / "officers.json")
    story.phones[FOUNDER].sign_in()
    story.begin()
    story.fill_in()
    story.reserve()
    story.submit()
    person = PEOPLE[INVITED]

    with handset(person, people, tmp_path, system.sandbox) as phone:
        phone.page.goto(_seat(story, person.name)["link"])
        phone.page.get_by_text("有一份登记申请请您核实并签名").wait_for()
        assert person.name not in phone.page.content()
        phone.sign_in()
        phone.page.get_by_text(story.application["company_name"]).first.wait_for()
        phone.stand_before_the_camera()
        phone.press("同意并继续")
        phone.start_when_ready()
        verdict = phone.page.locator(".verdict")
        verdict.wait_for(timeout=PATIENCE_MS)
        assert re.search("核验通过", verdict.inner_text()), verdict.inner_text()
        phone.press("继续签名")
        phone.press("我已阅读，签名")
        phone.page.get_by_text("您已核实并签名").wait_for()

    seat = _seat(story, person.name)
    assert (seat["verification"], seat["signature"]) == ("PASSED", "SIGNED")


def _seat(story: Story, name: str) -> dict[str, str]:
    seats: list[dict[str, str]] = story.phones[FOUNDER].get(f"{story.base}/signatories")["seats"]
    return next(seat for seat in seats if seat["name"] == name)
