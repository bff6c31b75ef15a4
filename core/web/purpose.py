"""Why personal data is opened (个人信息保护法 art. 6): stated in the request, kept in the audit log."""

from enum import StrEnum

from sanic import Request

from core.errors import Invalid, Problem, Text


class Purpose(StrEnum):
    """What an officer may open personal data for."""

    REVIEW = "review"  # 审查申请
    IDENTITY = "identity"  # 核对身份
    CONTACT = "contact"  # 联系当事人
    OBJECTION = "objection"  # 处理异议
    SUPERVISION = "supervision"  # 监督检查


STATING = {"purpose": f"why it is opened: {', '.join(Purpose)}"}
"""The query parameter, as a route declares it."""

_MISSING = Problem(
    "PI-01",
    Text("没有说明查看个人信息的目的。", "The purpose of opening personal data is not stated."),
    Text(
        "请选择：审查、核对身份、联系当事人、处理异议或监督检查。",
        "Choose one of those listed in the API documentation.",
    ),
    "《中华人民共和国个人信息保护法》第六条",
)


def stated(request: Request) -> Purpose:
    """The purpose which the caller names. Raises Invalid without one, or with one that is not listed."""
    given = request.args.get("purpose", "")
    if given not in {str(each) for each in Purpose}:
        raise Invalid({"purpose": _MISSING})
    return Purpose(given)
