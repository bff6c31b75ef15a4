from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from core.sealed import SealedText
from json import dumps, loads
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('zhaoban', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Officer',
            name='enrolment_expires_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Officer',
            name='enrolment_hash',
            field=fields.CharField(null=True, unique=True, max_length=64),
        ),
        ops.AddField(
            model_name='Officer',
            name='recovery_hashes',
            field=fields.JSONField(null=True, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
        ops.AddField(
            model_name='Officer',
            name='totp_pending',
            field=SealedText(null=True, generated=False, unique=False),
        ),
    ]
