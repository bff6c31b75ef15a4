"""How a verdict is kept: reasons for the person, the full result for the officer; and officers' grounds in words."""

from typing import Any

from core.errors import Text
from verification.engine.verdict import Verdict
from verification.provider import PortraitSource
from verification.reasons import Reason

HIDDEN = {"findings", "reasons", "verdict", "video_sha256"}


def as_reasons(verdict: Verdict) -> list[dict[str, Any]]:
    """Reasons with the seconds they speak of; every kind of attack reads the same (REPLAY_SUSPECTED)."""
    return [reason_entry(f.reason, f.from_s, f.to_s) for f in verdict.findings]


def reason_entry(reason: Reason, from_s: float | None = None, to_s: float | None = None) -> dict[str, Any]:
    """One reason as it is kept and shown."""
    return {**_entry(reason.value, reason.words, reason.next_step), "from_s": from_s, "to_s": to_s}


def as_result(verdict: Verdict, reference: str, source: PortraitSource, took_s: float) -> dict[str, Any]:
    """Scores, limits, versions and timings, for the officer and the archive."""
    kept = {key: value for key, value in verdict.as_json().items() if key not in HIDDEN}
    return {**kept, "took_s": took_s, "portrait": {"outcome": "FOUND", "reference": reference, "source": source.value}}


def our_fault_entry() -> dict[str, Any]:
    """What a person is told of a video that we could not judge, time and again."""
    return {**reason_entry(Reason.UNREADABLE), "text": _OUR_FAULT.as_dict(), "next_step": _AGAIN.as_dict()}


def lapsed_entry() -> dict[str, Any]:
    """What a person is told when no officer looked while their video might be kept."""
    return _entry("REVIEW_LAPSED", _LAPSED, _AGAIN)


def declined_entry(ground: str) -> dict[str, Any]:
    """What a person is told of an officer's refusal. The officer's own comment stays with the officers."""
    return _entry(ground, GROUNDS[ground], _ANOTHER_DOOR)


def _entry(reason: str, text: Text, next_step: Text) -> dict[str, Any]:
    return {
        "reason": reason,
        "from_s": None,
        "to_s": None,
        "text": text.as_dict(),
        "next_step": next_step.as_dict(),
    }


_OUR_FAULT = Text(
    "我们的系统没能判定这段视频，不是您的问题，也不计入次数",
    "Our system could not judge this video; it is not your fault and does not count as a try",
)
_AGAIN = Text("请再录一次，或改用视频核验、窗口、公证方式", "Please record once more, or take another way")
_LAPSED = Text(
    "人工复核未能在期限内完成，您的视频已删除，不计入次数",
    "Nobody could review your video in time; it has been deleted and does not count as a try",
)
_ANOTHER_DOOR = Text("请重试，或改用其他核验方式", "Please try again, or take another way")
GROUNDS = {
    "SAME_PERSON": Text("确认为本人", "It is the person named"),
    "NOT_SAME_PERSON": Text("经人工核对，未能确认为本人", "An officer could not confirm that it is you"),
    "NOT_CLEAR": Text("画面或声音不清楚，无法核对", "Picture or sound are too unclear to compare"),
    "NOT_LIVE": Text("未能确认是真人", "We could not confirm a live person"),
    "CODE_NOT_SPOKEN": Text("没有听到正确的口令", "The code was not said, or not the right one"),
    "CODE_SPOKEN": Text("口令正确，确认为本人", "The code is right and it is the person named"),
    "CARD_MATCHES": Text("人、证一致", "Person and ID card match"),
    "CARD_DIFFERS": Text("人、证不一致", "Person and ID card do not match"),
    "PLATFORM_REFUSED": Text("平台未能确认为本人", "The platform could not confirm that it is you"),
    "NOT_COME": Text("本人没有到场", "The person did not come"),
    "DOCUMENT_GENUINE": Text("公证书真实有效", "The notary's document is genuine and in force"),
    "DOCUMENT_DEFECTIVE": Text("公证书不完整、已失效或查验不符", "The document is incomplete, lapsed or not borne out"),
}
"""Why an officer accepts or declines; what is offered where, `reviews.py` and `channels/doors.py` say."""
