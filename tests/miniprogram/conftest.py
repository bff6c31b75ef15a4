"""The mini-programs' builds, once for all tests here: made while the browser's journeys run, which come first."""

from collections.abc import Iterator

import pytest

from tests.miniprogram.builds import Building

BUILDS = "mini_programs"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_needs_the_builds)


def _needs_the_builds(item: pytest.Item) -> bool:
    return BUILDS in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session", autouse=True)
def building(request: pytest.FixtureRequest) -> Iterator[Building | None]:
    """Begun with the first test here, if any needs it."""
    begun = Building() if any(map(_needs_the_builds, request.session.items)) else None
    yield begun
    if begun:
        begun.stop()


@pytest.fixture(scope="session")
def mini_programs(building: Building) -> None:
    building.finish()
