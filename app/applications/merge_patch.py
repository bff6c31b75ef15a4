"""JSON merge patch (RFC 7396), with bounds on what a stranger may send."""

from collections.abc import Mapping

from core.errors import Invalid
from core.rules import problem

MAX_DEPTH = 6
MAX_VALUES = 4_000
MAX_CHARACTERS = 64 * 1024


def merge_patch(target: object, patch: object) -> dict[str, object]:
    """Apply an object as RFC 7396 section 2 says; a target that is no object counts as an empty one."""
    merged: dict[str, object] = dict(target) if isinstance(target, Mapping) else {}
    if not isinstance(patch, Mapping):
        raise TypeError("the patch is an object; a whole value is replaced by its parent's patch")
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            merged[key] = merge_patch(merged.get(key), value)
        else:
            merged[key] = value
    return merged


def bounded(patch: object) -> Mapping[str, object]:
    """The patch itself if it is an object within the bounds, else Invalid at the path `` (the whole)."""
    if not isinstance(patch, Mapping):
        raise Invalid({"": problem("FM-03")})
    pending: list[tuple[object, int]] = [(patch, 1)]
    values = characters = 0
    while pending:
        value, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise Invalid({"": problem("FM-03", "too_deep")})
        children: list[object] = []
        if isinstance(value, Mapping):
            children = [*value.values()]
            characters += sum(len(key) for key in value)
        elif isinstance(value, list):
            children = value
        elif isinstance(value, str):
            characters += len(value)
        values += 1
        if values + len(pending) > MAX_VALUES or characters > MAX_CHARACTERS:
            raise Invalid({"": problem("FM-03", "too_large")})
        pending.extend((child, depth + 1) for child in children)
    return patch
