from django.db import migrations

TOLD_APART = """
CREATE FUNCTION identity_told_apart(one uuid, other uuid, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    WITH tie AS (
        SELECT pseudonym, person_id, staff_number, staff_number_in_id, true AS now
          FROM identity_account WHERE pseudonym IN (one, other)
        UNION ALL
        SELECT a.pseudonym, t.person_id, t.staff_number, t.staff_number_in_id, false
          FROM identity_pasttie t JOIN identity_account a ON a.id = t.account_id
         WHERE a.pseudonym IN (one, other) AND t.ended_at > since
    ), pair AS (
        SELECT m.person_id = n.person_id AS same_person,
               m.staff_number_in_id = n.staff_number_in_id AS comparable,
               m.staff_number = n.staff_number AS same_number,
               m.now AND n.now AS now
          FROM tie m JOIN tie n ON m.pseudonym = one AND n.pseudonym = other
    )
    SELECT CASE
        WHEN one = other OR bool_or(same_person OR (comparable AND same_number)) THEN false
        WHEN bool_or(now AND (NOT same_person OR (comparable AND NOT same_number))) THEN true
    END FROM pair
$$;
COMMENT ON FUNCTION identity_told_apart IS
    'Whether two accounts, by pseudonym, belong to two humans; NULL where nobody can say (identity.humans)';
"""

INVENTED = """
WITH RECURSIVE above (account, body, parent) AS (
    (SELECT DISTINCT ON (a.id) a.id, o.id, o.parent_id
      FROM identity_account a
      JOIN identity_membership m ON m.account_id = a.id
      JOIN identity_organisation o ON o.id = m.organisation_id
     WHERE a.invented AND a.realm = 'staff' AND a.is_active AND a.person_id IS NULL AND a.staff_number = ''
     ORDER BY a.id, m.id)
    UNION ALL
    SELECT above.account, o.id, o.parent_id FROM above JOIN identity_organisation o ON o.id = above.parent
)
UPDATE identity_account a
   SET staff_number = left('DEMO' || upper(regexp_replace(a.username, '[^0-9a-z]', '', 'g')), 40),
       staff_number_in_id = above.body
  FROM above WHERE above.account = a.id AND above.parent IS NULL
"""


class Migration(migrations.Migration):
    """Which accounts are one human, asked by rooms and by their tables; the demo's officials get their numbers.

    ``invented`` accounts without a person are those that rooms' demos add (``demo.invent_official``).
    """

    dependencies = [("identity", "0008_whose_account_it_is")]

    operations = [
        migrations.RunSQL(TOLD_APART, "DROP FUNCTION identity_told_apart(uuid, uuid, timestamptz)"),
        migrations.RunSQL(INVENTED, migrations.RunSQL.noop),
    ]
