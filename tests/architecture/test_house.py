"""The house rules that can be checked: who may call, sizes, names, complete kinds, no forgotten words."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "core", "app", "verification", "payments", "notifications", "sandbox", "scripts", "bench")
CODE = [path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*.py"))]
TESTS = sorted((PROJECT / "tests").rglob("*.py"))
MOST_LINES, MOST_TEST_LINES, MOST_FUNCTION_LINES = 300, 400, 40
FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|manager|common|base_service)(_|$|\.)")
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False
).stdout.splitlines()


def _name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@pytest.fixture(scope="module")
def api():  # type: ignore[no-untyped-def]
    from app.main import create_app

    return create_app("architecture")


def test_every_route_declares_who_may_call_it(api) -> None:  # type: ignore[no-untyped-def]
    assert api.router.routes
    for route in api.router.routes:
        assert hasattr(route.handler, "operation"), f"{route.path} does not say who may call it"


def test_every_operation_of_the_contract_has_its_own_name(api) -> None:  # type: ignore[no-untyped-def]
    from core.web.openapi import contract

    operations = [entry["operationId"] for path in contract(api)["paths"].values() for entry in path.values()]
    assert len(operations) == len(set(operations))


def test_every_post_that_creates_asks_for_an_idempotency_key(api) -> None:  # type: ignore[no-untyped-def]
    # A sign-in must not repeat a stored token; a charge has one live attempt, which a repeated request gets again.
    by_nature = ("sign-in", "/charges/<charge_id:uuid>/attempts")
    for route in api.router.routes:
        operation = route.handler.operation
        if "POST" in route.methods and operation.status == 201 and not any(word in route.path for word in by_nature):
            assert operation.idempotent, route.path


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", TESTS, ids=_name)
def test_a_test_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_TEST_LINES


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_a_function_does_one_thing(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= MOST_FUNCTION_LINES, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_nothing_is_called_by_a_word_that_says_nothing(path: Path) -> None:
    assert not FORBIDDEN_NAMES.search(path.name)


def test_every_package_says_what_it_is_for() -> None:
    for path in CODE:
        if path.name == "__init__.py" and path.parent.parent == PROJECT / "app":
            assert ast.get_docstring(ast.parse(path.read_text())), _name(path)


def test_every_kind_of_application_is_complete() -> None:
    from app.applications.kinds import KINDS
    from app.documents.papers import SetupPaper

    for code, kind in KINDS.items():
        assert kind.code == code
        assert kind.title.zh
        assert kind.title.en
    assert {paper.value for paper in SetupPaper}


def test_every_fact_has_its_line_in_the_wiring() -> None:
    from app.wiring import SUBSCRIPTIONS
    from core.events import Fact

    def leaves(kind: type[Fact]) -> set[type[Fact]]:
        below = kind.__subclasses__()
        return {kind} if not below else {leaf for each in below for leaf in leaves(each)}

    facts = {kind for kind in leaves(Fact) if kind is not Fact and kind.__module__.split(".")[0] != "tests"}
    assert facts == set(SUBSCRIPTIONS)


def test_no_lock_file_names_a_host() -> None:
    for name in TRACKED:
        if (
            re.search(r"\.lock$|-lock\.json$|\.npmrc$|^requirements.*\.txt$", Path(name).name)
            and (PROJECT / name).is_file()
        ):
            text = (PROJECT / name).read_text(errors="replace")
            addresses = [line for line in text.splitlines() if "://" in line and '"url": "https' not in line]
            assert not addresses, f"{name}: {addresses[:2]}"


def test_no_file_names_the_machine_it_was_written_on() -> None:
    # The words are put together here, so that this file does not hold what it looks for.
    pattern = re.compile("|".join(["/" + "work/", "/" + "root/", re.escape("../" + "shared")]))
    for name in TRACKED:
        path = PROJECT / name
        if not path.is_file() or path.suffix in {".png", ".ico", ".woff2", ".jpg"}:
            continue
        found = pattern.search(path.read_text(errors="ignore"))
        assert found is None, f"{name}: {found and found.group()}"
