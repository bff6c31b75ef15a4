"""What payments keep: charges, attempts to pay them, refunds, the ledger, incidents, and the days' reconciliations.

Verified messages of providers are kept by `core.inbox.ExternalNotice`. All amounts are integers in fen (分).
"""

from enum import StrEnum
from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from core.sealed import SealedText
from core.states import Stateful
from payments.catalogue import Kind
from payments.provider import Channel
from payments.states import ATTEMPT_MOVES, CHARGE_MOVES, REFUND_MOVES, AttemptState, ChargeState, RefundState


class Charge(Stateful):
    """What a payer owes for one subject: name, basis and price as the list had them on the day.

    `scope`: the officers whose it is, an office's code.
    """

    MOVES: ClassVar[Any] = CHARGE_MOVES

    id = fields.UUIDField(primary_key=True)
    subject = fields.CharField(max_length=64)
    scope = fields.CharField(max_length=64, default="")
    code = fields.CharField(max_length=64)
    payer_id = fields.UUIDField(db_index=True)
    name_zh = fields.CharField(max_length=128)
    name_en = fields.CharField(max_length=128)
    basis = fields.CharField(max_length=256)
    kind = fields.CharEnumField(Kind, max_length=32)
    payee = fields.CharField(max_length=64)
    receipt = fields.CharField(max_length=16)
    quantity = fields.IntField(default=1)
    listed_fen = fields.BigIntField()
    amount_fen = fields.BigIntField()
    subsidised_by = fields.CharField(max_length=128, default="")
    state = fields.CharEnumField(ChargeState, max_length=32, default=ChargeState.OPEN)
    created_at = fields.DatetimeField()
    expires_at: Any = fields.DatetimeField(null=True)
    settled_at: Any = fields.DatetimeField(null=True)
    settled_by_id: Any = fields.UUIDField(null=True)
    """The attempt whose money settled this charge; empty where nothing was owed."""

    class Meta:
        table = "charge"
        unique_together = (("subject", "code"),)
        constraints = (CheckConstraint(check="amount_fen >= 0 AND quantity >= 1", name="charge_amounts"),)


class Attempt(Stateful):
    """One try to pay a charge: one number at one provider, of one amount, until one moment.

    `refunds_fen` is the sum of all refunds that are asked for, under way or done; it never exceeds what was paid.
    """

    MOVES: ClassVar[Any] = ATTEMPT_MOVES

    id = fields.UUIDField(primary_key=True)
    charge: Any = fields.ForeignKeyField("zhaoban.Charge", related_name="attempts")
    charge_id: Any
    number = fields.CharField(max_length=32, unique=True)
    channel = fields.CharEnumField(Channel, max_length=32)
    provider = fields.CharField(max_length=32)
    amount_fen = fields.BigIntField()
    payer_reference: str = SealedText(default="")  # type: ignore[assignment]
    client_ip: str = SealedText(default="")  # type: ignore[assignment]
    state = fields.CharEnumField(AttemptState, max_length=32, default=AttemptState.CREATED)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    trade_number = fields.CharField(max_length=64, default="")
    paid_fen = fields.BigIntField(default=0)
    paid_at: Any = fields.DatetimeField(null=True)
    refunds_fen = fields.BigIntField(default=0)
    returned_fen = fields.BigIntField(default=0)
    reconciled_on: Any = fields.DateField(null=True)

    class Meta:
        table = "payment_attempt"
        indexes = (Index(fields=("provider", "paid_at")),)
        constraints = (
            CheckConstraint(
                check="0 <= returned_fen AND returned_fen <= refunds_fen AND refunds_fen <= paid_fen",
                name="payment_attempt_refunds_within_paid",
            ),
            UniqueConstraint(
                fields=("charge_id",), name="payment_attempt_one_live", condition="state IN ('created', 'submitted')"
            ),
        )


class Reason(StrEnum):
    """Why money goes back."""

    NOT_RENDERED = "not_rendered"
    MISTAKE = "mistake"
    SECOND_PAYMENT = "second_payment"
    PAID_AFTER_CLOSE = "paid_after_close"


