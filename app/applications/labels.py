"""How fields of a content are called, for notices and for the list of what changed: the words that forms use, too."""

from collections.abc import Mapping
from functools import cache

from app.applications.content import Content
from config.reference import read
from core.errors import Text

_WHOLE = Text("申请内容", "the application")


@cache
def _names() -> Mapping[str, Text]:
    """By path, without whose field it is; posts are called as they are everywhere."""
    words = read("words")
    posts = {f"posts.{code}": each for code, each in words["post"].items()}
    return {code: Text(each["zh"], each["en"]) for code, each in (posts | words["field"]).items()}


def label(path: str, content: Content) -> Text:
    """The name of a field by its dotted path; a field of a person is named with that person's name."""
    section, _, rest = path.partition(".")
    key, _, leaf = rest.partition(".")
    if section in {"people", "shareholders"} and key in content.people:
        who = content.people[key].name or key
        what = _names().get(f"{section}.{leaf}") or _names()[section]
        return Text(f"{who}的{what.zh}", f"{what.en} of {who}")
    if section == "scope" and rest.startswith("licences."):
        path = f"scope.licences.{path.rpartition('.')[2]}"
    while path:
        if path in _names():
            return _names()[path]
        path = path.rpartition(".")[0]
    return _WHOLE


def is_field(path: str) -> bool:
    """Whether a path leads into a content; the empty one stands for the whole."""
    return path == "" or path.partition(".")[0] in Content.model_fields
