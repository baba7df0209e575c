"""Every address and API operation, tried as every role, against the table in ``doors.csv``.

A new door without a row fails. `MADANG_WRITE_DOORS=1 pytest tests/permissions` writes the table anew; read
the difference before you commit it: it is who may do what.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.permissions.walk import NO, SIGN_IN, read_table, walk, write_table


def test_every_role_finds_behind_every_door_what_the_table_says(
    tmp_path: Path, settings: Any, db: None
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    found = walk()
    if os.environ.get("MADANG_WRITE_DOORS"):
        write_table(found)
    table = read_table()
    wrong = [
        f"{door}: {role} finds {seen!r}, the table says {table.get(door, {}).get(role)!r}"
        for door, row in found.items()
        for role, seen in row.items()
        if table.get(door, {}).get(role) != seen
    ]
    assert not wrong, "\n".join(wrong[:40])
    assert not table.keys() - found.keys(), f"doors that are gone: {sorted(table.keys() - found.keys())}"


def test_no_stranger_passes_a_door_of_the_office() -> None:
    open_doors = [
        door
        for door, row in read_table().items()
        if ("/office/" in door or "/operations/" in door)
        and "sign-in" not in door
        and row["stranger"] not in {NO, SIGN_IN, "missing"}
    ]
    assert not open_doors
