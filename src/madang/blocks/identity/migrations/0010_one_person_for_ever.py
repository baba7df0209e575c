"""Two accounts that one person of the register was ever tied to stay one human, for what is proposed later too."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("madang.blocks.identity.migrations.0009_told_apart").TOLD_APART.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
AFTER = BEFORE.replace("AND t.ended_at > since", "AND (t.ended_at > since OR t.person_id IS NOT NULL)")


class Migration(migrations.Migration):
    dependencies = [("identity", "0009_told_apart")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
