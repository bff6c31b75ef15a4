"""The life cycle of one use of another door than the face check."""

from enum import StrEnum

from core.actors import Role
from core.states import step


class AppointmentState(StrEnum):
    BOOKED = "BOOKED"  # 已选定，等本人办理（录口令视频、到窗口、传公证书、在平台刷脸）
    WAITING = "WAITING"  # 材料已交，等人员处理
    TAKEN = "TAKEN"  # 人员已接手
    CONFIRMED = "CONFIRMED"  # 已确认本人
    DECLINED = "DECLINED"  # 未能确认
    CANCELLED = "CANCELLED"  # 已取消或过期


class AppointmentAction(StrEnum):
    HAND_IN = "hand_in"
    TAKE = "take"
    RELEASE = "release"
    CONFIRM = "confirm"
    DECLINE = "decline"
    CANCEL = "cancel"


S, A = AppointmentState, AppointmentAction
OPEN = frozenset({S.BOOKED, S.WAITING, S.TAKEN})

APPOINTMENT_MOVES = {
    A.HAND_IN: step({S.BOOKED, S.WAITING}, S.WAITING, Role.PERSON),
    # Who stands at the window with the code is taken at once; what was handed in is taken from the queue.
    A.TAKE: step({S.BOOKED, S.WAITING}, S.TAKEN, Role.REVIEWER),
    A.RELEASE: step({S.TAKEN}, S.WAITING, Role.REVIEWER, Role.SYSTEM),
    # An officer decides what they took; a platform's answer decides by itself.
    A.CONFIRM: step({S.TAKEN, S.BOOKED}, S.CONFIRMED, Role.REVIEWER, Role.SYSTEM),
    A.DECLINE: step({S.TAKEN, S.BOOKED}, S.DECLINED, Role.REVIEWER, Role.SYSTEM),
    A.CANCEL: step(OPEN, S.CANCELLED, Role.PERSON, Role.SYSTEM),
}
