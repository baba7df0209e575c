"""The cache that all web processes share: rate limits and one-time codes live in it."""

from __future__ import annotations

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

# Later than any entry's end; PostgreSQL's timestamp reaches further.
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class SharedCache(DatabaseCache):
    """Django's DatabaseCache without its counting and culling.

    Django counts all rows at each write and, above a limit, deletes a third of them by key: whoever makes
    enough keys could thus wipe the rate limits out. Here a write is one statement, and a job deletes what has
    expired (``jobs.py``).
    """

    _table: str

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Write (``set``), write when there is nothing that still holds (``add``), or prolong (``touch``)."""
        seconds = self.get_backend_timeout(timeout)
        now = timezone.now()
        until = _NEVER if seconds is None else datetime.fromtimestamp(seconds, UTC)
        connection = connections[router.db_for_write(self.cache_model_class)]
        table = connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            if mode == "touch":
                cursor.execute(
                    f"UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires > %s",  # noqa: S608
                    [until, key, now],
                )
            else:
                # "add" overwrites only what has expired.
                cursor.execute(
                    f"INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                    "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires "
                    "WHERE %s OR kept.expires <= %s",
                    [key, self._packed(value), until, mode == "set", now],
                )
            return bool(cursor.rowcount > 0)

    def purge(self) -> int:
        """Delete what has expired; returns how many entries that were."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(self._table)
            cursor.execute(f"DELETE FROM {table} WHERE expires <= %s", [timezone.now()])  # noqa: S608
            return int(cursor.rowcount)

    def _packed(self, value: Any) -> str:
        return base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
