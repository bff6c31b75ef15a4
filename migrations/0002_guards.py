"""What the database itself refuses: refunds beyond what was paid, a second live attempt of one charge, and any change of
rows that are history (ledger, audit log, transitions, the public log of licences). The models name the constraints;
CreateModel leaves them out on PostgreSQL.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

APPEND_ONLY = ("ledger_entry", "audit_entry", "transition", "issue_log_entry")

GUARDS = [
    "SET LOCAL lock_timeout = '5s'",
    "ALTER TABLE charge ADD CONSTRAINT charge_amounts CHECK (amount_fen >= 0 AND quantity >= 1)",
    "ALTER TABLE refund ADD CONSTRAINT refund_amount CHECK (amount_fen > 0)",
    "ALTER TABLE payment_attempt ADD CONSTRAINT payment_attempt_refunds_within_paid "
    "CHECK (0 <= returned_fen AND returned_fen <= refunds_fen AND refunds_fen <= paid_fen)",
    "CREATE UNIQUE INDEX payment_attempt_one_live ON payment_attempt (charge_id) "
    "WHERE state IN ('created', 'submitted')",
    "CREATE UNIQUE INDEX claim_one_holder ON claim (application_id) WHERE released_at IS NULL",
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in APPEND_ONLY
    ),
]
GUARDS_OFF = [
    *(f"DROP TRIGGER {table}_append_only ON {table}" for table in APPEND_ONLY),
    "DROP FUNCTION refuse_change()",
    "DROP INDEX claim_one_holder",
    "DROP INDEX payment_attempt_one_live",
    "ALTER TABLE payment_attempt DROP CONSTRAINT payment_attempt_refunds_within_paid",
    "ALTER TABLE refund DROP CONSTRAINT refund_amount",
    "ALTER TABLE charge DROP CONSTRAINT charge_amounts",
]


class Migration(migrations.Migration):
    dependencies = [("zhaoban", "0001_initial")]

    operations = [ops.RunSQL(GUARDS, reverse_sql=GUARDS_OFF)]
