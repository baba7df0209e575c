"""Every door of the site (page addresses and API operations), and what each role finds behind it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

from django.contrib.messages import ERROR, get_messages
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic.edit import ProcessFormView

from tests.permissions.people import CITIZEN, STRANGER, City, Reader
from tests.permissions.samples import Samples

TABLE = Path(__file__).with_name("doors.csv")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
API = "api/"

YES = "yes"  # it was shown, or done
UNFIT = "unfit"  # let in; what was sent did not fit, or the thing is in no state for it
NO, SIGN_IN, MISSING = "no", "sign-in", "missing"
LET_IN = {YES, UNFIT}

# Columns beside the roles. Whoever holds a role that is let in, but…
ANOTHER_CITIZEN = "another_citizen"  # … is another citizen than the one whose thing it is
ANOTHER_BODY = "another_body"  # … holds it in another body than the one whose thing it is
NO_SCOPE = "no_scope"  # … comes with a key that lacks the scope
COLUMNS = (ANOTHER_CITIZEN, ANOTHER_BODY, NO_SCOPE)


@dataclass(frozen=True)
class Door:
    """One address pattern with one method, e.g. ``GET /listings/<uuid:identifier>/``."""

    method: str
    route: str

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"

    @property
    def is_api(self) -> bool:
        return self.route.startswith(API)

    @property
    def has_object(self) -> bool:
        return "<" in self.route


def doors() -> list[Door]:
    """Return every address pattern with every method that may mean something of its own there."""
    found = {}
    for route, view in _routes(get_resolver()):
        # Django's form views answer PUT by calling what answers POST.
        same = {"PUT"} if getattr(view, "put", None) is ProcessFormView.put else set()
        found[route] = [Door(method, route) for method in METHODS if method not in same]
    return [door for route in sorted(found) for door in found[route]]


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, getattr(each.callback, "view_class", None)
        else:
            yield from _routes(each, route)


def walk(city: City, samples: Samples, tried: Iterable[Door]) -> dict[str, dict[str, str]]:
    """Return door → role → what they find, without the methods that an address does not know."""
    found = {str(door): _row(door, city, samples) for door in tried}
    return {door: row for door, row in found.items() if row}


def _row(door: Door, city: City, samples: Samples) -> dict[str, str] | None:
    """Return what everybody finds; None when the address does not know the method."""

    def find(reader: Reader, owner: Reader, client: Client | None = None) -> str | None:
        client = client or (reader.program if door.is_api else reader.browser)
        return behind(door, client, samples, owner)

    first = find(city.readers[STRANGER], city.readers[STRANGER])
    if first is None:
        return None
    seen = {STRANGER: first} | {
        name: find(reader, reader) for name, reader in city.readers.items() if name != STRANGER
    }
    # Some pages look at the role before the method: whoever comes past then finds that there is no such method.
    if None in seen.values() and not LET_IN & set(seen.values()):
        return None
    if door.method != "GET" and set(seen.values()) == {MISSING}:
        return None
    row = {name: what or "" for name, what in seen.items()}
    guarded = first not in LET_IN
    inside = [name for name, what in seen.items() if what in LET_IN and guarded]

    def others(names: list[str]) -> str:
        values = {find(city.others[name], city.readers[name]) or "" for name in names if name in city.others}
        return "/".join(sorted(values))

    row[ANOTHER_CITIZEN] = others([CITIZEN]) if door.has_object and CITIZEN in inside else ""
    row[ANOTHER_BODY] = others([name for name in inside if name != CITIZEN]) if door.has_object else ""
    row[NO_SCOPE] = ""
    if door.is_api and inside:
        reader = city.readers[inside[0]]
        row[NO_SCOPE] = find(reader, reader, reader.narrow) or ""
    return row


def behind(door: Door, client: Client, samples: Samples, owner: Reader) -> str | None:
    """Return what this client finds behind the door, at a thing of the owner's; None: no such method.

    Raises AssertionError when the answer is none that a reader should ever get.
    """
    # What a door does to the session (it may sign out) must not follow this reader to the next one.
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    address = samples.address(door.route, owner)
    sent = samples.sent(door.method, door.route, owner)
    with transaction.atomic():
        if door.method == "GET":
            answer = client.get(address)
        elif door.is_api or door.method != "POST":
            answer = client.generic(door.method, address, json.dumps(sent), content_type="application/json")
        else:
            answer = client.post(address, sent)
        refused = answer.status_code in {301, 302, 303} and any(
            message.level >= ERROR for message in get_messages(answer.wsgi_request)
        )
        transaction.set_rollback(True)
    client.cookies = cookies
    status = answer.status_code
    if status == 405:
        return None
    if status in {401, 403}:
        return NO
    if status == 404:
        return MISSING
    if status in {400, 409, 422} or refused:
        return UNFIT
    if status in {301, 302, 303}:
        leads_to_sign_in = re.search(r"/(sign-in|step-up|role|confirm)/", answer["Location"])
        return SIGN_IN if leads_to_sign_in else YES
    assert 200 <= status < 300, f"{door} answers {owner.name} with {status}"
    return YES


def read_table() -> dict[str, dict[str, str]]:
    """Return the table of the repository: door → role → what they are to find."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("door"): row for row in csv.DictReader(file)}


def write_table(found: dict[str, dict[str, str]], tried: Iterable[Door]) -> None:
    """Write what was found at the doors that were tried; whoever commits it has read every line."""
    names = list(next(iter(found.values())))
    gone = {str(door) for door in tried} | (read_table().keys() - {str(door) for door in doors()})
    rows = {door: row for door, row in read_table().items() if door not in gone} | found
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["door", *names])
        writer.writerows([door, *(row.get(name, "") for name in names)] for door, row in sorted(rows.items()))
