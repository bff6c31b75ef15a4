"""What is looked at before anything starts: one run per clone, a free port, space on the disk."""

import fcntl
import os
import shutil
import socket
import time
from pathlib import Path

from app.up.machine import Machine
from app.up.trouble import Trouble, disk_full
from config.keys import KeysMissing, create_missing, load
from verification.weights.install import State, check

LEAST_FREE_BYTES = 64 * 1024 * 1024
WAIT_FOR_FORMER_SECONDS = 40.0
"""Longer than an undertaker's grace: what a killed run left behind is gone by then."""


class Lock:
    """One `zhaoban up` per clone. The undertaker holds the descriptor too, until the last process has ended."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + WAIT_FOR_FORMER_SECONDS
        while not self._taken():
            holder = os.pread(self.descriptor, 200, 0).decode().split()
            if time.monotonic() > deadline or (holder and _lives(int(holder[0]))):
                os.close(self.descriptor)
                raise _already_running(holder)
            time.sleep(0.1)  # A killed run's undertaker still ends its processes.
        self.note("")

    def _taken(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def note(self, address: str) -> None:
        """Write down who runs and where, for whoever tries to start a second time."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()} {address}\n".encode(), 0)

    def release(self) -> None:
        os.ftruncate(self.descriptor, 0)
        os.close(self.descriptor)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _already_running(holder: list[str]) -> Trouble:
    pid, address = [*holder, "?", "?"][:2]
    return Trouble(
        f"照办已在此目录运行（进程 {pid}，{address}）。先在那个终端按 Ctrl-C 停止，或直接打开该地址。",
        f"It already runs in this folder (process {pid}, {address}): stop it there with Ctrl-C, or open that address.",
    )


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def require_free_port(host: str, port: int) -> None:
    if port_is_free(host, port):
        return
    other = port + 1 if port < 65535 else 8000
    raise Trouble(
        f"端口 {host}:{port} 已被占用（也许是另一份照办）。换一个端口：PORT={other} make run。",
        f"Port {host}:{port} is taken (by another clone, perhaps). Choose another: PORT={other} make run.",
    )


def free_port(host: str, wanted: int) -> int:
    """`wanted` if it is free, else one that the system picks."""
    if 0 < wanted < 65536 and port_is_free(host, wanted):
        return wanted
    with socket.create_server((host, 0)) as picked:
        return int(picked.getsockname()[1])


def has_space(folder: Path) -> bool:
    return shutil.disk_usage(folder).free >= LEAST_FREE_BYTES


def require_space(folder: Path) -> None:
    if not has_space(folder):
        raise disk_full(folder)


def require_keys(machine: Machine) -> None:
    """Outside production keys are made on the first start; production brings its own.

    New keys never take the place of lost ones: what the old ones sealed would still be there, and nobody could open it.
    """
    if not machine.is_production and not _has_sealed(machine):
        create_missing(machine.keys)
    try:
        load(machine.keys)
    except KeysMissing as missing:
        raise Trouble(
            f"密钥文件夹 {machine.keys} 不完整（{missing}）。请从备份恢复；没有它，已封存的资料无法打开。"
            "若只是试用数据，运行 make forget 后重新开始。",
            f"The folder of keys {machine.keys} is incomplete ({missing}): restore it from a backup. What was sealed "
            "cannot be opened without it. Trial data: make forget deletes all of it, and you start anew.",
        ) from None


def _has_sealed(machine: Machine) -> bool:
    """Whether keys were in use here before: one is left, or a database or stored objects of an earlier start."""
    return any(
        any(folder.glob(names))
        for folder, names in ((machine.keys, "*.key"), (machine.var / "postgres", "*"), (machine.var / "storage", "*"))
    )


def check_product(machine: Machine) -> None:
    """All that the product's own processes would stumble over."""
    require_keys(machine)
    require_models(machine)


def require_models(machine: Machine) -> None:
    """Each weight of the manifest is there and is the one that the manifest names."""
    wrong = [weight.installed_name for weight, state in check(machine.models) if state is not State.GOOD]
    if wrong:
        raise Trouble(
            f"人脸核验的模型文件缺失或不符：{', '.join(wrong)}。请联网运行 ./zhaoban models install。",
            f"Model files of the face check are missing or not the right ones: {', '.join(wrong)}. With a network, run "
            "./zhaoban models install.",
        )
