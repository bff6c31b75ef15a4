from tortoise import migrations
from tortoise.migrations import operations as ops
from app.accounts.models import Platform
from app.delivery.provider import Carrier
from app.delivery.states import DeliveryState
from core.sealed import SealedJSON, SealedText
from tortoise.fields.base import OnDelete
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('zhaoban', '0005_corrections')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Delivery',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('application_id', fields.UUIDField(db_index=True)),
                ('account_id', fields.UUIDField()),
                ('carrier', fields.CharEnumField(description='EMS: ems\nSF: sf', enum_type=Carrier, max_length=32)),
                ('number', fields.CharField(unique=True, max_length=32)),
                ('consignee', SealedJSON(default=dict, generated=False, null=False, unique=False)),
                ('charge_id', fields.UUIDField()),
                ('state', fields.CharEnumField(default=DeliveryState.CHOSEN, description='CHOSEN: CHOSEN\nCREATED: CREATED\nPICKED_UP: PICKED_UP\nIN_TRANSIT: IN_TRANSIT\nOUT_FOR_DELIVERY: OUT_FOR_DELIVERY\nATTEMPT_FAILED: ATTEMPT_FAILED\nEXCEPTION: EXCEPTION\nRETURNING: RETURNING\nDELIVERED: DELIVERED\nRETURNED: RETURNED\nCANCELLED: CANCELLED', enum_type=DeliveryState, max_length=32)),
                ('waybill', fields.CharField(default='', db_index=True, max_length=32)),
                ('chosen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ordered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('shipped_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'delivery', 'app': 'zhaoban', 'pk_attr': 'id', 'table_description': "One parcel with one company's paper licence."},
            bases=['Stateful'],
        ),
        ops.CreateModel(
            name='DeliveryEvent',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('delivery', fields.ForeignKeyField('zhaoban.Delivery', source_field='delivery_id', db_constraint=True, to_field='id', related_name='events', on_delete=OnDelete.CASCADE)),
                ('key', fields.CharField(max_length=96)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('code', fields.CharField(max_length=16)),
                ('state', fields.CharEnumField(description='CHOSEN: CHOSEN\nCREATED: CREATED\nPICKED_UP: PICKED_UP\nIN_TRANSIT: IN_TRANSIT\nOUT_FOR_DELIVERY: OUT_FOR_DELIVERY\nATTEMPT_FAILED: ATTEMPT_FAILED\nEXCEPTION: EXCEPTION\nRETURNING: RETURNING\nDELIVERED: DELIVERED\nRETURNED: RETURNED\nCANCELLED: CANCELLED', enum_type=DeliveryState, max_length=32)),
                ('known', fields.BooleanField(default=True)),
                ('description', fields.CharField(default='', max_length=200)),
                ('place', fields.CharField(default='', max_length=100)),
                ('received_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'delivery_event', 'app': 'zhaoban', 'unique_together': (('delivery', 'key'),), 'pk_attr': 'id', 'table_description': "One thing a carrier said, once (`key` is the carrier's own), whenever and in whatever order it came."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MiniProgramIdentity',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('zhaoban.Account', source_field='account_id', db_constraint=True, to_field='id', related_name='identities', on_delete=OnDelete.CASCADE)),
                ('platform', fields.CharEnumField(description='WECHAT: wechat\nALIPAY: alipay', enum_type=Platform, max_length=32)),
                ('app_id', fields.CharField(max_length=32)),
                ('open_id', SealedText(generated=False, null=False, unique=False)),
                ('open_id_index', fields.CharField(max_length=64)),
                ('linked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'mini_program_identity', 'app': 'zhaoban', 'unique_together': (('platform', 'app_id', 'open_id_index'),), 'pk_attr': 'id', 'table_description': 'What a platform calls one of our people in one app: openid of WeChat, open_id (older: user_id) of Alipay.'},
            bases=['Model'],
        ),
    ]
