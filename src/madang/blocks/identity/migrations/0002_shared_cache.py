from django.db import migrations


class Migration(migrations.Migration):
    """The table of Django's DatabaseCache: counters of rate limits that all web processes share.

    UNLOGGED: after a crash of the database an empty cache is right, and counting must not fill the WAL.
    """

    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.RunSQL(
            [
                """CREATE UNLOGGED TABLE madang_cache (
                       cache_key varchar(255) PRIMARY KEY,
                       value text NOT NULL,
                       expires timestamp with time zone NOT NULL
                   )""",
                "CREATE INDEX madang_cache_expires ON madang_cache (expires)",
            ],
            "DROP TABLE madang_cache",
        ),
    ]
