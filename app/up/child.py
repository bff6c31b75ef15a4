"""One process and its restarts.

A process that ends before it was ever ready may try again a few times; then the start as a whole fails with one
sentence. One that was ready once is restarted for as long as the system runs, ever more slowly while it keeps failing.
"""

import asyncio
import os
import time
from asyncio.subprocess import PIPE, STDOUT
from asyncio.subprocess import Process as Running

from app.up.output import Console, Output
from app.up.process import Process
from app.up.trouble import Trouble
from app.up.undertaker import Undertaker, end_group

FIRST_TRIES = 5
PROBE_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
CALM_SECONDS = 20.0
"""After running this long, an end counts as the first again."""
TELL_AFTER = 3
"""Ends in a row after which people are told once that this is no passing matter."""
CHUNK_BYTES = 65_536
LAST_WORDS_SECONDS = 1.0


class Child:
    """Keeps one process running. `ready` resolves once; it carries the Trouble when the process never becomes ready."""

    def __init__(self, process: Process, output: Output, console: Console, undertaker: Undertaker) -> None:
        self.process, self.output = process, output
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.pid: int | None = None
        self._console, self._undertaker = console, undertaker
        self._ended = asyncio.Event()
        self._stopping = False
        self._in_vain: Trouble | None = None
        self._keeper = asyncio.create_task(self._keep(), name=f"keep {process.name}")

    async def stop(self) -> None:
        """Ask it to end, insist after `stop_seconds`, return when it has."""
        self._stopping = True
        if self.pid is None:
            self._keeper.cancel()
        else:
            _signal(self.pid, self.process.stop_signal)
            try:
                await asyncio.wait_for(self._ended.wait(), self.process.stop_seconds)
            except TimeoutError:
                end_group(self.pid)
        await asyncio.gather(self._keeper, return_exceptions=True)
        if not self.ready.cancel() and not self.ready.cancelled():
            self.ready.exception()  # Looked at here, in case another child's failure was told first.
        self.output.close()

    def kill(self) -> None:
        """End it at once, because a person does not want to wait."""
        self._stopping = True
        self._end()

    def _end(self) -> None:
        if self.pid is not None:
            end_group(self.pid)

    async def _keep(self) -> None:
        ends = 0
        while True:
            began = time.monotonic()
            code = await self._run()
            if self._stopping:
                return
            ends = 1 if time.monotonic() - began > CALM_SECONDS else ends + 1
            trouble = self._in_vain or self.process.explain(self.output.said)
            if not self.ready.done():
                if trouble or ends >= FIRST_TRIES:
                    self.ready.set_exception(trouble or self._hopeless(ends, code))
                    return
            elif ends == 1:
                self._console.say(
                    f"{self.process.name} 意外退出（{_how(code)[0]}），正在重新启动。",
                    f"{self.process.name} ended unexpectedly ({_how(code)[1]}) and is being restarted.",
                )
            elif ends == TELL_AFTER:
                self._console.trouble(trouble or self._hopeless(ends, code))
            await asyncio.sleep(min(FIRST_PAUSE_SECONDS * 2 ** (ends - 1), LONGEST_PAUSE_SECONDS))

    async def _run(self) -> int:
        """One life of the process, from its start until it and its group have ended; its exit status."""
        await asyncio.to_thread(self.process.before)
        self.output.forget()
        self._in_vain = None
        self._ended.clear()
        running = await asyncio.create_subprocess_exec(
            *self.process.argv, stdout=PIPE, stderr=STDOUT, **self.process.spawning(self._undertaker)
        )
        self.pid = running.pid
        reader = asyncio.create_task(self._read(running))
        prober = asyncio.create_task(self._probe())
        try:
            code = await running.wait()
        finally:
            prober.cancel()
            end_group(running.pid)
            self._undertaker.forget(running.pid)
            self.pid = None
            self._ended.set()
        # Processes in sessions of their own (PostgreSQL's) may hold the pipe for a while longer.
        await asyncio.wait({reader}, timeout=LAST_WORDS_SECONDS)
        reader.cancel()
        await asyncio.gather(prober, reader, return_exceptions=True)
        return code

    async def _read(self, running: Running) -> None:
        assert running.stdout is not None
        while chunk := await running.stdout.read(CHUNK_BYTES):
            self.output.feed(chunk)
        self.output.feed(b"")

    async def _probe(self) -> None:
        """Ask until it is ready; one that does not become so in time is ended, which counts as an end."""
        deadline = time.monotonic() + self.process.ready_seconds
        try:
            while not await asyncio.to_thread(self.process.ready, self.output.said):
                if time.monotonic() > deadline:
                    self._end()
                    return
                await asyncio.sleep(PROBE_SECONDS)
        except Trouble as trouble:
            self._in_vain = trouble
            self._end()
            return
        if self.ready.done():
            self._console.say(f"{self.process.name} 已恢复。", f"{self.process.name} is back.")
        else:
            self.ready.set_result(None)

    def _hopeless(self, ends: int, code: int) -> Trouble:
        name, lines = self.process.name, self.output.said.strip().splitlines()
        last = lines[-1] if lines else "—"
        return Trouble(
            f"{name} 连续 {ends} 次退出（{_how(code)[0]}），最后的输出：{last}。完整日志见 var/log/{name}.log。",
            f"{name} ended {ends} times in a row ({_how(code)[1]}), its last words: {last}. See var/log/{name}.log.",
        )


def _how(code: int) -> tuple[str, str]:
    return (f"信号 {-code}", f"signal {-code}") if code < 0 else (f"退出码 {code}", f"exit status {code}")


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
