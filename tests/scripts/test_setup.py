"""Setup: what pip was told is told to uv, nothing is done twice, lock files name no place, make explains itself."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.lock import PRODUCT_LOCK, addresses
from scripts.setup import steps, system
from scripts.setup.environment import LOCK, UV_LOCK
from scripts.setup.front_ends import NODE_LOCK
from scripts.setup.registry import translate
from scripts.setup.steps import PROJECT, SetupFailed, Stamp, digest

PINNED = re.compile(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?)==(\S+)", re.MULTILINE)


def test_what_pip_was_told_is_told_to_uv():
    told = translate(
        "global.index-url='https://mirror.example/simple'\n"
        "global.extra-index-url='https://one.example/simple https://two.example/simple'\n"
        "global.find-links='/srv/wheels /srv/more'\n"
        "global.timeout='60'\n"
        "global.cert='/etc/ssl/own.pem'\n"
    )
    assert told["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert told["UV_INDEX"] == "https://one.example/simple https://two.example/simple"
    assert told["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert told["UV_FIND_LINKS"] == "/srv/wheels,/srv/more"
    assert told["UV_HTTP_TIMEOUT"] == "60"
    assert told["SSL_CERT_FILE"] == "/etc/ssl/own.pem"


def test_the_environment_beats_a_file_as_it_does_for_pip():
    told = translate(
        ":env:.index-url='https://from-environment.example'\nglobal.index-url='https://from-file.example'\n"
    )
    assert told["UV_DEFAULT_INDEX"] == "https://from-environment.example"


def test_a_machine_that_told_nothing_adds_nothing():
    assert translate("global.disable-pip-version-check='1'\n") == {}


@pytest.mark.parametrize("lock", [LOCK, PRODUCT_LOCK, UV_LOCK, NODE_LOCK], ids=lambda lock: str(lock.name))
def test_lock_files_are_hashed_and_name_no_registry(lock):
    text = lock.read_text()
    assert addresses(text) == []
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize(
    "line", ["--extra-index-url https://x", "a @ https://x/a.whl", "--find-links /srv", "git+ssh://x"]
)
def test_an_address_in_a_lock_file_is_found(line):
    assert addresses(f"a==1\n{line}\n") == [line]


def test_the_image_has_the_versions_that_are_tested():
    tested, shipped = (dict(PINNED.findall(lock.read_text())) for lock in (LOCK, PRODUCT_LOCK))
    assert shipped
    assert {name: version for name, version in shipped.items() if tested.get(name) != version} == {}
    assert "pytest" not in shipped


def test_a_step_is_done_again_only_when_its_sources_changed(tmp_path):
    source = tmp_path / "package.json"
    source.write_text("{}")
    stamp = tmp_path / "stamp"
    assert not Stamp(stamp, digest(tmp_path / "package.json")).holds()
    Stamp(stamp, digest(source)).set()
    assert Stamp(stamp, digest(source)).holds()
    source.write_text('{"name": "console"}')
    assert not Stamp(stamp, digest(source)).holds()


def test_what_a_build_writes_is_no_source(tmp_path):
    (tmp_path / "index.ts").write_text("export {}")
    before = digest(tmp_path)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "package.js").write_text("")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.js").write_text("")
    assert digest(tmp_path) == before


def test_a_missing_system_package_is_named_with_one_command():
    absent = (
        system.Need("Chromium", system.program("no-such-program"), "chromium"),
        system.Need("libNone", system.library("libnone.so.99"), "libnone1"),
        system.Need("sh", system.program("sh"), "dash"),
    )
    with pytest.raises(SetupFailed, match="sudo apt-get install -y chromium libnone1") as told:
        system.prepare(absent, may_install=False)
    assert "Chromium, libNone" in str(told.value)


def test_setup_imports_nothing_that_is_not_in_the_standard_library():
    bare = [sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, '.'); import scripts.setup.__main__"]
    assert subprocess.run(bare, cwd=PROJECT, capture_output=True, text=True, check=False).stderr == ""


def test_make_help_explains_every_target():
    told = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.*)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    assert {line.split()[1] for line in told.splitlines()} == set(targets.group(1).split())


def test_the_launcher_works_through_a_link_from_any_folder(tmp_path):
    (tmp_path / "zhaoban").symlink_to(PROJECT / "zhaoban")
    told = subprocess.run([tmp_path / "zhaoban", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode == 0
    assert "up" in told.stdout


def test_without_an_environment_the_launcher_says_what_to_run(tmp_path):
    copy = tmp_path / "zhaoban"
    copy.write_text((PROJECT / "zhaoban").read_text())
    told = subprocess.run(["sh", copy, "up"], capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "make setup" in told.stderr


def test_a_python_of_the_right_age_is_found_and_a_wrong_one_is_passed_over(tmp_path):
    find = ["sh", str(PROJECT / "scripts" / "find-python.sh")]
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    good = tmp_path / "python3.12"
    good.symlink_to(sys.executable)
    environment = {"PATH": str(tmp_path), "PYTHON": ""}
    told = subprocess.run(["/bin/sh", *find[1:]], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(good)
    good.unlink()
    refused = subprocess.run(["/bin/sh", *find[1:]], env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "Python 3.11" in refused.stderr


def test_steps_know_the_project():
    assert (steps.PROJECT / "pyproject.toml").exists()
    assert isinstance(steps.STAMPS, Path)
