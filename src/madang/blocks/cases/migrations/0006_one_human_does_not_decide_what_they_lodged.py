"""Whoever lodged a case does not decide it by a second account: the accounts' ties to a human are compared."""

from django.db import migrations

SQL = """
CREATE FUNCTION cases_decision_by_another_human() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lodger uuid;
  began timestamptz;
  examiner uuid;
BEGIN
  SELECT l.pseudonym, c.created_at INTO lodger, began
    FROM cases_case c JOIN identity_account l ON l.id = c.lodged_by_id WHERE c.id = NEW.case_id;
  SELECT pseudonym INTO examiner FROM identity_account WHERE id = NEW.examiner_id;
  IF lodger IS NOT NULL AND identity_told_apart(examiner, lodger, began) IS FALSE THEN
    RAISE EXCEPTION 'whoever lodged a case does not decide it by another account' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_decision_by_another_human BEFORE INSERT OR UPDATE ON cases_decision
  FOR EACH ROW EXECUTE FUNCTION cases_decision_by_another_human();
"""
BACK = """
DROP TRIGGER cases_decision_by_another_human ON cases_decision;
DROP FUNCTION cases_decision_by_another_human();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_suspension"), ("identity", "0009_told_apart")]
    operations = [migrations.RunSQL(SQL, BACK)]
