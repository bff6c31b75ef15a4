"""Where the embedded servers may live: whom they run as, where their files lie, how short a socket's folder must be.

PostgreSQL refuses to run as root, and an unprivileged account cannot reach binaries or data below a folder of mode
0700. So, as root, both lie under /var/lib/zhaoban, which belongs to nobody's home; no mode of a parent folder is ever
changed. As an ordinary user nothing of this is needed.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.up.trouble import Trouble, disk_full, no_space

STAGING = Path("/var/lib/zhaoban")
ACCOUNT_NAME = "zhaoban"
POINTER = "staged-as"
"""File in a data folder that names the staged folder which holds the data in its stead."""
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
"""A socket's address has 107 bytes at most (108 with the closing zero, sys/un.h)."""


@dataclass(frozen=True)
class Account:
    """An unprivileged account that a server runs as."""

    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """The account for servers that refuse root, made when missing; None when we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    entry = _entry(ACCOUNT_NAME)
    if entry is None:
        make = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        if shutil.which("useradd"):
            subprocess.run([*make, "--shell", "/usr/sbin/nologin", ACCOUNT_NAME], capture_output=True, check=False)
        entry = _entry(ACCOUNT_NAME)  # Made by us, or by another start in the same moment.
    if entry is None:
        raise Trouble(
            f"PostgreSQL 不能以 root 运行，而服务账户 {ACCOUNT_NAME} 无法创建。"
            f"请改用普通用户运行，或先执行 useradd --system {ACCOUNT_NAME}。",
            f"PostgreSQL refuses to run as root and the account {ACCOUNT_NAME} could not be made: run as an ordinary "
            f"user, or run useradd --system {ACCOUNT_NAME} first.",
        )
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def own_name() -> str:
    """The name of the account we run as; servers need it to have one."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise Trouble(
            f"当前用户号 {os.geteuid()} 没有用户名，PostgreSQL 无法启动。请用有名字的账户运行，或设置 DATABASE_URL。",
            f"User number {os.geteuid()} has no name, which PostgreSQL needs: run as a named account, or set "
            "DATABASE_URL.",
        ) from None


def staged_home(folder: Path, account: Account, staging: Path = STAGING) -> Path:
    """The staged folder that stands for `folder`, 0700 and the account's, made when missing.

    It is keyed by a random word kept in `folder`, and knows which folder it stands for: a clone that was moved keeps
    its data, a copy of a clone gets a home of its own.
    """
    folder = folder.resolve()
    pointer = folder / POINTER
    if pointer.exists():
        home = staging / pointer.read_text().strip()
        if home.is_dir() and _belongs_to(home, folder):
            return home
    _make_public_folder(staging)
    home = staging / f"clone-{secrets.token_hex(6)}"
    home.mkdir(mode=0o700)
    os.chown(home, account.uid, account.gid)
    (home / "stands-for").write_text(f"{folder}\n")
    pointer.write_text(f"{home.name}\n")
    return home


def _belongs_to(home: Path, folder: Path) -> bool:
    note = home / "stands-for"
    noted = Path(note.read_text().strip()) if note.exists() else folder
    if noted == folder:
        return True
    other = noted / POINTER
    if other.exists() and other.read_text().strip() == home.name:
        return False  # The original still stands where it stood: this folder is a copy of it.
    note.write_text(f"{folder}\n")
    return True


def forget(folder: Path, staging: Path = STAGING) -> None:
    """Delete the staged folder that stands for `folder`, if there is one and it is not another clone's."""
    pointer = folder.resolve() / POINTER
    if pointer.exists():
        home = staging / pointer.read_text().strip()
        if home.is_dir() and _belongs_to(home, folder.resolve()):
            shutil.rmtree(home)
        pointer.unlink()


def staged_copy(name: str, parts: dict[Path, str], staging: Path = STAGING) -> Path:
    """A folder of programs that any account may run: `parts` copied under it, root's own, made once per `name`."""
    target = staging / name
    if target.is_dir():
        return target
    _make_public_folder(staging)
    draft = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=staging))
    not_needed = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
    try:
        for source, place in parts.items():
            shutil.copytree(source, draft / place, symlinks=True, ignore=not_needed)
    except shutil.Error as failed:
        shutil.rmtree(draft)
        if no_space(str(failed)):
            raise disk_full(staging) from None
        raise
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)  # Another start was quicker; its copy is the same.
        if not target.is_dir():
            raise
    return target


def _make_public_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)


def socket_folder(wanted: Path) -> Path:
    """A folder of mode 0700 for sockets: `wanted`, or a short one among the temporary files where its name is long."""
    if len(os.fsencode(wanted)) > LONGEST_SOCKET_FOLDER:
        key = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
        wanted = Path(tempfile.gettempdir()) / f"zhaoban-{os.geteuid()}-{key}"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    try:
        wanted.mkdir(mode=0o700)
    except FileExistsError:
        found = wanted.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise Trouble(
                f"文件夹 {wanted} 不是本用户私有（权限应为 0700），为安全起见不予使用。请删除它后重试。",
                f"The folder {wanted} is not private to this user (mode 0700) and is not used: delete it, try again.",
            ) from None
    return wanted
