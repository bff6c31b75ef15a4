"""Who asked for a sign-in code, and whose seat another person took. Old code ignores both."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("zhaoban", "0008_elevated_risk")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'", reverse_sql=""),
        # Added empty, filled, and only then required: there may be rows already, and old code writes more.
        ops.AddField(model_name="SignInCode", name="asked_from", field=fields.CharField(null=True, max_length=64)),
        ops.RunSQL("ALTER TABLE sign_in_code ALTER COLUMN asked_from SET DEFAULT ''", reverse_sql=""),
        ops.RunSQL("UPDATE sign_in_code SET asked_from = '' WHERE asked_from IS NULL", reverse_sql=""),
        ops.AlterField(model_name="SignInCode", name="asked_from", field=fields.CharField(default="", max_length=64)),
        ops.CreateModel(
            name="FormerSeat",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                (
                    "task",
                    fields.ForeignKeyField(
                        "zhaoban.VerificationTask",
                        source_field="task_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="former",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("account_id", fields.UUIDField(db_index=True)),
                ("since_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("until_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "verification_former_seat",
                "app": "zhaoban",
                "pk_attr": "id",
                "table_description": "A person whose seat another person took: since when and until when the task was theirs.",
            },
            bases=["Model"],
        ),
    ]
