"""Folders that stand for a clone's data folder where the server may not live inside the clone."""

import os
import shutil
from pathlib import Path

import pytest

from app.up.places import Account, forget, staged_copy, staged_home


@pytest.fixture
def staging(tmp_path):
    return tmp_path / "staging"


@pytest.fixture
def account() -> Account:
    return Account("ourselves", os.geteuid(), os.getegid())


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def test_a_clone_finds_its_data_again(tmp_path, staging, account):
    clone = made(tmp_path / "clone")
    assert staged_home(clone, account, staging) == staged_home(clone, account, staging)


def test_two_clones_do_not_share(tmp_path, staging, account):
    assert staged_home(made(tmp_path / "one"), account, staging) != staged_home(
        made(tmp_path / "two"), account, staging
    )


def test_a_clone_that_was_moved_keeps_its_data(tmp_path, staging, account):
    home = staged_home(made(tmp_path / "before"), account, staging)
    (tmp_path / "before").rename(tmp_path / "after")
    assert staged_home(tmp_path / "after", account, staging) == home


def test_a_copy_of_a_clone_gets_a_home_of_its_own(tmp_path, staging, account):
    home = staged_home(made(tmp_path / "original"), account, staging)
    shutil.copytree(tmp_path / "original", tmp_path / "copy")
    assert staged_home(tmp_path / "copy", account, staging) != home
    assert staged_home(tmp_path / "original", account, staging) == home


def test_forgetting_a_copy_leaves_the_original_alone(tmp_path, staging, account):
    home = staged_home(made(tmp_path / "original"), account, staging)
    shutil.copytree(tmp_path / "original", tmp_path / "copy")
    forget(tmp_path / "copy", staging)
    assert home.is_dir()
    forget(tmp_path / "original", staging)
    assert not home.exists()


def test_programs_are_copied_once_and_may_be_run_by_others(tmp_path, staging):
    source = made(tmp_path / "programs" / "bin")
    (source / "server").write_text("#!/bin/sh\n")
    (source / "server").chmod(0o700)
    (source.parent / "bin" / "library.a").write_text("not needed")
    copy = staged_copy("server-1", {source: "bin"}, staging)
    assert (copy / "bin" / "server").stat().st_mode & 0o777 == 0o755
    assert not (copy / "bin" / "library.a").exists()
    (source / "server").unlink()
    assert staged_copy("server-1", {source: "bin"}, staging) == copy
