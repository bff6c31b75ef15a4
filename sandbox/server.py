"""Put the parties together into one server. A new party is one folder, one `set_up` and one line here."""

import asyncio
from pathlib import Path
from socket import socket
from typing import Any

from sanic import Sanic

from sandbox import control
from sandbox.alipay import doors as alipay_doors
from sandbox.alipay import routes as alipay
from sandbox.cashier import routes as cashier
from sandbox.couriers import doors as parcels
from sandbox.couriers import ems, kuaidi100, sf
from sandbox.faults import Faults
from sandbox.fence import keep_out
from sandbox.keys import Keyring
from sandbox.outbox import Outbox
from sandbox.page import routes as page
from sandbox.phones import routes as phones
from sandbox.phones.inbox import NotANumber
from sandbox.population import people
from sandbox.population import routes as population
from sandbox.store import Store
from sandbox.tencent_sms import routes as tencent_sms
from sandbox.wechat import doors as wechat_doors
from sandbox.wechat import routes as wechat
from sandbox.wechat_pay import routes as wechat_pay
from sandbox.world import Setup, World

PARTIES: list[Setup] = [
    tencent_sms.set_up,
    population.set_up,
    wechat.set_up,
    wechat_pay.set_up,
    alipay.set_up,
    ems.set_up,
    sf.set_up,
    kuaidi100.set_up,
]
ROUTES = [
    control.routes,
    phones.routes,
    tencent_sms.routes,
    population.routes,
    wechat.routes,
    wechat_doors.routes,
    wechat_pay.routes,
    alipay.routes,
    alipay_doors.routes,
    cashier.routes,
    ems.routes,
    sf.routes,
    kuaidi100.routes,
    parcels.routes,
    page.routes,
]
MAX_BODY_BYTES = 32_000_000


async def serve(
    listener: socket, data: Path, address: str, callbacks: str, speed: float, people_folder: Path | None
) -> None:
    """Answer on this socket until the process ends. Without a people folder nobody moves into the register."""
    world = open_world(data, address, callbacks, speed)
    server = await application(world).create_server(sock=listener, access_log=False, return_asyncio_server=True)
    assert server is not None
    await server.startup()  # type: ignore[no-untyped-call]  # Sanic leaves it untyped
    print(f"sandbox: {address}", flush=True)
    async with asyncio.TaskGroup() as tasks:  # A task that fails ends the process: a silent half of a world is no help.
        tasks.create_task(world.outbox.run())
        if people_folder is not None:
            tasks.create_task(people.settle(world, people_folder))


def open_world(data: Path, address: str, callbacks: str, speed: float) -> World:
    """The world of one data folder, every party set up; writes DATA/credentials.json."""
    data.mkdir(parents=True, exist_ok=True)
    store = Store(data / "sandbox.sqlite3")
    world = World(data, address, callbacks.rstrip("/"), speed, store, Keyring(data), Faults(store))
    world.outbox = Outbox(world)
    for set_up in PARTIES:
        set_up(world)
    world.credentials["base_url"] = address
    world.keyring.publish(world.credentials)
    return world


def application(world: World) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic("sandbox", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.world = world
    app.register_middleware(keep_out, "request")
    app.error_handler.add(NotANumber, phones.refuse_number)
    for routes in ROUTES:
        app.blueprint(routes)
    return app
