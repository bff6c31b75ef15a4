"""Whose money it is: the office of every charge, and of what is open about it. A closed refund is asked anew once."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint

_OF_CHARGES = """
UPDATE charge c SET scope = a.office FROM delivery d JOIN application a ON a.id = d.application_id
  WHERE c.subject = 'delivery:' || d.id;
UPDATE charge c SET scope = a.office FROM application a WHERE c.subject = 'application:' || a.id;
"""
_OF_NUMBERS = """
UPDATE {table} o SET scope = c.scope FROM payment_attempt p JOIN charge c ON c.id = p.charge_id
  WHERE p.number = o.number;
UPDATE {table} o SET scope = c.scope FROM refund r JOIN payment_attempt p ON p.id = r.attempt_id
  JOIN charge c ON c.id = p.charge_id WHERE r.number = o.number;
"""


# What old code writes meanwhile says no office: it is then of nobody, and those who decide on money settle it.
_EMPTY = "ALTER TABLE {table} ALTER COLUMN scope SET DEFAULT ''; UPDATE {table} SET scope = '' WHERE scope IS NULL"
TABLES = {"Charge": "charge", "Incident": "payment_incident", "Difference": "reconciliation_difference"}


def _scope(*, null: bool) -> Any:
    return fields.CharField(null=True, max_length=64) if null else fields.CharField(default="", max_length=64)


class Migration(migrations.Migration):
    dependencies = [("zhaoban", "0009_askers_and_former_seats")]

    operations = [
        ops.RunSQL("SET LOCAL lock_timeout = '5s'", reverse_sql=""),
        *(ops.AddField(model_name=each, name="scope", field=_scope(null=True)) for each in TABLES),
        *(ops.RunSQL(_EMPTY.format(table=each), reverse_sql="") for each in TABLES.values()),
        ops.RunSQL(_OF_CHARGES, reverse_sql=""),
        ops.RunSQL(_OF_NUMBERS.format(table="payment_incident"), reverse_sql=""),
        ops.RunSQL(_OF_NUMBERS.format(table="reconciliation_difference"), reverse_sql=""),
        *(ops.AlterField(model_name=each, name="scope", field=_scope(null=False)) for each in TABLES),
        ops.AddField(model_name="Refund", name="repeats", field=fields.UUIDField(null=True)),
        ops.AddConstraint(
            model_name="Refund",
            constraint=UniqueConstraint(
                fields=("repeats",), name="refund_one_repetition", condition="state <> 'declined'"
            ),
        ),
    ]
