"""Parcels: who carries them, what has happened to them, and what comes next. Its carrier pushes each event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.store import Record
from sandbox.world import SHANGHAI, World

Told = Callable[[World, Record], None]
"""A carrier's push of a parcel's latest event."""

WAY = ("created", "picked_up", "in_transit", "out_for_delivery", "delivered")
"""The usual way of a parcel; `move` without a goal takes the next step."""


@dataclass(frozen=True)
class Step:
    """What may happen to a parcel: its words, and the code by which each carrier names it."""

    description: str
    place: str
    sf: str
    ems: str
    kuaidi100: str


STEPS = {
    "picked_up": Step("已收取快件", "云溪县登记大厅", "50", "203", "1"),
    "in_transit": Step("快件在发往清江市的途中", "清江市转运中心", "30", "389", "0"),
    "out_for_delivery": Step("正在派送途中，请保持电话畅通", "云溪县营业部", "44", "702", "5"),
    "delivered": Step("已签收，感谢使用", "云溪县营业部", "80", "704", "3"),
    "attempt_failed": Step("派送不成功：收件人不在，待再次派送", "云溪县营业部", "70", "705", "2"),
    "exception": Step("快件异常，正在处理", "清江市转运中心", "33", "711", "2"),
    "returning": Step("快件退回途中", "清江市转运中心", "99", "708", "6"),
    "returned": Step("退回件已由寄件人签收", "云溪县登记大厅", "648", "709", "4"),
    "unknown_code": Step("快件有新动态", "清江市转运中心", "9999", "999", "0"),
}


class CannotMove(ValueError):
    """There is no such parcel or step, or no next step."""


def book(world: World, carrier: str, order_no: str, receiver: Record, waybill: str) -> Record:
    """Take an order; the parcel waits to be picked up. `receiver` is {name, phone, address}."""
    parcel: Record = {
        "waybill": waybill,
        "carrier": carrier,
        "order_no": order_no,
        "receiver": receiver,
        "state": "created",
        "cancelled": False,
        "booked_at": world.now().isoformat(),
        "events": [],
    }
    return world.store.put("parcel", waybill, parcel)


def find(world: World, waybill: str) -> Record | None:
    return world.store.get("parcel", waybill)


def by_order(world: World, carrier: str, order_no: str) -> Record | None:
    found = world.store.find("parcel", carrier=carrier, order_no=order_no)
    return found[0] if found else None


def cancel(world: World, parcel: Record) -> Record:
    return world.store.put("parcel", parcel["waybill"], {**parcel, "cancelled": True, "state": "cancelled"})


def move(world: World, waybill: str, goal: str | None, tell: Mapping[str, Told]) -> Record:
    """Let the next thing happen, or the one named. A goal may skip steps: couriers do sign before they ship."""
    parcel = find(world, waybill)
    if parcel is None or parcel["cancelled"]:
        raise CannotMove("没有这个包裹或已取消 · no such parcel, or it is cancelled")
    goal = goal or _next(parcel["state"])
    if goal not in STEPS:
        raise CannotMove(f"可选 · one of: {', '.join(STEPS)}")
    step = STEPS[goal]
    event: Record = {
        "id": str(world.store.count("parcel_event")),
        "step": goal,
        "at": world.now().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
        "place": step.place,
        "description": step.description,
    }
    state = parcel["state"] if goal == "unknown_code" else goal
    parcel.update(state=state, events=[*parcel["events"], event])
    with world.store.together():
        world.store.put("parcel", waybill, parcel)
        tell[parcel["carrier"]](world, parcel)
        tell["kuaidi100"](world, parcel)
    return parcel


def code(event: Record, carrier: str) -> str:
    return str(getattr(STEPS[event["step"]], carrier))


def _next(state: str) -> str:
    if state in WAY[:-1]:
        return WAY[WAY.index(state) + 1]
    if state in ("attempt_failed", "exception"):
        return "out_for_delivery"
    if state == "returning":
        return "returned"
    raise CannotMove("包裹已到终点 · the parcel has reached its end")
