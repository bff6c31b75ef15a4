"""What differs between two contents, field by field, and values in the words in which people read them."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.applications.content import Content
from core.money import yuan


def differences(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Dotted path, old and new value of every leaf that differs, in the order of the later content."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*after, *before]):
            yield from differences(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    elif isinstance(before, Mapping) or isinstance(after, Mapping):
        yield from differences(before or {}, after or {}, path)
    elif before != after:
        yield path, before, after


def in_words(name: str, value: Any, content: Content) -> str | None:
    """A value as a person reads it; None where there is none."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    if name.endswith("_fen"):
        return f"{yuan(value)} 元"
    if isinstance(value, list):
        return "、".join(in_words(name, each, content) or "" for each in value)
    person = content.people.get(str(value))
    return (person.name or str(value)) if person else str(value)
