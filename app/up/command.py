"""`zhaoban up`: bring the whole system up on this machine, keep it up, and take it down on Ctrl-C."""

import asyncio
import errno
import os
import signal
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

from app.up import processes
from app.up.machine import Machine, read_machine, write_environment
from app.up.output import Console
from app.up.preflight import Lock, free_port, has_space, require_free_port, require_space
from app.up.process import Process
from app.up.processes import PLAN, Plan
from app.up.supervisor import Supervisor
from app.up.trouble import Trouble, disk_full
from app.up.undertaker import Undertaker
from app.up.welcome import welcome

WATCH_SECONDS = 10.0
ONE_PRESS_SECONDS = 0.5
"""Wrappers pass a signal on that the terminal has sent to us as well: within this time it is the same press."""
PATIENCE_SECONDS = 30.0
"""How long a server elsewhere (DATABASE_URL, REDIS_URL) may take to answer."""


def up() -> None:
    """启动照办的全部进程，Ctrl-C 停止。/ Start every process of zhaoban; Ctrl-C stops them all."""
    console = Console()
    try:
        run(read_machine(), console)
    except Trouble as trouble:
        console.trouble(trouble)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def run(machine: Machine, console: Console, plan: Plan = PLAN) -> None:
    """Run until asked to stop. Raises Trouble."""
    try:
        machine.var.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (machine.run, machine.log):
            folder.mkdir(exist_ok=True, mode=0o700)
        require_space(machine.var)
        lock = Lock(machine.run / "up.lock")
        try:
            lock.note(machine.address)
            asyncio.run(System(machine, console, Undertaker(held=(lock.descriptor,)), plan).run())
        finally:
            lock.release()
    except (PermissionError, FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise Trouble(
            f"无法写入 {error.filename}（{os.strerror(error.errno or 0)}）。请检查它是否为文件夹、属于当前用户。",
            f"{error.filename} cannot be written ({os.strerror(error.errno or 0)}): see that it is a folder of yours.",
        ) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(machine.var) from None
        raise


class System:
    """One run of everything."""

    def __init__(self, machine: Machine, console: Console, undertaker: Undertaker, plan: Plan) -> None:
        self._machine, self._console, self._undertaker, self._plan = machine, console, undertaker, plan
        self._supervisor = Supervisor(undertaker, console, machine.log)
        self._stop = asyncio.Event()
        self._asked_at = 0.0
        self._folders = {machine.var}
        self._environment_file = machine.run / "system.env"

    async def run(self) -> None:
        """Until a signal asks to stop. Raises Trouble when something cannot start."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._asked_to_stop)
        beginning = asyncio.create_task(self._begin())
        stop = asyncio.create_task(self._stop.wait())
        watch = asyncio.create_task(self._watch_disks())
        try:
            await asyncio.wait({beginning, stop}, return_when=asyncio.FIRST_COMPLETED)
            if beginning.done():
                await beginning
                await stop
        finally:
            for task in (beginning, stop, watch):
                task.cancel()
            await asyncio.gather(beginning, stop, watch, return_exceptions=True)
            await self._end()

    def _asked_to_stop(self) -> None:
        now = time.monotonic()
        if not self._stop.is_set():
            self._asked_at = now
            self._console.say("正在停止，请稍候；再按一次立即结束。", "Stopping; press again to end at once.")
            self._stop.set()
        elif now - self._asked_at > ONE_PRESS_SECONDS:
            self._supervisor.kill()

    async def _end(self) -> None:
        await self._supervisor.stop()
        await asyncio.to_thread(self._undertaker.dismiss)
        self._environment_file.unlink(missing_ok=True)
        self._console.say("已全部停止。", "Everything has stopped.")

    async def _begin(self) -> None:
        began = time.monotonic()
        machine, supervisor, plan = self._machine, self._supervisor, self._plan
        require_free_port(machine.host, machine.port)
        await asyncio.to_thread(plan.check, machine)
        environment = await self._start_servers()
        world: list[Process] = []
        if not machine.is_production and not machine.sandbox_url:
            port = free_port("127.0.0.1", machine.port + processes.SANDBOX_PORT_ABOVE)
            environment |= processes.sandbox_environment(machine, port)
            world = [plan.sandbox(machine, port, environment)]
        self._console.say("正在更新数据库结构与样例数据……", "Bringing tables and sample data up to date …")
        printed = await self._meanwhile(supervisor.start(world), plan.steps(machine, environment))
        self._console.say("正在启动接口、任务与核验进程……", "Starting the API, the worker and the verifier …")
        await supervisor.start(plan.services(machine, environment))
        write_environment(self._environment_file, environment)
        self._console.show(welcome(machine, environment, printed, time.monotonic() - began))

    async def _start_servers(self) -> dict[str, str]:
        """Our own servers, or wait for those that we were told of; the environment that leads to them."""
        machine = self._machine
        self._console.say("正在启动数据库与缓存……", "Starting the database and the cache …")
        database, cache = await asyncio.to_thread(processes.embedded_servers, machine)
        if database:
            self._folders.add(database.data)  # As root it lies outside the clone, on another disk perhaps.
        await self._supervisor.start([server.process(processes.SERVERS) for server in (database, cache) if server])
        await self._answers("DATABASE_URL", lambda: processes.database_answers(machine))
        await self._answers("REDIS_URL", lambda: processes.cache_answers(machine))
        return machine.shared_environment(
            database.dsn if database else str(machine.database_url), cache.url if cache else str(machine.redis_url)
        )

    async def _meanwhile(self, start: Coroutine[None, None, None], steps: list[Process]) -> str:
        """Take the steps while the sandbox starts; what the last step printed."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(start)
                last = group.create_task(self._take(steps))
        except* Trouble as troubles:
            raise troubles.exceptions[0] from None
        return last.result()

    async def _take(self, steps: list[Process]) -> str:
        return [await self._supervisor.run(step) for step in steps][-1]

    async def _answers(self, name: str, probe: Callable[[], bool]) -> None:
        """Wait for a server elsewhere; what it is told by is named, never its address, which may hold a password."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not await asyncio.to_thread(probe):
            if time.monotonic() > deadline:
                raise Trouble(
                    f"{name} 所指的服务器在 {PATIENCE_SECONDS:.0f} 秒内没有应答，请检查地址、密码与网络。",
                    f"The server named by {name} did not answer within {PATIENCE_SECONDS:.0f} seconds: check the "
                    "address, the password and the network.",
                )
            await asyncio.sleep(0.5)

    async def _watch_disks(self) -> None:
        """Say it once when space runs out, and again only after there was some."""
        told: set[Path] = set()
        while True:
            full = {folder for folder in self._folders if not has_space(folder)}
            for folder in full - told:
                self._console.trouble(disk_full(folder))
            told = full
            await asyncio.sleep(WATCH_SECONDS)
