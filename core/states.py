"""Life cycles as tables. A model is `Stateful` when it names its table `MOVES`; only `move` changes its state: it
checks the table and the actor's role, compares and sets in one statement, and writes the history row. Buttons of the
console and the mini-program come from the same table through `allowed`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.actors import Actor, Role
from core.errors import Conflict, Forbidden, Text


@dataclass(frozen=True)
class Step:
    """From any of `sources` to `target`, taken by one of `roles`."""

    sources: frozenset[StrEnum]
    target: StrEnum
    roles: frozenset[Role]


def step(sources: Iterable[StrEnum], target: StrEnum, *roles: Role) -> Step:
    """One line of a table of moves. Without roles the step is the system's own."""
    return Step(frozenset(sources), target, frozenset(roles or {Role.SYSTEM}))


class Transition(Model):
    """One row of history: what moved, from where to where, by whom, when. Never a personal value in `note`."""

    id = fields.BigIntField(primary_key=True)
    subject_kind = fields.CharField(max_length=64)
    subject_id = fields.UUIDField()
    action = fields.CharField(max_length=64)
    source = fields.CharField(max_length=64)
    target = fields.CharField(max_length=64)
    actor_id = fields.UUIDField()
    actor_role = fields.CharField(max_length=32)
    note: dict[str, Any] = fields.JSONField(default=dict)
    at = fields.DatetimeField()

    class Meta:
        table = "transition"
        indexes = (Index(fields=("subject_kind", "subject_id", "id")),)


class Stateful(Model):
    """A model with a life cycle: `state` is set at creation and afterwards moved, never assigned."""

    MOVES: ClassVar[Mapping[StrEnum, Step]] = {}
    id: Any
    state: Any

    class Meta:
        abstract = True


async def move(
    entity: Stateful, action: StrEnum, *, by: Actor, now: datetime, note: Mapping[str, Any] | None = None
) -> None:
    """Take one step of the entity's table, inside the caller's transaction.

    Raises Conflict (not from this state, or somebody moved it meanwhile) and Forbidden (not by this role).
    """
    rule = entity.MOVES[action]
    role = next(iter(rule.roles & by.roles), None)
    if role is None:
        raise Forbidden()
    source = entity.state
    if source not in rule.sources or not await _compare_and_set(entity, source, rule.target):
        raise Conflict(
            Text(
                f"当前状态（{source}）不能执行“{action}”，请刷新后再看。",
                f"Not possible in the present state ({source}): {action}. Reload and look again.",
            )
        )
    entity.state = rule.target
    await Transition.create(
        subject_kind=type(entity).__name__,
        subject_id=entity.id,
        action=action,
        source=source,
        target=rule.target,
        actor_id=by.id,
        actor_role=role,
        note=dict(note or {}),
        at=now,
    )


async def _compare_and_set(entity: Stateful, source: StrEnum, target: StrEnum) -> bool:
    return bool(await type(entity).filter(id=entity.id, state=source).update(state=target))


def allowed(entity: Stateful, actor: Actor) -> list[StrEnum]:
    """The actions which the table offers this actor now; what else a use case demands it says when asked."""
    return [a for a, rule in entity.MOVES.items() if entity.state in rule.sources and rule.roles & actor.roles]


async def history(entity: Stateful) -> list[Transition]:
    """The entity's moves, oldest first."""
    return await Transition.filter(subject_kind=type(entity).__name__, subject_id=entity.id).order_by("id")
