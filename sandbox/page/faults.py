"""Faults: those that are armed, and the form that arms one."""

from sandbox.page.markup import act, badge, both, empty, safe
from sandbox.world import World

SERVICES = {
    "sms": "短信 SMS",
    "population": "人口库 Population register",
    "wechat": "微信小程序 WeChat",
    "wechat_pay": "微信支付 WeChat Pay",
    "alipay": "支付宝 Alipay",
    "ems": "邮政 EMS",
    "sf": "顺丰 SF",
    "kuaidi100": "快递100 Kuaidi100",
}


def form(world: World) -> str:
    """The choice of service and fault; static, so that typing is never interrupted."""
    groups = "".join(
        f'<optgroup label="{safe(SERVICES[service])}">'
        + "".join(f'<option value="{service}/{safe(kind)}">{safe(words)}</option>' for kind, words in kinds.items())
        + "</optgroup>"
        for service, kinds in world.faults.known.items()
    )
    return (
        f'<form id="fault-form" class="row"><label class="wide">{both("故障", "Fault")}'
        f'<select name="fault">{groups}</select></label>'
        f'<label>{both("次数", "Times")}<input name="times" type="number" min="1" max="1000" value="1"></label>'
        f'<label>{both("细节", "Detail")}<input name="detail" autocomplete="off" placeholder="—"></label>'
        f'<button class="primary" type="submit">{both("布置", "Arm")}</button></form>'
    )


def section(world: World) -> str:
    armed = world.faults.armed()
    if not armed:
        return empty("一切正常，没有布置故障。", "All is well; nothing is armed.")
    rows = "".join(
        f"<li>{badge(safe(SERVICES[one['service']]), 'warn')}<span>{safe(_meaning(world, one))}</span>"
        f'<i class="count">× {one["times"]}</i></li>'
        for one in armed
    )
    return f'<ul class="rows">{rows}</ul>{act("/faults", both("全部撤除", "Disarm all"), method="DELETE")}'


def _meaning(world: World, one: dict[str, str]) -> str:
    words = world.faults.known[one["service"]].get(one["kind"], one["kind"])
    return f"{words} ({one['detail']})" if one["detail"] else words
