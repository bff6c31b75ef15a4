from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from core.sealed import SealedJSON
from json import dumps, loads
from uuid import uuid4
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('zhaoban', '0004_verification_service')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Correction',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('application_id', fields.UUIDField(db_index=True)),
                ('round', fields.SmallIntField()),
                ('officer_id', fields.UUIDField()),
                ('content_sha256', fields.CharField(max_length=64)),
                ('items', SealedJSON(default=list, generated=False, null=False, unique=False)),
                ('late', fields.SmallIntField(default=0)),
                ('required_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'correction', 'app': 'zhaoban', 'unique_together': (('application_id', 'round'),), 'pk_attr': 'id', 'table_description': 'One return of a filing with one complete list (一次性告知, 市场主体登记管理条例 art. 19).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Dispute',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('application_id', fields.UUIDField(db_index=True)),
                ('task_id', fields.UUIDField()),
                ('person_key', fields.CharField(max_length=32)),
                ('account_id', fields.UUIDField()),
                ('said_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('lifted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lifted_by', fields.UUIDField(null=True)),
                ('reason', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'dispute', 'app': 'zhaoban', 'pk_attr': 'id', 'table_description': 'A person named in a filing says that it does not concern them (不是我), until a supervisor has looked into it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='FrozenContent',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('application_id', fields.UUIDField()),
                ('sha256', fields.CharField(max_length=64)),
                ('content', SealedJSON(default=dict, generated=False, null=False, unique=False)),
                ('frozen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'frozen_content', 'app': 'zhaoban', 'unique_together': (('application_id', 'sha256'),), 'pk_attr': 'id', 'table_description': 'The content as it was frozen, by its hash: what people signed, and what an officer looked at.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Refusal',
            fields=[
                ('application_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('facts', SealedJSON(default=list, generated=False, null=False, unique=False)),
                ('articles', fields.JSONField(default=list, encoder=functools.partial(dumps, separators=(',', ':')), decoder=loads)),
            ],
            options={'table': 'refusal', 'app': 'zhaoban', 'pk_attr': 'application_id', 'table_description': 'What a refused registration was refused for (行政许可法 art. 38); `facts` may name people and are sealed.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Application',
            name='papers_sha256',
            field=fields.CharField(default='', max_length=64),
        ),
        ops.AddField(
            model_name='Signature',
            name='content_sha256',
            field=fields.CharField(default='', max_length=64),
        ),
    ]
