"""The project's own `.venv`: uv by pip, everything else by uv from the hashed lock file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.setup.registry import uv_environment
from scripts.setup.steps import PROJECT, PYTHON, VENV, SetupFailed, Stamp, digest, run, say, version_of_python
from scripts.setup.system import install_debian, is_debian_root

LOCK = PROJECT / "requirements.lock"
UV_LOCK = PROJECT / "scripts" / "setup" / "uv.txt"
# A venv's programs name its own path, so one that was moved is made anew.
IDENTITY = VENV / ".made-for"
STAMP = VENV / ".installed"


def prepare() -> None:
    """Make `.venv` complete. Raises SetupFailed."""
    identity = f"{version_of_python()} {PROJECT}"
    if not PYTHON.exists() or (IDENTITY.exists() and IDENTITY.read_text() != identity):
        _make()
    stamp = Stamp(STAMP, digest(version_of_python(), LOCK, UV_LOCK))
    if not stamp.holds():
        _install()
        stamp.set()
    IDENTITY.write_text(identity)
    link = VENV / "bin" / "zhaoban"
    if not link.is_symlink():
        link.symlink_to("../../zhaoban")


def _make() -> None:
    say(f"创建虚拟环境（Python {version_of_python()}）", "creating .venv")
    if _venv().returncode == 0:
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    package = f"python{version}-venv"
    if is_debian_root():
        install_debian([package])
        made = _venv()
        if made.returncode == 0:
            return
    raise SetupFailed(
        f"这个 Python 不带 venv/ensurepip。请先运行：sudo apt-get install -y {package}（或换用完整的 Python）。",
        f"This Python lacks venv/ensurepip. Run: sudo apt-get install -y {package} (or use a complete Python >= 3.11).",
    )


def _venv() -> "subprocess.CompletedProcess[bytes]":
    if VENV.exists():
        shutil.rmtree(VENV)
    return subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False)


def _install() -> None:
    say("安装依赖（首次约 1.5 GB，之后用缓存）", "installing what the lock file names (1.5 GB the first time)")
    alone = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", UV_LOCK]
    if run(pip, environment=alone):
        raise _not_fetched("uv")
    sync = [PYTHON, "-m", "uv", "pip", "sync", "--require-hashes", "--python", PYTHON, LOCK]
    if run(sync, environment=uv_environment(PYTHON)):
        raise _not_fetched("requirements.lock")


def _not_fetched(what: str) -> SetupFailed:
    return SetupFailed(
        f"{what} 未能安装（见上）。请检查网络、磁盘空间与 pip 的软件源设置后重新运行，已下载的会接着用。",
        f"{what} could not be installed (see above): check the network, the disk and pip's registry settings, and run "
        "again; what has been downloaded is used.",
    )


def add(lock: Path, target: Path) -> None:
    """Install what another lock file names into a folder of its own."""
    words = [PYTHON, "-m", "uv", "pip", "install", "--require-hashes", "--no-deps", "--python", PYTHON]
    if run([*words, "--target", target, "-r", lock], environment=uv_environment(PYTHON)):
        raise _not_fetched(lock.name)


def path_with(folder: Path) -> dict[str, str]:
    return {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
