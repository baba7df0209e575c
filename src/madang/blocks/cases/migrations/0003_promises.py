"""What the database itself keeps: answers and processes that never change, decisions by somebody else, numbers."""

from django.db import migrations

SQL = """
CREATE SEQUENCE cases_number AS bigint MINVALUE 1 MAXVALUE 999999999;

CREATE FUNCTION cases_answer_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.case_id, OLD.question, OLD.contact_id, OLD.channel, OLD.evidence, OLD.made_at)
     IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.question, NEW.contact_id, NEW.channel, NEW.evidence, NEW.made_at)
     OR (OLD.account_id, OLD.on_behalf_of_id, OLD.supersedes_id)
     IS DISTINCT FROM (NEW.account_id, NEW.on_behalf_of_id, NEW.supersedes_id)
     OR (NEW.value IS DISTINCT FROM OLD.value AND coalesce(current_setting('madang.erasing', true), '') <> 'on')
     OR (NEW.is_current AND NOT OLD.is_current) OR (NEW.is_clash AND NOT OLD.is_clash) THEN
    RAISE EXCEPTION 'an answer is never changed; add one that supersedes it' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_answer_kept BEFORE UPDATE ON cases_answer FOR EACH ROW EXECUTE FUNCTION cases_answer_kept();

CREATE FUNCTION cases_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a version is never changed; publish the next one' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER cases_version_kept BEFORE UPDATE ON cases_processversion FOR EACH ROW EXECUTE FUNCTION cases_version_kept();
CREATE TRIGGER forms_version_kept BEFORE UPDATE ON forms_formversion FOR EACH ROW EXECUTE FUNCTION cases_version_kept();

CREATE FUNCTION cases_decision_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  concerned record;
  examiner_person uuid;
BEGIN
  SELECT c.lodged_by_id, c.account_id, c.person_id, l.person_id AS lodger_person, c.lodged_at INTO concerned
    FROM cases_case c LEFT JOIN identity_account l ON l.id = c.lodged_by_id WHERE c.id = NEW.case_id;
  SELECT person_id INTO examiner_person FROM identity_account WHERE id = NEW.examiner_id;
  IF concerned.lodged_at IS NULL THEN
    RAISE EXCEPTION 'a draft is not decided' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.examiner_id IN (concerned.lodged_by_id, concerned.account_id)
     OR examiner_person IN (concerned.person_id, concerned.lodger_person) THEN
    RAISE EXCEPTION 'whoever lodged a case or applies in it does not decide it' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_decision_by_another BEFORE INSERT OR UPDATE ON cases_decision
  FOR EACH ROW EXECUTE FUNCTION cases_decision_by_another();
"""

BACK = """
DROP TRIGGER cases_decision_by_another ON cases_decision;
DROP FUNCTION cases_decision_by_another();
DROP TRIGGER forms_version_kept ON forms_formversion;
DROP TRIGGER cases_version_kept ON cases_processversion;
DROP FUNCTION cases_version_kept();
DROP TRIGGER cases_answer_kept ON cases_answer;
DROP FUNCTION cases_answer_kept();
DROP SEQUENCE cases_number;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_initial"),
        ("forms", "0001_initial"),
        ("identity", "0001_initial"),
    ]
    operations = [migrations.RunSQL(SQL, BACK)]
