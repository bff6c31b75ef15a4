"""Where packages come from is the machine's affair. What its owner told pip is told to uv, which does not read pip's
files; nothing is named here.
"""

import ast
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

FROM_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "proxy": "ALL_PROXY",
}
TELLS_UV_ITSELF = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_NO_INDEX")


def uv_environment(python: Path) -> dict[str, str]:
    """What to add to uv's environment: pip's settings, unless uv was given its own."""
    quiet = {"UV_PYTHON_DOWNLOADS": "never"}
    if any(name in os.environ for name in TELLS_UV_ITSELF) or any(path.exists() for path in _uv_files()):
        return quiet
    listed = subprocess.run([str(python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    return {**quiet, **translate(listed.stdout)}


def translate(listed: str) -> dict[str, str]:
    """The output of `pip config list` in uv's words. Later lines win, and the environment's come last in pip too."""
    told: dict[str, str] = {}
    for line in sorted(listed.splitlines(), key=_strength):
        name, _, value = line.partition("=")
        option = name.rpartition(".")[2].replace("_", "-")
        if option in FROM_PIP and value:
            told[FROM_PIP[option]] = _value(option, value)
    if "UV_INDEX" in told:
        told["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # pip's way of using several; the hashes keep it safe.
    return told


def _strength(line: str) -> int:
    """`:env:` beats a command's section, which beats `global` (pip's documentation, Configuration)."""
    return 2 if line.startswith(":env:") else 0 if line.startswith("global.") else 1


def _value(option: str, text: str) -> str:
    value = str(ast.literal_eval(text)) if text[:1] in "'\"" else text
    words = value.split()
    return ",".join(words) if option == "find-links" else " ".join(words)


def _uv_files(environ: Mapping[str, str] = os.environ) -> list[Path]:
    home = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    named = [Path(environ["UV_CONFIG_FILE"])] if environ.get("UV_CONFIG_FILE") else []
    return [*named, home / "uv" / "uv.toml", Path("/etc/uv/uv.toml")]
