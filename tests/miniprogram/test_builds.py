"""What the three builds hold: small enough for their hosts, nothing foreign, nothing that their hosts do not have."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from scripts.setup import front_ends
from tests.miniprogram.builds import BUILT, hosts_in, texts
from tests.system import PROJECT

pytestmark = [pytest.mark.xdist_group("system"), pytest.mark.usefixtures("mini_programs")]
KINDS = ("h5", "wechat", "alipay")
MOST_BYTES = 600_000
NAMES_ONLY = {"www.w3.org"}
"""Of XML vocabularies, which are never asked for anything."""
BROWSERS_OWN = re.compile(
    r"\b(document|window|navigator|localStorage|sessionStorage)\.\w|"
    r"\bnew (EventSource|XMLHttpRequest|MediaRecorder|FormData|Blob|URL|URLSearchParams|WebSocket|Text..coder)\b"
)
OURS = ("pages", "components", "platform", "state", "api", "words")


@pytest.mark.parametrize("kind", KINDS)
def test_no_build_names_a_foreign_host(kind: str) -> None:
    named = {name: hosts - NAMES_ONLY for name, text in texts(kind).items() if (hosts := hosts_in(text)) - NAMES_ONLY}
    assert BUILT[kind].is_dir()
    assert named == {}


def test_a_host_in_character_codes_is_seen() -> None:
    codes = ",".join(str(ord(letter)) for letter in "cdn.example.cn")
    assert hosts_in(f"String.fromCharCode({codes})") == {"cdn.example.cn"}
    assert hosts_in("'//cdn.example.cn/a.png'") == {"cdn.example.cn"}


def test_wechats_main_package_is_small() -> None:
    assert sum(path.stat().st_size for path in BUILT["wechat"].rglob("*") if path.is_file()) <= MOST_BYTES


@pytest.mark.parametrize("kind", ["wechat", "alipay"])
def test_a_mini_program_calls_nothing_that_only_browsers_have(kind: str) -> None:
    ours = {name: text for name, text in texts(kind).items() if name.split("/")[0] in OURS and name.endswith(".js")}
    assert ours
    assert {name: found[0] for name, text in ours.items() if (found := BROWSERS_OWN.search(text))} == {}


def test_wechats_own_compiler_takes_every_template_and_style(tmp_path: Path) -> None:
    program = PROJECT / "tests" / "miniprogram" / "hosts" / "compile.cjs"
    done = subprocess.run(
        ["node", str(program), str(BUILT["wechat"])],
        env={**os.environ, **front_ends.node()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    templates, styles = (int(part) for part in done.stdout.split())
    assert templates == len(list(BUILT["wechat"].rglob("*.wxml")))
    assert styles == len(list(BUILT["wechat"].rglob("*.wxss")))
