"""The life of one person's signature on one filing."""

from enum import StrEnum

from core.actors import Role
from core.states import step


class SignatureState(StrEnum):
    WAITING = "WAITING"  # 等待核验
    READY = "READY"  # 已核验，待阅读
    VIEWED = "VIEWED"  # 已阅读，待签名
    SIGNED = "SIGNED"  # 已签名
    REFUSED = "REFUSED"  # 已拒绝
    VOID = "VOID"  # 文件变更，须重签


class SignatureAction(StrEnum):
    RECORD_IDENTITY = "record_identity"
    VIEW = "view"
    SIGN = "sign"
    REFUSE = "refuse"
    INVALIDATE = "invalidate"
    ASK_AGAIN = "ask_again"


G, A = SignatureState, SignatureAction
MOVES = {
    A.RECORD_IDENTITY: step({G.WAITING}, G.READY),
    A.VIEW: step({G.READY}, G.VIEWED, Role.PERSON),
    A.SIGN: step({G.VIEWED}, G.SIGNED, Role.PERSON),
    A.REFUSE: step({G.WAITING, G.READY, G.VIEWED}, G.REFUSED, Role.PERSON),
    # A signature falls when a paper it stands on changed; the person is verified anew before signing again.
    A.INVALIDATE: step({G.SIGNED}, G.VOID),
    A.ASK_AGAIN: step({G.VOID, G.READY, G.VIEWED, G.REFUSED}, G.WAITING, Role.SYSTEM, Role.PERSON),
}
