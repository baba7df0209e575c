"""How long 100,000 invented people take to be made and loaded, beside a plain COPY of the same rows.

Door: ``madang_city.generate`` and ``identity.demo.load``. State: a fresh PostgreSQL of its own with fsync. The
peer writes the very rows that were loaded (people and contacts) with COPY into tables without keys, indexes or
constraints: what the database can take at all. ``ratio`` is our rows a second over the peer's; ours also makes
the people, seals each resident number and keeps every constraint.

    .venv/bin/python bench/city.py [--quick]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from madang.config.postgres import temporary_server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10,000 people")
    people = 10_000 if parser.parse_args().quick else 100_000
    sys.path.remove(str(Path(__file__).resolve().parent))  # bench/rules.py would hide the library "rules"
    begun = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="madang-bench-") as home,
        temporary_server(Path(home) / "db", fsync=True) as server,
    ):
        server.ensure_database()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "madang.config.settings",
            "MADANG_HOME": home,
            "MADANG_ENV": "demo",
            "DATABASE_URL": server.url(),
        }
        figures = measure(people)
    print(json.dumps({**figures, "seconds": round(time.perf_counter() - begun, 1)}, ensure_ascii=False))


def measure(people: int) -> dict[str, object]:
    """Make, load, and copy the same rows again without any of their promises; return the figures."""
    import django

    django.setup()
    import madang_city
    from django.core.management import call_command
    from django.db import connection

    from madang.blocks.identity.demo import load

    call_command("migrate", interactive=False, verbosity=0)
    started = time.perf_counter()
    made = sum(1 for _ in madang_city.generate(people).persons())
    generating = time.perf_counter() - started
    started = time.perf_counter()
    load(people)
    loading = time.perf_counter() - started
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows, copying = 0, 0.0
    with connection.cursor() as cursor:
        for table in ("identity_person", "identity_contact"):
            cursor.execute(f"SELECT * FROM {table}")
            found = cursor.fetchall()
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} WITH NO DATA")
            started = time.perf_counter()
            with cursor.cursor.copy(f"COPY bare_{table} FROM STDIN") as copy:
                for row in found:
                    copy.write_row(row)
            copying += time.perf_counter() - started
            rows += len(found)
    connection.close()
    ours, peer = rows / loading, rows / copying
    return {
        "question": "invented people made and loaded, beside a plain COPY of the same rows",
        "unit": "rows/s",
        "ours": round(ours),
        "peer": round(peer),
        "ratio": round(ours / peer, 3),
        "people": made,
        "rows": rows,
        "generate_seconds": round(generating, 2),
        "load_seconds": round(loading, 2),
        "rss_mb": round(rss),
        "versions": {name: version(name) for name in ("django", "psycopg", "madang-city")},
    }


if __name__ == "__main__":
    main()
