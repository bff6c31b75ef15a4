"""Personal data of a case as it is shown until somebody asks for it: enough to recognise, not enough to use."""

from typing import Any

PERSONAL = ("id_number", "phone", "email", "address")
"""Fields of a person that are masked. The name is not: the register prints it."""


def masked(content: dict[str, Any]) -> dict[str, Any]:
    """A copy of an application's content with every number and address of a person masked."""
    shown = dict(content)
    people = content.get("people", {})
    shown["people"] = {key: _masked_person(person) for key, person in people.items()}
    if "phone" in content.get("address", {}):
        shown["address"] = {**content["address"], "phone": mask("phone", content["address"]["phone"])}
    return shown


def mask(field: str, value: str) -> str:
    """One value: the first and last characters that its kind allows (GB/T 35273 annex on de-identified display)."""
    if field == "email":
        name, _, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    head, tail = {"id_number": (6, 2), "phone": (3, 4)}.get(field, (6, 0))
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + (value[-tail:] if tail else "")


def _masked_person(person: dict[str, Any]) -> dict[str, Any]:
    return {name: mask(name, str(value)) if name in PERSONAL and value else value for name, value in person.items()}
