"""What a bare machine lacks: programs and libraries of the system that no Python package brings."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.setup.steps import SetupFailed, run, say


def program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def library(name: str) -> Callable[[], bool]:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


@dataclass(frozen=True)
class Need:
    """Something of the system, how to see that it is there, and the Debian package that brings it."""

    name: str
    present: Callable[[], bool]
    package: str


FOR_RUNNING: tuple[Need, ...] = ()
"""Nothing: the product's own libraries all come by wheels."""
FOR_TESTS = (
    Need("Chromium", program("chromium", "chromium-browser", "google-chrome"), "chromium"),
    Need("pdfsig", program("pdfsig"), "poppler-utils"),
    Need("libEGL", library("libEGL.so.1"), "libegl1"),  # MediaPipe, the face engine's test peer, links both.
    Need("libGLESv2", library("libGLESv2.so.2"), "libgles2"),
)


def prepare(needs: tuple[Need, ...], *, may_install: bool) -> None:
    """Install what is missing if we may; else name one command. Raises SetupFailed."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    packages = [need.package for need in missing]
    if may_install:
        say(f"安装系统软件包 {' '.join(packages)}", "installing system packages")
        install_debian(packages)
        missing = [need for need in missing if not need.present()]
    if missing:
        names, command = ", ".join(need.name for need in missing), f"sudo apt-get install -y {' '.join(packages)}"
        raise SetupFailed(
            f"系统缺少 {names}。Debian/Ubuntu 请运行：{command}（其他系统请安装同名软件）。",
            f"The system lacks {names}. On Debian or Ubuntu run: {command} (elsewhere, install the same programs).",
        )


def is_debian_root() -> bool:
    return os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def install_debian(packages: list[str]) -> None:
    """Install packages; the lists are fetched only when the install does not succeed with those at hand."""
    words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    first = subprocess.run(words, env={**os.environ, **quiet}, capture_output=True, check=False)
    if first.returncode and (run(["apt-get", "update", "-qq"]) or run(words, environment=quiet)):
        raise SetupFailed(
            f"系统软件包未能安装：{' '.join(packages)}。请检查网络与软件源。",
            f"System packages could not be installed: {' '.join(packages)}. Check the network and apt's sources.",
        )
