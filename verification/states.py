"""The life cycles of a verification task (one person, one subject) and of an attempt (one challenge, one video).

Other doors than the face check have their own life cycle in `channels/states.py`.
"""

from enum import StrEnum

from core.actors import Role
from core.states import step


class VerificationChannel(StrEnum):
    """The doors by which a person proves who they are, all of equal standing."""

    FACE = "face"  # 人脸核验
    VIDEO_OFFICER = "video_officer"  # 视频核验
    WINDOW = "window"  # 窗口核验
    NOTARY = "notary"  # 公证文书
    WECHAT = "wechat"  # 微信人脸核身
    ALIPAY = "alipay"  # 支付宝身份认证


class VerificationRisk(StrEnum):
    """How much hangs on it, as the inviter says. What is asked at each: `policy.py`, and `opinions.py` of officers."""

    NORMAL = "normal"
    ELEVATED = "elevated"  # one movement more
    HIGH = "high"  # that, two of the head, and a second officer where one must look


class TaskState(StrEnum):
    INVITED = "INVITED"  # 已邀请
    OPENED = "OPENED"  # 已打开：登录并绑定本人
    CONSENTED = "CONSENTED"  # 已单独同意人脸核验
    IN_PROGRESS = "IN_PROGRESS"  # 核验中
    IN_REVIEW = "IN_REVIEW"  # 待人工复核
    PASSED = "PASSED"  # 已通过
    RETRYABLE = "RETRYABLE"  # 未通过，可重试或换通道
    LOCKED_CHANNEL = "LOCKED_CHANNEL"  # 人脸通道暂歇几分钟，其他通道照常
    ALT_BOOKED = "ALT_BOOKED"  # 已选其他通道
    DISPUTED = "DISPUTED"  # 不是我


class TaskAction(StrEnum):
    OPEN = "open"
    CONSENT = "consent"
    CHALLENGE = "challenge"
    PASS = "pass"  # noqa: S105  (a verdict, no password)
    FAIL = "fail"
    LOCK = "lock"
    REFER = "refer"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    RENEW = "renew"
    WITHDRAW_CONSENT = "withdraw_consent"
    BOOK = "book"
    CANCEL_BOOKING = "cancel_booking"
    CONFIRM_BOOKING = "confirm_booking"
    DECLINE_BOOKING = "decline_booking"
    DISPUTE = "dispute"
    LIFT_DISPUTE = "lift_dispute"
    REINVITE = "reinvite"


S, A = TaskState, TaskAction
CONSENTED = {S.CONSENTED, S.IN_PROGRESS, S.IN_REVIEW, S.RETRYABLE, S.LOCKED_CHANNEL}
"""Where the face check has been agreed to and goes on."""
UNFINISHED = {S.INVITED, S.OPENED, *CONSENTED, S.ALT_BOOKED}

TASK_MOVES = {
    A.OPEN: step({S.INVITED}, S.OPENED, Role.PERSON),
    # The system's: whoever comes back from another door and has consented already need not read the text again.
    A.CONSENT: step({S.OPENED}, S.CONSENTED, Role.PERSON, Role.SYSTEM),
    # A new challenge replaces one whose phone died or whose time ran out; out of a lock, once its minutes are over.
    A.CHALLENGE: step({S.CONSENTED, S.RETRYABLE, S.LOCKED_CHANNEL, S.IN_PROGRESS}, S.IN_PROGRESS, Role.PERSON),
    A.PASS: step({S.IN_PROGRESS}, S.PASSED),
    A.FAIL: step({S.IN_PROGRESS}, S.RETRYABLE),
    A.LOCK: step({S.IN_PROGRESS}, S.LOCKED_CHANNEL),
    A.REFER: step({S.IN_PROGRESS}, S.IN_REVIEW),
    A.ACCEPT: step({S.IN_REVIEW}, S.PASSED, Role.REVIEWER),
    A.DECLINE: step({S.IN_REVIEW}, S.RETRYABLE, Role.REVIEWER),
    # Nobody looked within the three working days for which the video may be kept.
    A.LAPSE: step({S.IN_REVIEW}, S.RETRYABLE),
    # A pass is good for one sitting; who comes back later, or signs changed content, is verified anew.
    A.RENEW: step({S.PASSED}, S.CONSENTED, Role.PERSON, Role.SYSTEM),
    A.WITHDRAW_CONSENT: step(CONSENTED, S.OPENED, Role.PERSON),
    # Another door is open at any time, also to change from one to the next.
    A.BOOK: step({S.OPENED, *CONSENTED, S.ALT_BOOKED, S.PASSED} - {S.IN_REVIEW}, S.ALT_BOOKED, Role.PERSON),
    A.CANCEL_BOOKING: step({S.ALT_BOOKED}, S.OPENED, Role.PERSON, Role.SYSTEM),
    A.CONFIRM_BOOKING: step({S.ALT_BOOKED}, S.PASSED, Role.REVIEWER, Role.SYSTEM),
    A.DECLINE_BOOKING: step({S.ALT_BOOKED}, S.OPENED, Role.REVIEWER, Role.SYSTEM),
    A.DISPUTE: step({*UNFINISHED, S.PASSED}, S.DISPUTED, Role.PERSON),
    # The filing names another person, or another number of the same one: whoever that is opens it anew.
    A.REINVITE: step({*UNFINISHED - {S.INVITED}, S.PASSED}, S.INVITED),
    A.LIFT_DISPUTE: step({S.DISPUTED}, S.OPENED, Role.SUPERVISOR),
}


class VerificationAttemptState(StrEnum):
    CHALLENGED = "CHALLENGED"  # 已出题
    SUBMITTED = "SUBMITTED"  # 已交视频，待判
    JUDGED = "JUDGED"  # 已有结论
    ABANDONED = "ABANDONED"  # 过期、被新题取代，或同意已撤回


class AttemptAction(StrEnum):
    SUBMIT = "submit"
    JUDGE = "judge"
    ABANDON = "abandon"


V = VerificationAttemptState
ATTEMPT_MOVES = {
    AttemptAction.SUBMIT: step({V.CHALLENGED}, V.SUBMITTED, Role.PERSON),
    AttemptAction.JUDGE: step({V.SUBMITTED}, V.JUDGED),
    AttemptAction.ABANDON: step({V.CHALLENGED, V.SUBMITTED}, V.ABANDONED, Role.PERSON, Role.SYSTEM),
}
