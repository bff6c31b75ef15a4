"""Refusals of the domain. `core.web.errors` maps each to one problem document (RFC 9457).

A message never repeats the value it refuses: it may be an ID number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


@dataclass(frozen=True)
class Text:
    """One sentence for people: Chinese first, English second."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


class Severity(StrEnum):
    """ERROR blocks a filing, WARNING sends it to an officer, INFO is only shown."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Problem:
    """A finding of one rule of the catalogue at one field.

    `basis` is the article a notice prints; `detail` holds what helps to cure it (a conflicting company name, a
    limit), never a personal value.
    """

    rule: str
    text: Text
    cure: Text
    basis: str = ""
    severity: Severity = Severity.ERROR
    detail: Mapping[str, str] = field(default_factory=dict)


class DomainError(Exception):
    """A use case refuses. `code` is stable for clients; `text` is for people."""

    code: ClassVar[str] = "error"
    text: Text = Text("请求未能完成。", "The request could not be completed.")
    retry_after_s: int | None = None

    def __init__(self, text: Text | None = None, *, retry_after_s: int | None = None) -> None:
        if text is not None:
            self.text = text
        if retry_after_s is not None:
            self.retry_after_s = retry_after_s
        super().__init__(self.text.en)


class Invalid(DomainError):
    """Fields break rules of the catalogue; `problems` maps a dotted field path to its findings."""

    code = "invalid"
    text = Text("有内容需要修改，请看每一项的说明。", "Some entries need a change; see the note at each.")

    def __init__(self, problems: Mapping[str, Problem | list[Problem]], text: Text | None = None) -> None:
        super().__init__(text)
        self.problems: dict[str, list[Problem]] = {
            path: found if isinstance(found, list) else [found] for path, found in problems.items()
        }


class NotFound(DomainError):
    """Absent, or not the caller's to know of."""

    code = "not_found"
    text = Text("没有找到，或您无权查看。", "Not found, or not yours to see.")


class Conflict(DomainError):
    """The state of things does not allow the step now."""

    code = "conflict"
    text = Text(
        "当前状态不允许这一步，请刷新后再看。", "The present state does not allow this step; reload and look again."
    )


class Forbidden(DomainError):
    """Known caller, but not one who may do this."""

    code = "forbidden"
    text = Text("您的角色不能做这一步。", "Your role may not take this step.")


class Unauthenticated(DomainError):
    """No valid session."""

    code = "unauthenticated"
    text = Text("请先登录。", "Please sign in first.")


class Unavailable(DomainError):
    """An outside party or a full queue; never a refusal of the matter itself."""

    code = "unavailable"
    text = Text(
        "服务暂时不可用，已保留您的进度，请稍后再试。",
        "Temporarily unavailable; your progress is kept, please try later.",
    )
    retry_after_s = 10


class TooMany(DomainError):
    """A limit of tries per time is reached; `retry_after_s` says when it opens again."""

    code = "too_many"
    text = Text("操作过于频繁，请稍候再试。", "Too many tries; please wait a moment.")
    retry_after_s = 60


class TooLarge(DomainError):
    """More bytes than this place accepts."""

    code = "too_large"
    text = Text("上传的内容过大。", "The upload is too large.")


class BadSignature(DomainError):
    """A message that claims an outside party's signature and does not bear it."""

    code = "bad_signature"
    text = Text("签名校验失败。", "The signature does not verify.")


class UnknownAnswer(RuntimeError):
    """An outside party said what its adapter does not know: a mistake of ours or news of theirs, never a refusal.

    `said` is their code. It is no DomainError: no client can mend it, and operators must look.
    """

    def __init__(self, party: str, said: object) -> None:
        super().__init__(f"{party}: {said}")
        self.said = str(said)
