"""The life cycles of a verification task (one person, one subject) and of an attempt (one challenge, one video)."""

from enum import StrEnum

from core.actors import Role
from core.states import step


class TaskState(StrEnum):
    INVITED = "INVITED"  # 已邀请
    OPENED = "OPENED"  # 已打开：登录并绑定本人
    CONSENTED = "CONSENTED"  # 已单独同意人脸核验
    IN_PROGRESS = "IN_PROGRESS"  # 核验中
    IN_REVIEW = "IN_REVIEW"  # 待人工复核
    PASSED = "PASSED"  # 已通过
    RETRYABLE = "RETRYABLE"  # 未通过，可重试或换通道
    DISPUTED = "DISPUTED"  # 不是我


class TaskAction(StrEnum):
    OPEN = "open"
    CONSENT = "consent"
    CHALLENGE = "challenge"
    PASS = "pass"  # noqa: S105  (a verdict, no password)
    FAIL = "fail"
    REFER = "refer"
    ACCEPT = "accept"
    DECLINE = "decline"
    RENEW = "renew"
    WITHDRAW_CONSENT = "withdraw_consent"
    DISPUTE = "dispute"
    LIFT_DISPUTE = "lift_dispute"


S, A = TaskState, TaskAction
UNFINISHED = {S.INVITED, S.OPENED, S.CONSENTED, S.IN_PROGRESS, S.IN_REVIEW, S.RETRYABLE}

TASK_MOVES = {
    A.OPEN: step({S.INVITED}, S.OPENED, Role.PERSON),
    A.CONSENT: step({S.OPENED}, S.CONSENTED, Role.PERSON),
    # A new challenge replaces one whose phone died or whose time ran out.
    A.CHALLENGE: step({S.CONSENTED, S.RETRYABLE, S.IN_PROGRESS}, S.IN_PROGRESS, Role.PERSON),
    A.PASS: step({S.IN_PROGRESS}, S.PASSED),
    A.FAIL: step({S.IN_PROGRESS}, S.RETRYABLE),
    A.REFER: step({S.IN_PROGRESS}, S.IN_REVIEW),
    A.ACCEPT: step({S.IN_REVIEW}, S.PASSED, Role.REVIEWER),
    A.DECLINE: step({S.IN_REVIEW}, S.RETRYABLE, Role.REVIEWER),
    # A pass is good for one sitting; who comes back later, or signs changed content, is verified anew.
    A.RENEW: step({S.PASSED}, S.CONSENTED, Role.PERSON, Role.SYSTEM),
    A.WITHDRAW_CONSENT: step({S.CONSENTED, S.RETRYABLE, S.IN_REVIEW}, S.OPENED, Role.PERSON),
    A.DISPUTE: step({*UNFINISHED, S.PASSED}, S.DISPUTED, Role.PERSON),
    A.LIFT_DISPUTE: step({S.DISPUTED}, S.OPENED, Role.SUPERVISOR),
}


class VerificationAttemptState(StrEnum):
    CHALLENGED = "CHALLENGED"  # 已出题
    SUBMITTED = "SUBMITTED"  # 已交视频，待判
    JUDGED = "JUDGED"  # 已有结论
    ABANDONED = "ABANDONED"  # 过期或被新题取代


class AttemptAction(StrEnum):
    SUBMIT = "submit"
    JUDGE = "judge"
    ABANDON = "abandon"


ATTEMPT_MOVES = {
    AttemptAction.SUBMIT: step({VerificationAttemptState.CHALLENGED}, VerificationAttemptState.SUBMITTED, Role.PERSON),
    AttemptAction.JUDGE: step({VerificationAttemptState.SUBMITTED}, VerificationAttemptState.JUDGED),
    AttemptAction.ABANDON: step(
        {VerificationAttemptState.CHALLENGED}, VerificationAttemptState.ABANDONED, Role.PERSON, Role.SYSTEM
    ),
}
