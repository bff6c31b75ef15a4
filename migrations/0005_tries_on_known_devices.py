"""Wrong tries on devices that an officer has used before, counted apart. Old code ignores both columns."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("zhaoban", "0004_message_consent")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'", reverse_sql=""),
        ops.AddField(model_name="Officer", name="known_tries", field=fields.SmallIntField(null=True)),
        ops.AddField(model_name="Officer", name="known_locked_until", field=fields.DatetimeField(null=True)),
    ]
