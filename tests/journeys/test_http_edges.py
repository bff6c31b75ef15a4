"""The edges of the API as a stranger meets them: refusals in two languages, nothing repeated, nothing doubled."""

import concurrent.futures
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from sandbox.people import PEOPLE
from scripts.demo.client import World
from scripts.demo.filing import OFFICE
from scripts.demo.people import Phone
from tests.system import System

pytestmark = pytest.mark.xdist_group("system")
DRAFT = {"kind": "incorporation", "office": OFFICE}


@pytest.fixture(scope="module")
def phone(system: System) -> Phone:
    world = World(system.api, system.sandbox, system.folder / "devices")
    signed_in = Phone(world, PEOPLE[4], Path(system.environment["ZHAOBAN_PEOPLE"]))
    signed_in.sign_in()
    return signed_in


def _post(phone: Phone, path: str, body: object, **headers: str) -> httpx.Response:
    with httpx.Client(base_url=phone.world.api, trust_env=False, timeout=30) as fresh:
        return fresh.post(path, json=body, headers={"authorization": f"Bearer {phone.token}", **headers})


def test_a_refusal_is_a_problem_document_in_chinese_and_english(system: System) -> None:
    answer = httpx.get(f"{system.api}/api/v1/applications/", trust_env=False)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert (body["code"], body["status"]) == ("unauthenticated", 401)
    assert body["text"]["zh"]
    assert body["text"]["en"]


@pytest.mark.parametrize("number", ["1391234567", "990122198904120315"])
def test_a_refused_value_is_not_repeated(system: System, number: str) -> None:
    answer = httpx.post(f"{system.api}/api/v1/sign-in/codes", json={"phone": number}, trust_env=False)
    assert answer.status_code == 422
    assert number not in answer.text
    assert answer.json()["problems"]["phone"][0]["cure"]["zh"]


def test_unknown_and_mistyped_fields_are_named(phone: Phone) -> None:
    answer = _post(
        phone, "/api/v1/applications/", {"office": 990122, "colour": "red"}, **{"idempotency-key": uuid4().hex}
    )
    assert answer.status_code == 422
    assert {"office", "colour"} <= answer.json()["problems"].keys()


def test_junk_is_no_json(phone: Phone) -> None:
    answer = httpx.post(f"{phone.world.api}/api/v1/sign-in/codes", content=b"\x00{[", trust_env=False)
    assert answer.status_code == 422


def test_a_client_without_patch_sends_post_and_says_what_it_means(phone: Phone) -> None:
    made = _post(phone, "/api/v1/applications/", DRAFT, **{"idempotency-key": uuid4().hex}).json()
    path, patch = f"/api/v1/applications/{made['id']}", {"version": made["version"], "patch": {"applicant": "p1"}}
    assert _post(phone, path, patch).status_code == 405
    assert _post(phone, path, patch, **{"x-http-method-override": "GET"}).status_code == 405
    saved = _post(phone, path, patch, **{"x-http-method-override": "PATCH"})
    assert (saved.status_code, saved.json()["content"]["applicant"]) == (200, "p1")


def test_a_method_is_never_turned_into_one_that_a_guard_lets_pass(system: System) -> None:
    heads = {"x-http-method-override": "DELETE"}
    answer = httpx.get(f"{system.api}/api/v1/inbox", headers=heads, trust_env=False)
    assert answer.status_code == 401


def test_creating_without_a_key_is_refused_and_says_how(phone: Phone) -> None:
    answer = _post(phone, "/api/v1/applications/", DRAFT)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["problems"]


def test_the_same_key_five_times_at_once_creates_once(phone: Phone) -> None:
    key = uuid4().hex
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        answers = list(
            pool.map(lambda _: _post(phone, "/api/v1/applications/", DRAFT, **{"idempotency-key": key}), range(5))
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_a_key_of_another_request_is_a_conflict(phone: Phone) -> None:
    key = uuid4().hex
    assert _post(phone, "/api/v1/applications/", DRAFT, **{"idempotency-key": key}).status_code == 201
    other = {**DRAFT, "office": "990100"}
    assert _post(phone, "/api/v1/applications/", other, **{"idempotency-key": key}).status_code == 409


def test_another_persons_case_is_absent_not_forbidden(phone: Phone, system: System) -> None:
    made = _post(phone, "/api/v1/applications/", DRAFT, **{"idempotency-key": uuid4().hex}).json()
    other = Phone(phone.world, PEOPLE[5], phone.people)
    other.sign_in()
    answer = httpx.get(
        f"{system.api}/api/v1/applications/{made['id']}",
        headers={"authorization": f"Bearer {other.token}"},
        trust_env=False,
    )
    assert answer.status_code == 404


def test_people_do_not_enter_the_officers_rooms(phone: Phone) -> None:
    answer = httpx.get(
        f"{phone.world.api}/api/v1/cases/", headers={"authorization": f"Bearer {phone.token}"}, trust_env=False
    )
    assert answer.status_code == 403


def test_the_contract_and_its_page_are_there(system: System) -> None:
    contract = httpx.get(f"{system.api}/api/openapi.json", trust_env=False).json()
    assert contract["openapi"] == "3.1.0"
    assert "/api/v1/applications/{application_id}" in contract["paths"]
    page = httpx.get(f"{system.api}/api/docs", trust_env=False)
    assert "照办 API" in page.text


def test_an_address_that_is_not_there_is_a_problem_document(system: System) -> None:
    answer = httpx.get(f"{system.api}/api/v1/nowhere", trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (404, "http_404")
