"""What the API serves to phones: the built page, the door of an invitation, and the choices of its forms."""

import re
from typing import Any

import httpx
import pytest

from core.web.phone_pages import FOLDER
from tests.system import PROJECT, System

pytestmark = pytest.mark.xdist_group("system")
HARMLESS = ("http://www.w3.org/", "https://vuejs.org/error-reference/")
"""Names of XML vocabularies, and an address inside the text of an error; neither is ever asked for anything."""


def _reference(system: System, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(f"{system.api}/api/v1/reference/{path}", trust_env=False).json()
    return answer


def test_the_built_pages_name_no_foreign_host() -> None:
    built = [path for path in FOLDER.rglob("*") if path.suffix in {".html", ".js", ".css"}]
    named = {url for path in built for url in re.findall(r"https?://[\w.-]+[\w./-]*", path.read_text())}
    assert built
    assert [url for url in named if not url.startswith(HARMLESS)] == []


def test_the_page_is_served_with_a_policy_that_lets_nothing_foreign_in(system: System) -> None:
    page = httpx.get(f"{system.api}/", trust_env=False)
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    script = re.search(r'src="(/assets/[^"]+\.js)"', page.text)
    assert script
    assert httpx.get(system.api + script[1], trust_env=False).headers["content-type"].startswith("text/javascript")


def test_every_page_is_named_for_browsers_to_fetch_ahead(system: System) -> None:
    page = httpx.get(f"{system.api}/", trust_env=False).text
    ahead = set(re.findall(r'rel="ahead" data-href="/assets/(pages-[\w-]+)\.', page))
    routes = re.findall(r'"path": "([^"]+)"', (PROJECT / "miniprogram" / "src" / "pages.json").read_text())
    assert ahead == {route.replace("/", "-") for route in routes}


def test_an_address_that_is_no_file_is_not_found(system: System) -> None:
    assert httpx.get(f"{system.api}/assets/..%2f..%2fpackage.json", trust_env=False).status_code == 404


def test_the_short_address_of_an_invitation_leads_to_its_room(system: System) -> None:
    door = httpx.get(f"{system.api}/i/abcDEF", trust_env=False)
    assert (door.status_code, door.headers["location"]) == (302, "/#/pages/invitation/index?code=abcDEF")


def test_divisions_are_found_step_by_step(system: System) -> None:
    provinces = {each["code"] for each in _reference(system, "regions")["regions"]}
    below = _reference(system, "regions?parent=990100")
    assert "990000" in provinces
    assert [each["name"] for each in below["chain"]] == ["安和省", "清江市"]
    assert [(each["name"], each["has_more"]) for each in below["regions"]] == [("云溪县", False)]


def test_scope_is_searched_in_both_languages_and_by_code(system: System) -> None:
    for query in ("q=软件开发", "q=software development", "codes=I1001"):
        assert "I1001" in {each["code"] for each in _reference(system, f"scope?{query}")["items"]}
    assert _reference(system, "scope?q=没有这种项目")["items"] == []


def test_forms_methods_and_offices_come_from_the_server(system: System) -> None:
    assert "有限公司" in _reference(system, "forms")["forms"]
    allowed = {each["code"]: each["allowed"] for each in _reference(system, "contribution-methods")["methods"]}
    assert (allowed["money"], allowed["labour"]) == (True, False)
    office = next(each for each in _reference(system, "offices")["offices"] if each["code"] == "990122")
    assert office["name_regions"] == ["云溪", "清江", "安和"]
    assert _reference(system, "trades?q=软件")["trades"]