class Refund(Stateful):
    """One return of money of one attempt, under one number at the provider.

    `repeats`: the closed refund which this one asks for anew; one at a time, unless it was declined.
    """

    MOVES: ClassVar[Any] = REFUND_MOVES

    id = fields.UUIDField(primary_key=True)
    attempt: Any = fields.ForeignKeyField("zhaoban.Attempt", related_name="refunds")
    attempt_id: Any
    number = fields.CharField(max_length=32, unique=True)
    provider = fields.CharField(max_length=32)
    amount_fen = fields.BigIntField()
    reason = fields.CharEnumField(Reason, max_length=32)
    note = fields.CharField(max_length=200, default="")
    state = fields.CharEnumField(RefundState, max_length=32, default=RefundState.REQUESTED)
    requested_by = fields.UUIDField()
    approved_by: Any = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    succeeded_at: Any = fields.DatetimeField(null=True)
    refund_number = fields.CharField(max_length=64, default="")
    reconciled_on: Any = fields.DateField(null=True)
    repeats: Any = fields.UUIDField(null=True)

    class Meta:
        table = "refund"
        indexes = (Index(fields=("provider", "succeeded_at")), Index(fields=("state", "created_at")))
        constraints = (
            CheckConstraint(check="amount_fen > 0", name="refund_amount"),
            UniqueConstraint(fields=("repeats",), name="refund_one_repetition", condition="state <> 'declined'"),
        )


class LedgerEntry(Model):
    """One line of a double-entry posting: debits positive, credits negative. Lines are added, never changed."""

    id = fields.BigIntField(primary_key=True)
    posting = fields.CharField(max_length=64)
    account = fields.CharField(max_length=96)
    amount_fen = fields.BigIntField()
    charge_id = fields.UUIDField()
    at = fields.DatetimeField()

    class Meta:
        table = "ledger_entry"
        unique_together = (("posting", "account"),)
        indexes = (Index(fields=("account",)),)


class IncidentKind(StrEnum):
    """What no program may settle by itself."""

    WRONG_AMOUNT = "wrong_amount"
    WRONG_CURRENCY = "wrong_currency"
    WRONG_MERCHANT = "wrong_merchant"
    WRONG_APP = "wrong_app"
    WRONG_TRADE = "wrong_trade"
    REFUNDED_ELSEWHERE = "refunded_elsewhere"
    UNKNOWN_NUMBER = "unknown_number"
    UNDECIDED = "undecided"
    REFUND_ABNORMAL = "refund_abnormal"
    REFUND_CLOSED = "refund_closed"
    REFUND_REFUSED = "refund_refused"
    REFUND_CONTRADICTS = "refund_contradicts"


class Incident(Model):
    """A contradiction for officers to look at; opened once per kind and number, closed with a reason.

    `scope`: that of the charge; empty where the number is none of ours.
    """

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(IncidentKind, max_length=32)
    provider = fields.CharField(max_length=32)
    number = fields.CharField(max_length=64)
    scope = fields.CharField(max_length=64, default="")
    detail: dict[str, Any] = fields.JSONField(default=dict)
    opened_at = fields.DatetimeField()
    resolved_at: Any = fields.DatetimeField(null=True)
    resolved_by: Any = fields.UUIDField(null=True)
    resolution = fields.CharField(max_length=200, default="")

    class Meta:
        table = "payment_incident"
        unique_together = (("kind", "provider", "number"),)


class Reconciliation(Model):
    """One legal day of one provider, compared with its bill. Closed only without open differences."""

    id = fields.UUIDField(primary_key=True)
    provider = fields.CharField(max_length=32)
    day = fields.DateField()
    compared_at = fields.DatetimeField()
    bill_rows = fields.IntField()
    bill_paid_fen = fields.BigIntField()
    bill_refunded_fen = fields.BigIntField()
    closed_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "reconciliation"
        unique_together = (("provider", "day"),)


class DifferenceKind(StrEnum):
    """LONG (长款): they have money we know nothing of. SHORT (短款): we have booked what they do not show."""

    LONG = "long"
    SHORT = "short"
    AMOUNT_DIFF = "amount_diff"
    REFUND_LONG = "refund_long"
    REFUND_SHORT = "refund_short"


class Difference(Model):
    """One disagreement of a day. It ends by agreement on a later comparison, or as an exception two officers sign.

    `scope`: that of the charge; empty where the number is none of ours.
    """

    id = fields.UUIDField(primary_key=True)
    reconciliation: Any = fields.ForeignKeyField("zhaoban.Reconciliation", related_name="differences")
    reconciliation_id: Any
    kind = fields.CharEnumField(DifferenceKind, max_length=32)
    number = fields.CharField(max_length=64)
    scope = fields.CharField(max_length=64, default="")
    ours_fen = fields.BigIntField()
    theirs_fen = fields.BigIntField()
    found_at = fields.DatetimeField()
    agreed_at: Any = fields.DatetimeField(null=True)
    explanation = fields.CharField(max_length=200, default="")
    explained_by: Any = fields.UUIDField(null=True)
    signed_by: Any = fields.UUIDField(null=True)
    signed_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "reconciliation_difference"
        unique_together = (("reconciliation", "kind", "number"),)
