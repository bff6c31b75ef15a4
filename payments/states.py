"""Three life cycles: what is owed (Charge), one try to pay it (Attempt), one return of money (Refund).

Only `apply.py`, fed by notices and queries alike, says that money came or went; hence those moves are the system's.
"""

from collections.abc import Mapping
from enum import StrEnum

from core.actors import Role
from core.states import Step, step


class ChargeState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ChargeAction(StrEnum):
    SETTLE = "settle"
    REFUND_PART = "refund_part"
    REFUND_ALL = "refund_all"
    CANCEL = "cancel"
    EXPIRE = "expire"


CHARGE_MOVES: Mapping[StrEnum, Step] = {
    ChargeAction.SETTLE: step({ChargeState.OPEN}, ChargeState.PAID),
    ChargeAction.REFUND_PART: step({ChargeState.PAID, ChargeState.PART_REFUNDED}, ChargeState.PART_REFUNDED),
    ChargeAction.REFUND_ALL: step({ChargeState.PAID, ChargeState.PART_REFUNDED}, ChargeState.REFUNDED),
    ChargeAction.CANCEL: step({ChargeState.OPEN}, ChargeState.CANCELLED),
    ChargeAction.EXPIRE: step({ChargeState.OPEN}, ChargeState.EXPIRED),
}


class AttemptState(StrEnum):
    """CREATED: number and intent are committed, whether the provider knows of it is not. UNKNOWN: it could not be
    closed for certain; only a query ends that."""

    CREATED = "created"
    SUBMITTED = "submitted"
    UNKNOWN = "unknown"
    PAID = "paid"
    CLOSED = "closed"


class AttemptAction(StrEnum):
    SUBMIT = "submit"
    DOUBT = "doubt"
    PAY = "pay"
    PAY_LATE = "pay_late"
    CLOSE = "close"


LIVE = frozenset({AttemptState.CREATED, AttemptState.SUBMITTED})
UNDECIDED = LIVE | {AttemptState.UNKNOWN}

ATTEMPT_MOVES: Mapping[StrEnum, Step] = {
    AttemptAction.SUBMIT: step({AttemptState.CREATED}, AttemptState.SUBMITTED),
    AttemptAction.DOUBT: step(LIVE, AttemptState.UNKNOWN),
    AttemptAction.PAY: step(UNDECIDED, AttemptState.PAID),
    # A provider may report a payment of what it had reported closed; it is recorded and goes back whole.
    AttemptAction.PAY_LATE: step({AttemptState.CLOSED}, AttemptState.PAID),
    AttemptAction.CLOSE: step(UNDECIDED, AttemptState.CLOSED),
}


class RefundState(StrEnum):
    """FAILED: the provider could not deliver the money (abnormal); CLOSED: it gave up, and a new number is needed."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    SUBMITTED = "submitted"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CLOSED = "closed"


class RefundAction(StrEnum):
    APPROVE = "approve"
    DECLINE = "decline"
    SUBMIT = "submit"
    SUCCEED = "succeed"
    FAIL = "fail"
    CLOSE = "close"


REFUND_MOVES: Mapping[StrEnum, Step] = {
    RefundAction.APPROVE: step(
        {RefundState.REQUESTED}, RefundState.APPROVED, Role.APPROVER, Role.SUPERVISOR, Role.SYSTEM
    ),
    RefundAction.DECLINE: step({RefundState.REQUESTED}, RefundState.DECLINED, Role.APPROVER, Role.SUPERVISOR),
    RefundAction.SUBMIT: step({RefundState.APPROVED}, RefundState.SUBMITTED),
    # What a provider could not deliver may arrive after all, when the payer names another account.
    RefundAction.SUCCEED: step({RefundState.SUBMITTED, RefundState.FAILED}, RefundState.SUCCEEDED),
    RefundAction.FAIL: step({RefundState.SUBMITTED}, RefundState.FAILED),
    RefundAction.CLOSE: step({RefundState.SUBMITTED, RefundState.FAILED}, RefundState.CLOSED),
}
