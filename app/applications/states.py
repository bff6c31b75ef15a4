"""The life of an application (申请): who may do what, when. The buttons of all front ends come from here."""

from enum import StrEnum

from core.actors import Role
from core.states import step


class State(StrEnum):
    DRAFT = "DRAFT"  # 草稿
    AWAITING_SIGNATORIES = "AWAITING_SIGNATORIES"  # 待核实签名
    SUBMITTED = "SUBMITTED"  # 已提交
    IN_REVIEW = "IN_REVIEW"  # 审核中
    CORRECTION_REQUIRED = "CORRECTION_REQUIRED"  # 待补正
    PENDING_APPROVAL = "PENDING_APPROVAL"  # 待核准
    APPROVED = "APPROVED"  # 准予登记
    REJECTED = "REJECTED"  # 不予登记
    LICENSED = "LICENSED"  # 已发照
    COMPLETED = "COMPLETED"  # 办结
    ARCHIVED = "ARCHIVED"  # 归档
    SUSPENDED = "SUSPENDED"  # 中止
    WITHDRAWN = "WITHDRAWN"  # 已撤回
    EXPIRED = "EXPIRED"  # 逾期失效


class Action(StrEnum):
    SUBMIT_FOR_VERIFICATION = "submit_for_verification"
    REOPEN = "reopen"
    FILE = "file"
    CLAIM = "claim"
    RELEASE = "release"
    REQUIRE_CORRECTION = "require_correction"
    PROPOSE_APPROVAL = "propose_approval"
    PROPOSE_REJECTION = "propose_rejection"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    REJECT = "reject"
    LICENSE = "license"
    COMPLETE = "complete"
    ARCHIVE = "archive"
    SUSPEND = "suspend"
    RESUME_SIGNING = "resume_signing"
    RESUME_REVIEW = "resume_review"
    RESUME_CORRECTION = "resume_correction"
    SETTLE_DISPUTE = "settle_dispute"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


S, A = State, Action
UNDECIDED = {S.AWAITING_SIGNATORIES, S.SUBMITTED, S.IN_REVIEW, S.CORRECTION_REQUIRED, S.PENDING_APPROVAL}

MOVES = {
    A.SUBMIT_FOR_VERIFICATION: step({S.DRAFT, S.CORRECTION_REQUIRED}, S.AWAITING_SIGNATORIES, Role.PERSON),
    A.REOPEN: step({S.AWAITING_SIGNATORIES}, S.DRAFT, Role.PERSON),
    A.FILE: step({S.AWAITING_SIGNATORIES}, S.SUBMITTED),
    A.CLAIM: step({S.SUBMITTED}, S.IN_REVIEW, Role.REVIEWER),
    A.RELEASE: step({S.IN_REVIEW}, S.SUBMITTED, Role.REVIEWER, Role.SUPERVISOR),
    A.REQUIRE_CORRECTION: step({S.IN_REVIEW}, S.CORRECTION_REQUIRED, Role.REVIEWER, Role.SUPERVISOR),
    A.PROPOSE_APPROVAL: step({S.IN_REVIEW}, S.PENDING_APPROVAL, Role.REVIEWER),
    A.PROPOSE_REJECTION: step({S.IN_REVIEW}, S.PENDING_APPROVAL, Role.REVIEWER),
    A.SEND_BACK: step({S.PENDING_APPROVAL}, S.IN_REVIEW, Role.APPROVER),
    A.APPROVE: step({S.PENDING_APPROVAL}, S.APPROVED, Role.APPROVER),
    A.REJECT: step({S.PENDING_APPROVAL}, S.REJECTED, Role.APPROVER),
    A.LICENSE: step({S.APPROVED}, S.LICENSED),
    A.COMPLETE: step({S.LICENSED}, S.COMPLETED),
    A.ARCHIVE: step({S.COMPLETED, S.REJECTED, S.WITHDRAWN}, S.ARCHIVED),
    # “不是我” stops a case at once; only a supervisor, who answers for it with a reason, lets it go on.
    A.SUSPEND: step(UNDECIDED, S.SUSPENDED, Role.SYSTEM, Role.SUPERVISOR),
    A.RESUME_SIGNING: step({S.SUSPENDED}, S.AWAITING_SIGNATORIES, Role.SUPERVISOR),
    A.RESUME_REVIEW: step({S.SUSPENDED}, S.SUBMITTED, Role.SUPERVISOR),
    A.RESUME_CORRECTION: step({S.SUSPENDED}, S.CORRECTION_REQUIRED, Role.SUPERVISOR),
    A.WITHDRAW: step({S.DRAFT, S.SUSPENDED, *UNDECIDED}, S.WITHDRAWN, Role.PERSON),
    A.EXPIRE: step({S.DRAFT, S.AWAITING_SIGNATORIES, S.CORRECTION_REQUIRED}, S.EXPIRED),
}

WITHOUT_A_MOVE = {A.SETTLE_DISPUTE}
"""Offered by what else is the matter with a case: a “not me” is closed that could not stop it any more."""
EDITABLE = {S.DRAFT, S.CORRECTION_REQUIRED}
LICENSED = {S.LICENSED, S.COMPLETED, S.ARCHIVED}
"""Where a case with a licence can be; a case that was refused or withdrawn is archived, too."""
