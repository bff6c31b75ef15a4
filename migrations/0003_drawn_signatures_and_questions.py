"""Signatures drawn by hand, and what a person asks instead of signing. Old code ignores all three columns."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.sealed import SealedJSON, SealedText


class Migration(migrations.Migration):
    dependencies = [("zhaoban", "0002_guards")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'", reverse_sql=""),
        ops.AddField(model_name="Signature", name="drawing", field=SealedJSON(null=True)),
        ops.AddField(model_name="Signature", name="question", field=SealedText(null=True)),
        ops.AddField(model_name="Signature", name="questioned_at", field=fields.DatetimeField(null=True)),
    ]
