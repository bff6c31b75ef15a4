"""What this machine was told, by the environment or `.env`, and where its files lie."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from app.up.trouble import Trouble
from config.settings import PROJECT, Environment

DEFAULT_PORT = 8000


@dataclass(frozen=True)
class Machine:
    """`told` is `.env` overlaid with the environment; the rest is read from it. A server's URL that is None was not
    told, so we bring the server ourselves.
    """

    told: Mapping[str, str]
    var: Path
    environment: Environment
    host: str
    port: int
    verifiers: int
    database_url: str | None
    redis_url: str | None
    sandbox_url: str | None

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def address(self) -> str:
        """Where the API answers on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - an address to ask
        return f"http://{f'[{host}]' if ':' in host and '[' not in host else host}:{self.port}"

    @property
    def keys(self) -> Path:
        return self._folder("ZHAOBAN_KEYS", "keys")

    @property
    def models(self) -> Path:
        return self._folder("ZHAOBAN_MODELS", "models")

    @property
    def people(self) -> Path:
        return self._folder("ZHAOBAN_PEOPLE", "people")

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    def _folder(self, name: str, default: str) -> Path:
        return Path(self.told.get(name) or self.var / default).resolve()

    def shared_environment(self, database_url: str, redis_url: str) -> dict[str, str]:
        """What every process of the system must agree on; it is written to `var/run/system.env` too."""
        return {
            "ZHAOBAN_ENVIRONMENT": str(self.environment),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "STORAGE_URL": self.told.get("STORAGE_URL") or f"file://{self.var}/storage",
            "PUBLIC_URL": self.told.get("PUBLIC_URL") or self.address,
            "HOST": self.host,
            "PORT": str(self.port),
            "ZHAOBAN_KEYS": str(self.keys),
            "ZHAOBAN_MODELS": str(self.models),
            "ZHAOBAN_PEOPLE": str(self.people),
        }


def read_machine(environ: Mapping[str, str] = os.environ, project: Path = PROJECT) -> Machine:
    """Raises Trouble for a value that cannot be meant."""
    from_file = {name: value for name, value in dotenv_values(project / ".env").items() if value is not None}
    told = {**from_file, **environ}
    name = told.get("ZHAOBAN_ENVIRONMENT") or Environment.DEVELOPMENT
    if name not in list(Environment):
        raise _unclear("ZHAOBAN_ENVIRONMENT", " | ".join(Environment))
    return Machine(
        told=told,
        var=project / "var",
        environment=Environment(name),
        host=told.get("HOST") or "127.0.0.1",
        port=_number(told, "PORT", DEFAULT_PORT, 1, 65535),
        verifiers=_number(told, "VERIFIERS", 1, 0, 64),
        database_url=told.get("DATABASE_URL") or None,
        redis_url=told.get("REDIS_URL") or None,
        sandbox_url=told.get("SANDBOX_URL") or None,
    )


def _number(told: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = told.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise _unclear(name, f"{least}–{most}")
    return int(text)


def _unclear(name: str, allowed: str) -> Trouble:
    return Trouble(
        f"环境变量 {name} 的值无效，可用的值：{allowed}。",
        f"The environment variable {name} has no usable value; allowed: {allowed}.",
    )


def write_environment(path: Path, values: Mapping[str, str]) -> None:
    """Leave the values for commands in other terminals (`zhaoban demo`), readable by us alone."""
    lines = [
        f"{name}='{value.replace(chr(92), chr(92) * 2).replace(chr(39), chr(92) + chr(39))}'"
        for name, value in values.items()
    ]
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    draft.replace(path)
