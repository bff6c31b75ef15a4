"""What a newcomer sees when everything runs."""

from collections.abc import Mapping

from app.up.machine import Machine

LINE = "─" * 78


def welcome(machine: Machine, environment: Mapping[str, str], people: str, seconds: float) -> str:
    """Addresses, the people and officers to try it with (what the seed step printed), and where the logs are."""
    public = environment["PUBLIC_URL"].rstrip("/")
    rows = [
        ("办事群众", "people", f"{public}/"),
        ("登记管理台", "officers", f"{public}/console/"),
        ("接口文档", "API", f"{public}/api/docs"),
    ]
    if "SANDBOX_URL" in environment:
        rows.append(("沙箱：手机、收银台、快递", "sandbox: phones, cashier, parcels", environment["SANDBOX_URL"]))
    rows.append(("日志", "logs", str(machine.log)))
    lines = [
        LINE,
        f"照办已启动（{seconds:.1f} 秒），按 Ctrl-C 停止。",
        f"照办 runs ({seconds:.1f} s); Ctrl-C stops it.",
    ]
    lines += ["", *(f"  {zh} / {en}：{value}" for zh, en, value in rows)]
    if not machine.is_production and people.strip():
        lines += ["", *people.strip().splitlines()]
    return "\n".join(["", *lines, LINE, ""])
