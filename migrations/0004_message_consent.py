"""Messages inside WeChat: consents to them, and the number to text when one fails. Old code sends text messages on."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from core.sealed import SealedText
from notifications.provider import Refusal
from notifications.states import MessageAnswer, MessageChannel
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('zhaoban', '0003_drawn_signatures_and_questions')]

    initial = False

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'", reverse_sql=''),
        ops.CreateModel(
            name='MessageConsent',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('address_index', fields.CharField(max_length=64)),
                ('template', fields.CharField(max_length=32)),
                ('answer', fields.CharEnumField(description='ACCEPTED: accepted\nREFUSED: refused\nSPENT: spent', enum_type=MessageAnswer, max_length=16)),
                ('answered_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'message_consent', 'app': 'zhaoban', 'unique_together': (('address_index', 'template'),), 'pk_attr': 'id', 'table_description': "A person's answer to being asked for messages of one template; `address_index` finds them by what WeChat calls"},
            bases=['Model'],
        ),
        ops.AlterField(
            model_name='Message',
            name='channel',
            field=fields.CharEnumField(description='WECHAT: wechat\nSMS: sms\nINBOX: inbox', enum_type=MessageChannel, max_length=16),
        ),
        ops.AlterField(
            model_name='Message',
            name='refusal',
            field=fields.CharEnumField(null=True, description='NUMBER_INVALID: number_invalid\nNUMBER_BLOCKED: number_blocked\nTOO_MANY: too_many\nCONTENT_REFUSED: content_refused\nUNDELIVERED: undelivered\nEXPIRED: expired\nNOT_ALLOWED: not_allowed\nADDRESS_UNKNOWN: address_unknown\nCHANNEL_CLOSED: channel_closed', enum_type=Refusal, max_length=32),
        ),
        ops.AddField(
            model_name='Message',
            name='otherwise',
            field=SealedText(null=True, generated=False, unique=False),
        ),
    ]
