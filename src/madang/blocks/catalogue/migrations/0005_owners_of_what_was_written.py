"""Listings written before they had owners belong to the body whose editor wrote their first version."""

from django.db import migrations

FILL = """
UPDATE catalogue_listing listing SET organisation_id = body.id
FROM catalogue_listingversion version
JOIN (
    SELECT id, organisation FROM ledger_entry UNION ALL SELECT id, organisation FROM ledger_outbox
) act ON act.id = version.act
JOIN identity_organisation body ON body.code = act.organisation
WHERE version.listing_id = listing.id AND version.version = 1
    AND listing.source = 'madang' AND listing.organisation_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_organisation_and_mismatched"),
        ("ledger", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
