"""Parcels: how far they have come, and what is to happen next."""

from sandbox.couriers.parcels import STEPS, WAY
from sandbox.page.markup import act, badge, both, copy, empty, safe
from sandbox.store import Record
from sandbox.world import World

_CARRIERS = {"ems": "邮政 EMS", "sf": "顺丰 SF"}
LABELS = {
    "created": "已下单",
    "picked_up": "已揽收",
    "in_transit": "运输中",
    "out_for_delivery": "派送中",
    "delivered": "已签收",
    "attempt_failed": "派送不成功",
    "exception": "异常",
    "returning": "退回中",
    "returned": "已退回",
    "unknown_code": "未知动态码",
    "cancelled": "已取消",
}


def section(world: World) -> str:
    found = world.store.latest("parcel", 40)
    if not found:
        return empty("还没有包裹。", "No parcels yet.")
    return f'<ul class="cards">{"".join(_parcel(one) for one in found)}</ul>'


def _parcel(parcel: Record) -> str:
    path = f"/parcels/{parcel['waybill']}/move"
    reached = WAY.index(parcel["state"]) if parcel["state"] in WAY else -1
    marks = "".join(
        f'<li class="{"done" if place <= reached else ""}">{LABELS[step]}</li>' for place, step in enumerate(WAY)
    )
    last = parcel["events"][-1] if parcel["events"] else None
    news = f"<p>{safe(last['at'][5:])} {safe(last['place'])}：{safe(last['description'])}</p>" if last else ""
    others = "".join(act(path, LABELS[step], body={"to": step}) for step in STEPS)
    over = parcel["cancelled"] or parcel["state"] in ("delivered", "returned")
    forward = "" if over else act(path, both("下一步", "Next step"), style="primary")
    steer = (
        ""
        if parcel["cancelled"]
        else f'<div class="actions">{forward}</div><details data-keep="{safe(parcel["waybill"])}">'
        f"<summary>{both('让别的事发生', 'Let something else happen')}</summary>"
        f'<div class="actions">{others}</div></details>'
    )
    return (
        f'<li class="card"><p class="line">{badge(_CARRIERS[parcel["carrier"]])}'
        f"{badge(LABELS[parcel['state']], 'good' if parcel['state'] == 'delivered' else 'open')}"
        f'{copy(parcel["waybill"], "mono")}</p><ol class="way">{marks}</ol>{news}{steer}</li>'
    )
