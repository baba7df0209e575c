"""The end of a restore, in a process of the restored site: tables of this release, erasures done again.

Run as a program by ``restoring`` with the draft as its home; prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys

from madang.config.environment import ConfigurationError

MOVED_JOBS = (
    # Their worker is gone; jobs are safe to run twice.
    "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing'",
    "DELETE FROM procrastinate_workers",
)
# The keys of subjects may be younger than the tables' counters.
NEXT_SUBJECT = (
    "SELECT setval(pg_get_serial_sequence('ledger_subject', 'id'), greatest(max(id), 1), max(id) IS NOT NULL) "
    "FROM ledger_subject"
)


def finish(name: str, origin: str, backup: str) -> dict[str, int]:
    """Complete the restored database; return what it lacks, and how many subjects, people and documents went again.

    ``backup``: the row of the backup it came from, as JSON.
    """
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from madang.blocks.documents.actions import replay_deletions
    from madang.blocks.identity.actions import replay_erasures
    from madang.blocks.ledger import actions as ledger
    from madang.blocks.ledger import queries
    from madang.systems.operations.actions import note_restore

    if origin != settings.MADANG_LOG_ORIGIN:
        raise ConfigurationError(
            f"The backup is of the log {origin}; this site is configured as {settings.MADANG_LOG_ORIGIN}. "
            "Set MADANG_ORIGIN to the former."
        )
    _refuse_newer()
    call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        for statement in (*MOVED_JOBS, NEXT_SUBJECT):
            cursor.execute(statement)
    erased = ledger.replay_erasures()
    people = replay_erasures()
    documents = replay_deletions()
    lacks = len(queries.gap())
    entries = queries.log_reader().size()
    note_restore(name=name, entries=entries, lacks=lacks, erased=erased, backup=json.loads(backup))
    return {"entries": entries, "lacks": lacks, "erased": erased, "people": people, "documents": documents}


def _refuse_newer() -> None:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    unknown = {each for each in unknown if each not in loader.replacements}
    if unknown:
        names = ", ".join(".".join(each) for each in sorted(unknown)[:3])
        raise ConfigurationError(
            f"The backup was made by a newer release (it knows {names}). Install that release, then restore."
        )


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    try:
        print(json.dumps(finish(*sys.argv[1:4])))
    except ConfigurationError as error:
        print(error)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
