"""A risk between normal and high. The column stays as it is: only what it may say is described anew."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from verification.states import VerificationRisk


class Migration(migrations.Migration):
    dependencies = [("zhaoban", "0007_own_time_and_officer_notices")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'", reverse_sql=""),
        ops.AlterField(
            model_name="VerificationTask",
            name="risk",
            field=fields.CharEnumField(
                default=VerificationRisk.NORMAL,
                description="NORMAL: normal\nELEVATED: elevated\nHIGH: high",
                enum_type=VerificationRisk,
                max_length=16,
            ),
        ),
    ]
