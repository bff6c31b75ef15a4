"""Registered companies, who stands in them, and the running numbers behind their codes."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.register.states import EntityState
from core.sealed import SealedText


class Entity(Model):
    """A company as registered (登记事项, 市场主体登记管理条例实施细则 art. 6). Public by law, no ID numbers here."""

    id = fields.UUIDField(primary_key=True)
    uscc = fields.CharField(max_length=18, unique=True)
    name = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=32)
    office = fields.CharField(max_length=6)
    state = fields.CharEnumField(EntityState, max_length=32, default=EntityState.EXISTING)
    address = fields.CharField(max_length=300)
    scope = fields.TextField()
    registered_fen = fields.BigIntField()
    legal_representative = fields.CharField(max_length=100)
    established_on = fields.DateField()
    application_id = fields.UUIDField(unique=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "entity"


class EntityPerson(Model):
    """A natural person in a role of a company, with what was subscribed where the role is shareholder."""

    id = fields.UUIDField(primary_key=True)
    entity: Any = fields.ForeignKeyField("zhaoban.Entity", related_name="people")
    entity_id: Any
    role = fields.CharField(max_length=32)
    name = fields.CharField(max_length=100)
    id_number: str = SealedText()  # type: ignore[assignment]
    id_index = fields.CharField(max_length=64, db_index=True)
    subscribed_fen: Any = fields.BigIntField(null=True)
    due_on: Any = fields.DateField(null=True)

    class Meta:
        table = "entity_person"


class RunningNumber(Model):
    """The last number used of a series: codes of companies, licences of a year, papers of an office."""

    series = fields.CharField(max_length=32, primary_key=True)
    used = fields.BigIntField()

    class Meta:
        table = "running_number"
