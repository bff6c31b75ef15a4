"""The double-entry ledger: every movement of money is one posting whose lines sum to zero.

Debits are positive, credits negative. `clearing:<provider>` is what a provider holds for us, `owed:<payee>` what we owe
to those for whom we collect, `suspense:<provider>` what came without a cause and goes back.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tortoise.connection import get_connections

from payments.models import LedgerEntry


class Unbalanced(ValueError):
    """A posting whose lines do not sum to zero."""


def clearing(provider: str) -> str:
    return f"clearing:{provider}"


def owed(payee: str) -> str:
    return f"owed:{payee}"


def suspense(provider: str) -> str:
    return f"suspense:{provider}"


async def post(posting: str, lines: Mapping[str, int], *, charge_id: UUID, now: datetime) -> None:
    """Add one posting in the current transaction; its name is unique, so no effect is booked twice."""
    if sum(lines.values()) != 0 or 0 in lines.values():
        raise Unbalanced(posting)
    await LedgerEntry.bulk_create(
        LedgerEntry(posting=posting, account=account, amount_fen=amount, charge_id=charge_id, at=now)
        for account, amount in lines.items()
    )


async def balance(account: str) -> int:
    """What an account stands at, in fen."""
    rows = await (
        get_connections()
        .get("default")
        .execute_query_dict(
            "SELECT coalesce(sum(amount_fen), 0)::bigint AS fen FROM ledger_entry WHERE account = %s", [account]
        )
    )
    return int(rows[0]["fen"])


async def unbalanced() -> list[str]:
    """The postings that do not sum to zero: none, or somebody wrote past this program."""
    rows = await (
        get_connections()
        .get("default")
        .execute_query_dict(
            "SELECT posting FROM ledger_entry GROUP BY posting HAVING sum(amount_fen) <> 0 ORDER BY posting"
        )
    )
    return [row["posting"] for row in rows]
