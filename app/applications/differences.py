"""What differs between two contents, field by field."""

from collections.abc import Iterator, Mapping
from typing import Any


def differences(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Dotted path, old and new value of every leaf that differs, in the order of the later content."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*after, *before]):
            yield from differences(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    elif isinstance(before, Mapping) or isinstance(after, Mapping):
        yield from differences(before or {}, after or {}, path)
    elif before != after:
        yield path, before, after
