"""`zhaoban audit verify`: prove the audit log from a terminal, and say what was found in words."""

from collections.abc import Callable

from config.settings import settings
from core import audit, database

WHOLE, BROKEN, CUT_OFF = 0, 1, 2
"""What the command exits with."""


async def prove(seen: str, *, say: Callable[[str], None]) -> int:
    """Walk the chain, look for the head that was noted earlier, if any, and say the present one to be noted."""
    async with database.opened(settings().database_url, connections=2):
        rows, broken_at = await audit.count(), await audit.verify()
        if broken_at is not None:
            say(
                f"审计日志在第 {broken_at} 行断开：该行或它之前的行被改动、删除或插入。"
                "请立即停止写入并保全证据。\n"
                f"The chain breaks at row {broken_at}: it was changed, or a row before it was changed, removed or put "
                "in. Stop writing and secure the evidence."
            )
            return BROKEN
        if seen and not await audit.holds(seen):
            say(
                f"审计日志逐行相扣，但不含此前记下的链尾 {seen}：末尾的行被删除，或换成了另一份日志。\n"
                f"The chain is whole in itself but does not hold the head noted before ({seen}): rows at its end were "
                "removed, or this is another log."
            )
            return CUT_OFF
        end = await audit.head()
    say(f"审计日志完整，共 {rows} 行，逐行相扣。The chain of {rows} rows is whole.")
    say(f"链尾 head: {end or '—'}（请另存，下次用 --seen 核对 keep it elsewhere; check it next time with --seen）")
    return WHOLE
