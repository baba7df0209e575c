"""A copy of the ledger's tables, as a backup holds them."""

from __future__ import annotations

from django.db import connection


class Backup:
    """A copy of all the ledger's tables as they stand now, to be put back later."""

    TABLES = ("subject", "detail", "outbox", "entry", "logstate", "delivery")

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            for table in self.TABLES:
                cursor.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE ledger_{table}")

    def restore(self) -> None:
        """Make the tables what they were."""
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(f'ledger_{table}' for table in self.TABLES)} CASCADE")
            for table in self.TABLES:
                cursor.execute(f"INSERT INTO ledger_{table} SELECT * FROM kept_{table}")

    def close(self) -> None:
        with connection.cursor() as cursor:
            for table in self.TABLES:
                cursor.execute(f"DROP TABLE kept_{table}")
