"""A room that hears the tests' events, and what its listeners do."""

from __future__ import annotations

import time

from django.db import connection

from madang.blocks.ledger import Event, dispatch
from madang.blocks.rooms import manifest
from madang.blocks.rooms.manifest import Manifest, Text

HEAR = f"{__name__}:hear"
GONE = f"{__name__}:gone"

ROOM = Manifest(
    name="test-listener",
    title=Text("시험", "Test"),
    summary=Text("시험", "Test"),
    # Two patterns that meet in one event: it is heard once.
    hears={"test.thing.*": HEAR, "test.thing.done": HEAR, "test.gone.*": GONE, "ledger.subject.erased": HEAR},
)


def move_in() -> None:
    """Make the room one of this process's rooms."""
    manifest._registry[ROOM.name] = ROOM
    dispatch.listeners_of.cache_clear()


def move_out() -> None:
    """Take the room away again."""
    manifest._registry.pop(ROOM.name, None)
    dispatch.listeners_of.cache_clear()


def make_tables() -> None:
    """Make the tables that ``hear`` writes to and reads its orders from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE test_heard (position bigserial, index bigint, subject bytea, detail jsonb)"
        )
        cursor.execute("CREATE TABLE test_orders (broken boolean, seconds double precision)")
        cursor.execute("INSERT INTO test_orders VALUES (false, 0)")


def drop_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE test_heard, test_orders")


def empty_queue() -> None:
    """Take all jobs out of the queue: its tables are no models of Django's, so no test empties them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def order(*, broken: bool = False, seconds: float = 0.0) -> None:
    """Let ``hear`` fail on events whose details say ``fragile``, and take its time."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_orders SET broken = %s, seconds = %s", [broken, seconds])


def hear(event: Event) -> None:
    """Write the event down, once for each time it is heard."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT broken, seconds FROM test_orders")
        broken, seconds = cursor.fetchone()
        cursor.execute(
            "INSERT INTO test_heard (index, subject, detail) VALUES (%s, %s, to_jsonb(%s::int))",
            [event.index, event.subject, (event.detail or {}).get("number")],
        )
    time.sleep(seconds)
    if broken and event.detail and event.detail.get("fragile"):
        raise ValueError("김하늘, 900151-1234567")


def heard() -> list[tuple[int, bytes | None, int | None]]:
    """Return (index, subject, number) of what was heard for good, in order of hearing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT index, subject, detail::text::int FROM test_heard ORDER BY position")
        return [(index, subject and bytes(subject), number) for index, subject, number in cursor.fetchall()]
