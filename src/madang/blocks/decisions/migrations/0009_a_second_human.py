from django.db import migrations

TABLES = ("modelversion", "ending", "parameterchange", "personschange")

FUNCTION = """
CREATE FUNCTION decisions_second_human() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.reviewed_by, NEW.proposed_by, NEW.drafted_by)
                            IS NOT DISTINCT FROM (OLD.reviewed_by, OLD.proposed_by, OLD.drafted_by) THEN
        RETURN NULL;
    END IF;
    IF identity_told_apart(NEW.reviewed_by, NEW.proposed_by, NEW.recorded_at) IS FALSE
       OR identity_told_apart(NEW.reviewed_by, NEW.drafted_by, NEW.recorded_at) IS FALSE THEN
        RAISE EXCEPTION 'who wrote or proposed it reviews it by another account: %', TG_TABLE_NAME || '_second_human'
              USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_second_human', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$
"""


def guard(table: str) -> migrations.RunSQL:
    name = f"decisions_{table}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_second_human AFTER INSERT OR UPDATE OF reviewed_by, proposed_by, drafted_by"
        f" ON {name} FOR EACH ROW WHEN (NEW.reviewed_by IS NOT NULL)"
        " EXECUTE FUNCTION decisions_second_human()",
        f"DROP TRIGGER {name}_second_human ON {name}",
    )


class Migration(migrations.Migration):
    """Two accounts of one human are not two people to the tables either.

    Asked when a review is written, as things stand then. What was reviewed before is not asked again, nor what nobody
    can tell.
    """

    dependencies = [
        ("decisions", "0008_what_is_in_force_ends_by_two_people"),
        ("identity", "0009_told_apart"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION decisions_second_human()"),
        *(guard(table) for table in TABLES),
    ]
