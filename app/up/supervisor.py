"""Starts processes in order, waits until each is ready, keeps them running, and stops them in reverse order."""

import asyncio
from itertools import groupby
from pathlib import Path

from app.up.child import Child
from app.up.output import Console, Output
from app.up.process import Process
from app.up.trouble import Trouble, disk_full, no_space
from app.up.undertaker import Undertaker, end_group


class Supervisor:
    """Owns the children of one run."""

    def __init__(self, undertaker: Undertaker, console: Console, log_folder: Path) -> None:
        self._undertaker, self._console, self._logs = undertaker, console, log_folder
        self._children: list[Child] = []

    async def start(self, processes: list[Process]) -> None:
        """Start rank by rank; the next rank waits until the former is ready. Raises Trouble."""
        for _, rank in groupby(sorted(processes, key=_rank), key=_rank):
            children = [self._child(process) for process in rank]
            self._children += children
            await asyncio.gather(*(child.ready for child in children))

    def _child(self, process: Process) -> Child:
        output = Output(process.name, self._console, self._logs, quiet=process.quiet)
        return Child(process, output, self._console, self._undertaker)

    async def run(self, step: Process) -> str:
        """Run a process that ends by itself (a migration), and return what it printed. Raises Trouble if it fails."""
        output = Output(step.name, self._console, self._logs, quiet=step.quiet)
        running = await asyncio.create_subprocess_exec(
            *step.argv,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            **step.spawning(self._undertaker),
        )
        try:
            printed, logged = await running.communicate()
        finally:
            end_group(running.pid)
            self._undertaker.forget(running.pid)
        output.feed(logged)
        if running.returncode != 0:
            output.feed(printed)
        output.feed(b"")
        output.close()
        if running.returncode != 0:
            raise step.explain(output.said) or _failed(step.name, running.returncode or 0, output.said, self._logs)
        return printed.decode("utf-8", "replace")

    async def stop(self) -> None:
        """Stop everything, highest rank first, and return when nothing is left."""
        ordered = sorted(self._children, key=lambda child: child.process.rank, reverse=True)
        for _, rank in groupby(ordered, key=lambda child: child.process.rank):
            await asyncio.gather(*(child.stop() for child in rank))
        self._children.clear()

    def kill(self) -> None:
        """Stop everything at once; the servers' logs keep what was committed."""
        for child in self._children:
            child.kill()


def _rank(process: Process) -> int:
    return process.rank


def _failed(name: str, code: int, said: str, logs: Path) -> Trouble:
    if no_space(said):
        return disk_full(logs.parent)
    last = (said.strip().splitlines() or ["—"])[-1]
    return Trouble(
        f"步骤 {name} 失败（退出码 {code}）：{last}。完整日志见 var/log/{name}.log。",
        f"The step {name} failed (exit status {code}): {last}. See var/log/{name}.log.",
    )
