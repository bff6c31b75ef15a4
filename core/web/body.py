"""Request bodies: strict pydantic models. A refusal names the field, the rule and the cure, never the value."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from sanic import Request, Sanic

from core.errors import Invalid, Problem, Text

Model = TypeVar("Model", bound=BaseModel)


class Body(BaseModel):
    """Base of request bodies: no coercion (`"12"` is not 12), no unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid")


_WORDS: dict[str, tuple[Text, Text]] = {
    "missing": (Text("缺少此项。", "This field is missing."), Text("请填写此项。", "Please fill it in.")),
    "extra_forbidden": (
        Text("不认识此项。", "This field is not known here."),
        Text("请去掉此项，或核对接口说明。", "Remove it, or see the API documentation."),
    ),
    "json_invalid": (
        Text("请求内容不是有效的 JSON。", "The body is not valid JSON."),
        Text("请发送 UTF-8 编码的 JSON 对象。", "Send a JSON object in UTF-8."),
    ),
    "string_too_long": (Text("内容过长。", "Too long."), Text("请缩短此项。", "Please shorten it.")),
    "string_too_short": (Text("内容过短。", "Too short."), Text("请填写完整。", "Please fill it in completely.")),
    "string_pattern_mismatch": (
        Text("格式不正确。", "The format is not right."),
        Text("请按示例的格式填写。", "Please follow the format of the example."),
    ),
}
_NUL = Problem(
    "BODY-nul",
    Text("请求中含有空字符。", "The request holds a NUL character."),
    Text("请去掉编码为 0 的字符后重试。", "Remove the character of code 0 and try again."),
)
"""No text of the database can hold one, and nobody types one."""
_OTHER = (
    Text("类型或取值不符合要求。", "The type or value is not acceptable."),
    Text("请核对接口说明中此项的类型和范围。", "See this field's type and range in the API documentation."),
)


def install(app: Sanic[Any, Any]) -> None:
    """Refuse addresses that no text can hold."""
    app.register_middleware(refuse_nul, "request")


async def refuse_nul(request: Request) -> None:
    """Raises Invalid for an address that holds a NUL."""
    if b"%00" in request.raw_url:
        raise Invalid({"address": _NUL})


def read_body(request: Request, model: type[Model]) -> Model:
    """Parse the JSON body. Raises Invalid."""
    return parse(model, request.body or b"{}")


def parse(model: type[Model], data: bytes) -> Model:
    """Validate JSON bytes strictly. Raises Invalid with one problem a field."""
    if b"\\u0000" in data:
        raise Invalid({"body": _NUL})
    try:
        return model.model_validate_json(data)
    except ValidationError as refused:
        raise Invalid(problems_of(refused)) from None


def problems_of(refused: ValidationError) -> dict[str, Problem | list[Problem]]:
    """Pydantic's errors in our words; the input itself is never looked at."""
    found: dict[str, Problem | list[Problem]] = {}
    for error in refused.errors(include_input=False, include_url=False, include_context=False):
        text, cure = _WORDS.get(error["type"], _OTHER)
        path = ".".join(str(part) for part in error["loc"]) or "body"
        found.setdefault(path, Problem(f"BODY-{error['type']}", text, cure))
    return found
