"""An applicant's own time at the form, and what one officer is told of their cases. Old code ignores both."""

from tortoise import fields, migrations
from tortoise.indexes import PartialIndex
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("zhaoban", "0006_clock_notices")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'", reverse_sql=""),
        ops.CreateModel(
            name="OfficerNotice",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("officer_id", fields.UUIDField()),
                ("application_id", fields.UUIDField()),
                ("kind", fields.CharField(max_length=16)),
                ("about", fields.CharField(max_length=64)),
                ("told_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "officer_notice",
                "app": "zhaoban",
                "unique_together": (("officer_id", "application_id", "kind", "about"),),
                "indexes": [PartialIndex(fields=["officer_id", "told_at"], condition={"seen_at": None})],
                "pk_attr": "id",
                "table_description": "One officer is told of a case of theirs: its legal time, or that it came into or left their hands.",
            },
            bases=["Model"],
        ),
        ops.AddField(model_name="Application", name="edited_s", field=fields.IntField(null=True)),
    ]
