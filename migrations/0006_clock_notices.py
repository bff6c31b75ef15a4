"""What supervisors are told of legal clocks that run out. A table of its own: old code never asks for it."""

from tortoise import fields, migrations
from tortoise.indexes import PartialIndex
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("zhaoban", "0005_tries_on_known_devices")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'", reverse_sql=""),
        ops.CreateModel(
            name="ClockNotice",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("application_id", fields.UUIDField()),
                ("office", fields.CharField(max_length=6)),
                ("kind", fields.CharField(max_length=16)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("told_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_by", fields.UUIDField(null=True)),
                ("seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "clock_notice",
                "app": "zhaoban",
                "unique_together": (("application_id", "kind", "due_at"),),
                "indexes": [PartialIndex(fields=["office", "due_at"], condition={"seen_at": None})],
                "pk_attr": "id",
                "table_description": "A supervisor is told that a case's legal time ends today, or has ended; once for each, until somebody saw it.",
            },
            bases=["Model"],
        ),
    ]
