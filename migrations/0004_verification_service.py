from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from core.sealed import SealedText
from json import dumps, loads
from payments.models import IncidentKind
from tortoise.fields.base import OnDelete
from uuid import uuid4
from verification.channels.states import AppointmentState
from verification.states import TaskState, VerificationChannel, VerificationRisk
from tortoise import fields
from tortoise.indexes import PartialIndex

class Migration(migrations.Migration):
    dependencies = [('zhaoban', '0003_guards')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Appointment',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('task', fields.ForeignKeyField('zhaoban.VerificationTask', source_field='task_id', db_constraint=True, to_field='id', related_name='appointments', on_delete=OnDelete.CASCADE)),
                ('channel', fields.CharEnumField(description='FACE: face\nVIDEO_OFFICER: video_officer\nWINDOW: window\nNOTARY: notary\nWECHAT: wechat\nALIPAY: alipay', enum_type=VerificationChannel, max_length=16)),
                ('state', fields.CharEnumField(default=AppointmentState.BOOKED, description='BOOKED: BOOKED\nWAITING: WAITING\nTAKEN: TAKEN\nCONFIRMED: CONFIRMED\nDECLINED: DECLINED\nCANCELLED: CANCELLED', enum_type=AppointmentState, max_length=16)),
                ('code', fields.CharField(default='', max_length=16)),
                ('reference', SealedText(default='', generated=False, null=False, unique=False)),
                ('blob_id', fields.UUIDField(null=True)),
                ('officer_id', fields.UUIDField(null=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('handed_in_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reasons', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
            ],
            options={'table': 'verification_appointment', 'app': 'zhaoban', 'pk_attr': 'id', 'table_description': "One person's use of another door."},
            bases=['Stateful'],
        ),
        ops.CreateModel(
            name='IdentityOpinion',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('task', fields.ForeignKeyField('zhaoban.VerificationTask', source_field='task_id', db_constraint=True, to_field='id', related_name='opinions', on_delete=OnDelete.CASCADE)),
                ('about', fields.UUIDField()),
                ('officer_id', fields.UUIDField()),
                ('accepts', fields.BooleanField()),
                ('ground', fields.CharField(max_length=32)),
                ('comment', fields.TextField(default='', unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'verification_opinion', 'app': 'zhaoban', 'unique_together': (('about', 'officer_id'),), 'pk_attr': 'id', 'table_description': 'What one officer found about an attempt or an appointment (`about`), and why.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SeenVideo',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('attempt', fields.OneToOneField('zhaoban.VerificationAttempt', source_field='attempt_id', db_constraint=True, to_field='id', related_name='seen', on_delete=OnDelete.CASCADE)),
                ('person_index', fields.CharField(db_index=True, max_length=64)),
                ('video_index', fields.CharField(db_index=True, max_length=64)),
                ('movement_blob_id', fields.UUIDField(null=True)),
                ('seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('forgotten_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'verification_seen_video', 'app': 'zhaoban', 'pk_attr': 'id', 'table_description': 'What is kept of a video against its re-use, for a year: keyed fingerprints, and the course of the movement.'},
            bases=['Model'],
        ),
        ops.AlterField(
            model_name='Incident',
            name='kind',
            field=fields.CharEnumField(description='WRONG_AMOUNT: wrong_amount\nWRONG_CURRENCY: wrong_currency\nWRONG_MERCHANT: wrong_merchant\nWRONG_APP: wrong_app\nWRONG_TRADE: wrong_trade\nREFUNDED_ELSEWHERE: refunded_elsewhere\nUNKNOWN_NUMBER: unknown_number\nUNDECIDED: undecided\nREFUND_ABNORMAL: refund_abnormal\nREFUND_CLOSED: refund_closed\nREFUND_REFUSED: refund_refused\nREFUND_CONTRADICTS: refund_contradicts', enum_type=IncidentKind, max_length=32),
        ),
        ops.AlterField(
            model_name='VerificationAttempt',
            name='judged_at',
            field=fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='VerificationAttempt',
            name='practice',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='VerificationAttempt',
            name='tries',
            field=fields.SmallIntField(default=0),
        ),
        ops.AddIndex(
            model_name='VerificationAttempt',
            index=PartialIndex(fields=['submitted_at'], condition={'state': 'SUBMITTED'}),
        ),
        ops.AlterField(
            model_name='VerificationTask',
            name='state',
            field=fields.CharEnumField(default=TaskState.INVITED, description='INVITED: INVITED\nOPENED: OPENED\nCONSENTED: CONSENTED\nIN_PROGRESS: IN_PROGRESS\nIN_REVIEW: IN_REVIEW\nPASSED: PASSED\nRETRYABLE: RETRYABLE\nLOCKED_CHANNEL: LOCKED_CHANNEL\nALT_BOOKED: ALT_BOOKED\nDISPUTED: DISPUTED', enum_type=TaskState, max_length=32),
        ),
        ops.AddField(
            model_name='VerificationTask',
            name='channel',
            field=fields.CharEnumField(default=VerificationChannel.FACE, description='FACE: face\nVIDEO_OFFICER: video_officer\nWINDOW: window\nNOTARY: notary\nWECHAT: wechat\nALIPAY: alipay', enum_type=VerificationChannel, max_length=16),
        ),
        ops.AddField(
            model_name='VerificationTask',
            name='locked_until',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='VerificationTask',
            name='longer_prompts',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='VerificationTask',
            name='passed_until',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='VerificationTask',
            name='risk',
            field=fields.CharEnumField(default=VerificationRisk.NORMAL, description='NORMAL: normal\nHIGH: high', enum_type=VerificationRisk, max_length=16),
        ),
        ops.AddField(
            model_name='VerificationTask',
            name='scope',
            field=fields.CharField(default='', max_length=16),
        ),
        ops.AddField(
            model_name='VerificationTask',
            name='without',
            field=fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads),
        ),
    ]
