"""The main job over HTTP, worker and verifier, and what it must leave nowhere."""

import subprocess
from pathlib import Path

import pytest

from sandbox.people import PEOPLE
from scripts.demo.client import World
from scripts.demo.story import Story
from tests.system import System

pytestmark = pytest.mark.xdist_group("system")


@pytest.fixture(scope="module")
def played(system: System) -> System:
    people = Path(system.environment["ZHAOBAN_PEOPLE"])
    world = World(system.api, system.sandbox, system.folder / "devices")
    Story(world, people, system.folder / "keys" / "sample_officers.json").play()
    return system


def test_three_people_found_a_company_and_two_officers_license_it(played: System) -> None:
    assert "Traceback" not in played.logs()


def test_no_id_number_phone_or_video_stands_readable_in_the_database(played: System) -> None:
    dump = _dump(played)
    for secret in (value.encode() for person in PEOPLE[:3] for value in (person.id_number, person.phone)):
        assert secret not in dump
        assert secret.hex().encode() not in dump
    assert b"ftyp".hex().encode() not in dump


def test_no_id_number_or_phone_stands_in_a_log(played: System) -> None:
    ours = "".join(path.read_text(errors="replace") for path in played.folder.glob("*.log") if path.stem != "sandbox")
    for person in PEOPLE[:3]:
        assert person.id_number not in ours
        assert person.phone not in ours


def test_storage_holds_nothing_readable_and_no_video(played: System) -> None:
    storage = played.folder / "storage"
    assert not list((storage / "video").glob("*")) if (storage / "video").exists() else True
    for path in storage.rglob("*"):
        if path.is_file():
            head = path.read_bytes()
            assert not head.startswith((b"%PDF", b"\xff\xd8")), path.parent.name
            assert all(person.id_number.encode() not in head for person in PEOPLE[:3])


def _dump(system: System) -> bytes:
    from app.up.places import service_account
    from app.up.postgres import programs

    tool = programs(service_account()) / "pg_dump"
    done = subprocess.run([tool, system.environment["DATABASE_URL"]], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
