"""The life of a name reservation (名称保留)."""

from enum import StrEnum

from core.actors import Role
from core.states import step


class ReservationState(StrEnum):
    RESERVED = "RESERVED"  # 保留中
    USED = "USED"  # 已登记使用
    EXPIRED = "EXPIRED"  # 保留期满
    RELEASED = "RELEASED"  # 申请人放弃
    DISPUTED = "DISPUTED"  # 争议处理中


class ReservationAction(StrEnum):
    USE = "use"
    EXPIRE = "expire"
    RELEASE = "release"
    DISPUTE = "dispute"


TAKEN = (ReservationState.RESERVED, ReservationState.USED, ReservationState.DISPUTED)

R, A = ReservationState, ReservationAction
MOVES = {
    A.USE: step({R.RESERVED}, R.USED),
    A.EXPIRE: step({R.RESERVED}, R.EXPIRED),
    A.RELEASE: step({R.RESERVED}, R.RELEASED, Role.PERSON, Role.SYSTEM),
    A.DISPUTE: step({R.RESERVED, R.USED}, R.DISPUTED, Role.SUPERVISOR),
}
