"""The life of a licence (营业执照)."""

from enum import StrEnum

from core.actors import Role
from core.states import step


class LicenceState(StrEnum):
    ALLOTTED = "ALLOTTED"  # 已编号，制作中
    CURRENT = "CURRENT"  # 现行有效
    SUPERSEDED = "SUPERSEDED"  # 已换发
    REVOKED = "REVOKED"  # 已撤销
    DEREGISTERED = "DEREGISTERED"  # 已注销


class LicenceAction(StrEnum):
    ISSUE = "issue"
    SUPERSEDE = "supersede"
    REVOKE = "revoke"
    DEREGISTER = "deregister"


L, A = LicenceState, LicenceAction
MOVES = {
    A.ISSUE: step({L.ALLOTTED}, L.CURRENT),
    A.SUPERSEDE: step({L.CURRENT}, L.SUPERSEDED),
    A.REVOKE: step({L.CURRENT}, L.REVOKED, Role.SUPERVISOR),
    A.DEREGISTER: step({L.CURRENT}, L.DEREGISTERED),
}
