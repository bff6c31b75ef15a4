"""The journal of requests, and the notices on their way to the product."""

from sandbox.page.faults import SERVICES
from sandbox.page.markup import act, badge, both, clock, empty, safe
from sandbox.store import Record
from sandbox.world import World

_TONES = {"waiting": "open", "accepted": "good", "dropped": "warn", "given up": "warn", "discarded": "off"}
_STATES = {"waiting": "等待", "accepted": "已送达", "dropped": "丢弃", "given up": "放弃", "discarded": "作废"}


def notices(world: World) -> str:
    found = [*reversed(world.outbox.waiting()), *world.outbox.done(25)]
    if not found:
        return empty("还没有通知。", "No notices yet.")
    return f'<ul class="rows">{"".join(_notice(one) for one in found[:25])}</ul>'


def section(world: World) -> str:
    lines = world.store.latest("journal", 60)
    if not lines:
        return empty("还没有请求。", "Nothing has been asked yet.")
    rows = "".join(
        f"<tr><td class='mono'>{clock(one['at'])}</td><td>{safe(SERVICES.get(one['service'], one['service']))}</td>"
        f"<td class='mono'>{safe(one['event'])}</td><td>{badge(safe(one['outcome']), _tone(one['outcome']))}</td>"
        f"<td class='mono'>{safe(one['detail'])}</td></tr>"
        for one in lines
    )
    head = "".join(
        f"<th>{words}</th>"
        for words in (
            both("时间", "Time"),
            both("服务", "Service"),
            both("请求", "Request"),
            both("结果", "Outcome"),
            both("细节", "Detail"),
        )
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _notice(one: Record) -> str:
    facts = one["facts"]
    about = facts.get("event") or facts.get("status") or facts.get("waybill") or ""
    about = about.get("description", "") if isinstance(about, dict) else about
    waiting = one["state"] == "waiting"
    steer = act(f"/notices/{one['id']}/now", both("现在发", "Send now")) if waiting else ""
    if one["letter"]:
        steer += act(f"/notices/{one['id']}/again", both("原样重发", "Replay"), style="quiet")
    last = one["answers"][-1] if one["answers"] else None
    heard = "—" if last is None else f"{last or '无应答 no answer'}（第 {one['attempts']} 次）"
    return (
        f"<li>{badge(_STATES[one['state']], _TONES[one['state']])}<b>{safe(SERVICES[one['service']])}</b>"
        f"<span>{safe(about)}</span><span class='mono fine'>应答 {safe(heard)}</span>"
        f"<span class='actions'>{steer}</span></li>"
    )


def _tone(outcome: str) -> str:
    if outcome in ("fault", "refused"):
        return "warn"
    return "good" if outcome in ("ok", "accepted") or outcome.startswith("2") else "off"
