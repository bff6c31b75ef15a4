"""The three builds. Those of the mini-programs are made for the tests alone: nobody needs them to run the product."""

import os
import re
import subprocess

from scripts.setup import front_ends
from scripts.setup.steps import STAMPS, Stamp, digest
from tests.system import PROJECT

SOURCE = PROJECT / "miniprogram"
FOLDERS = {"h5": "h5", "wechat": "mp-weixin", "alipay": "mp-alipay"}
BUILT = {kind: SOURCE / "dist" / "build" / name for kind, name in FOLDERS.items()}
ORIGIN = "http://127.0.0.1:8000"
"""The API's address that a build writes in when it is told none; see `vite.config.ts`."""


class Building:
    """Both mini-programs being built, where their sources have changed since, while whoever began it does other things:
    beside browsers, which are waited for more than they compute.
    """

    def __init__(self) -> None:
        self.stamp = Stamp(STAMPS / "mini-programs.built", digest(SOURCE))
        self.running: list[subprocess.Popen[str]] = []
        if self.stamp.holds() and all(folder.is_dir() for folder in BUILT.values()):
            return
        environment = {**os.environ, **front_ends.node()}
        environment.pop("ZHAOBAN_SERVER", None)
        self.running = [
            subprocess.Popen(
                ["nice", "npm", "run", f"build:{name}"],
                cwd=SOURCE,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for name in ("weixin", "alipay")
        ]

    def finish(self) -> None:
        """Wait for both. Raises AssertionError with what the builder said."""
        for process in self.running:
            said, _ = process.communicate()
            assert process.returncode == 0, said
        if self.running:
            self.stamp.set()

    def stop(self) -> None:
        """What still runs is wanted no more."""
        for process in self.running:
            if process.poll() is None:
                process.terminate()
                process.communicate()


def texts(kind: str) -> dict[str, str]:
    """Every file of a build that is text, by its name."""
    files = [
        path for path in BUILT[kind].rglob("*") if path.is_file() and path.suffix not in {".png", ".jpg", ".woff2"}
    ]
    return {str(path.relative_to(BUILT[kind])): path.read_text() for path in files}


def hosts_in(text: str) -> set[str]:
    """What the text names as addresses, also where a host is put together from character codes."""
    named = set(re.findall(r"(?:https?:)?//((?:[a-z0-9-]+\.)+[a-z]{2,})", text, re.IGNORECASE))
    for codes in re.findall(r"(?:\d{2,3}\s*,\s*){5,}\d{2,3}", text):
        said = "".join(chr(int(code)) for code in codes.split(","))
        named |= set(re.findall(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", said, re.IGNORECASE))
    for coded in re.findall(r"(?:\\x[0-9a-f]{2}|\\u00[0-9a-f]{2}){6,}", text, re.IGNORECASE):
        named |= set(re.findall(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", coded.encode().decode("unicode_escape")))
    return named
