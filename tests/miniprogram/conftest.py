"""The mini-programs' builds, once for all tests here."""

import pytest

from tests.miniprogram.builds import build_mini_programs


@pytest.fixture(scope="session")
def mini_programs() -> None:
    build_mini_programs()
