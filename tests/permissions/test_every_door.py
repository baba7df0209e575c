"""Every address and API operation, tried as every role, against the table in ``doors.csv``.

A new door without a row fails, whatever its method. `MADANG_WRITE_DOORS=1 pytest tests/permissions` writes the
table anew; read the difference before you commit it: it is who may do what.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from madang.config.urls import api
from tests.permissions.people import CITIZEN, STRANGER, city
from tests.permissions.samples import Samples
from tests.permissions.walk import (
    ANOTHER_BODY,
    ANOTHER_CITIZEN,
    COLUMNS,
    LET_IN,
    NO,
    NO_SCOPE,
    SIGN_IN,
    Door,
    behind,
    doors,
    read_table,
    walk,
    write_table,
)

ONLY_ANSWERED = {  # operations that are sent something and keep nothing of it
    "POST /api/v1/decisions/check",
    "POST /api/v1/decisions/evaluate",
    "POST /api/v1/decisions/models/<key>/compare",
    "POST /api/v1/decisions/models/<key>/evaluate",
}
PARTS = 3  # of the walk, so that none takes long on a crowded machine
# Doors that let nobody in, and why.
FOR_NOBODY = {
    "GET /api/v1/": "the API's bare address, which the library names but serves nothing at",
}
# Things that belong to one citizen or to one body.
OF_ONE_CITIZEN = (
    r"/notifications/<|/documents/<|POST /identity/keys/<|/identity/security/passkeys/<|/services/cases/<"
)
OF_ONE_BODY = r"/notifications/office/letters/<|/services/office/cases/<|/identity/office/(accounts|memberships|offers|organisations)/<|(POST|PUT|PATCH|DELETE) (/office|/api/v1)/listings/<"


@pytest.fixture(autouse=True)
def quick_walk(tmp_path: Path, settings: Any, db: None) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_role_finds_behind_every_door_what_the_table_says(part: int) -> None:
    people = city()
    tried = doors()[part::PARTS]
    found = walk(people, Samples(people), tried)
    if os.environ.get("MADANG_WRITE_DOORS"):
        write_table(found, tried)
    table = read_table()
    wrong = [
        f"{door}: {role} finds {seen!r}, the table says {table.get(door, {}).get(role)!r}"
        for door, row in found.items()
        for role, seen in row.items()
        if table.get(door, {}).get(role) != seen
    ]
    assert not wrong, "\n".join(wrong[:40])
    closed = {str(door) for door in tried} & table.keys() - found.keys()
    assert not closed, f"doors that know the method no more: {sorted(closed)}"


def test_no_door_of_the_table_is_gone() -> None:
    assert not read_table().keys() - {str(door) for door in doors()}


def test_a_session_opens_no_operation_that_needs_a_key() -> None:
    """Cookies come with requests that other sites make; a key does not."""
    people = city()
    samples = Samples(people)
    needs_key = [door for door, row in read_table().items() if " /api/" in door and row[STRANGER] == NO]
    assert needs_key
    for door in needs_key:
        method, route = door.split(" /", 1)
        for reader in people.readers.values():
            assert behind(Door(method, route), reader.browser, samples, reader) == NO, (door, reader.name)


def let_in(row: dict[str, str]) -> set[str]:
    return {role for role, seen in row.items() if seen in LET_IN and role not in COLUMNS}


def test_somebody_is_let_in_at_every_door() -> None:
    """Else the table would prove nothing about it: perhaps there is nothing behind it."""
    closed = {door for door, row in read_table().items() if not let_in(row)}
    assert closed == set(FOR_NOBODY)


def test_no_stranger_passes_a_door_of_the_office() -> None:
    passed = [
        door
        for door, row in read_table().items()
        if ("/office/" in door or "/operations/" in door)
        and "sign-in" not in door
        and row[STRANGER] not in {NO, SIGN_IN}
    ]
    assert not passed


def test_every_operation_of_the_api_has_a_row_and_none_that_changes_something_is_open_to_strangers() -> None:
    table = read_table()
    operations = {
        f"{method.upper()} {path}".replace("{", "<").replace("}", ">")
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert operations <= table.keys()
    writing = {door for door in operations if not door.startswith("GET ")} - ONLY_ANSWERED
    assert writing
    assert {table[door][STRANGER] for door in writing} == {NO}


def test_no_citizen_passes_a_door_of_the_office() -> None:
    passed = [
        door
        for door, row in read_table().items()
        if ("/office/" in door or "/operations/" in door) and "sign-in" not in door and row[CITIZEN] != NO
    ]
    assert not passed


def test_what_is_one_citizens_or_one_bodys_is_closed_to_the_others() -> None:
    table = read_table()
    own = {door: row[ANOTHER_CITIZEN] for door, row in table.items() if re.search(OF_ONE_CITIZEN, door)}
    bodys = {door: row[ANOTHER_BODY] for door, row in table.items() if re.search(OF_ONE_BODY, door)}
    assert own
    assert bodys
    passed = [door for door, seen in {**own, **bodys}.items() if not seen or LET_IN & set(seen.split("/"))]
    assert not passed


def test_a_key_without_the_scope_opens_no_operation_that_needs_a_key() -> None:
    passed = [
        door
        for door, row in read_table().items()
        if " /api/" in door and row[STRANGER] == NO and row[NO_SCOPE] != NO
    ]
    assert not passed
