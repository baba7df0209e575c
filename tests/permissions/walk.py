"""Every door of the site (page addresses and API operations), and what each role finds behind it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.actions.organisations import create_organisation
from madang.blocks.identity.models import Account, Membership, Organisation
from madang.blocks.identity.roles import roles
from madang.blocks.identity.testing import sign_in
from madang.blocks.ledger import SYSTEM

TABLE = Path(__file__).with_name("doors.csv")
METHODS = ("GET", "POST")
YES, NO, SIGN_IN, MISSING = "yes", "no", "sign-in", "missing"
_PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Door:
    """One address pattern with one method, e.g. ``GET /listings/<uuid:identifier>/``."""

    method: str
    route: str

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"


def doors() -> list[Door]:
    """Return every door there is, in order of address."""
    routes = sorted(set(_routes(get_resolver())))
    return [Door(method, route) for route in routes for method in METHODS]


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _routes(each, route)


def everybody() -> dict[str, Client]:
    """Return a client for a stranger, a citizen and an official of each role, all of one body."""
    found = {"stranger": Client(), "citizen": Client()}
    sign_in(found["citizen"], new_account("walk-citizen", realm="citizen", password="walk-through-2026"))
    body = create_organisation(
        SYSTEM, code="walk", name_ko="시청", name_en="City hall", kind="city", parent=None
    )
    for code, role in roles().items():
        if role.staff:
            account = new_account(
                f"walk-{code.replace('_', '-')}", realm="staff", password="walk-through-2026"
            )
            assign(SYSTEM, account, organisation=body, role=code)
            found[code] = sign_in(Client(), Account.objects.get(pk=account.pk))
    return found


def samples() -> dict[str, Any]:
    """Return something real for each kind of parameter, so that a door is tried and not its sign."""
    from madang.blocks.catalogue import actions

    body = Organisation.objects.filter(code="walk").first()
    listing, act = actions.draft(SYSTEM, organisation=body, title="초안")
    membership = Membership.objects.order_by("id").first()
    return {
        "uuid": listing.id,
        "int": membership.pk if membership else 1,
        "str": "walk",
        "slug": "walk",
        "path": "x",
        "act": act,
        **_rules(body),
    }


def _rules(body: Organisation | None) -> dict[str, Any]:
    """A rule in force with a change that waits for review, a parameter and test persons likewise."""
    from datetime import date

    from madang.blocks.decisions import actions
    from madang.blocks.decisions.demo.load import elders_from_70, persons_of, source_of

    if body is None:
        return {}
    key, day = "id-card-reissue-fee", date(2026, 1, 1)
    named = {"title_ko": "수수료", "title_en": "Fee", "organisation": body, "source": "조례"}
    model = actions.found(SYSTEM, key=key, better="less", **named)
    persons = actions.propose_persons(SYSTEM, model, rows=persons_of(key), note_="시험")
    for xml in (source_of(key), elders_from_70()):
        version = actions.draft(SYSTEM, model, xml=xml)
        actions.propose(SYSTEM, version, valid_from=day, note_="개정")
        if version.number == 1:
            actions.approve(SYSTEM, version)
    parameter = actions.found_parameter(SYSTEM, key="walk", name="요금", unit="원", **named)
    change = actions.propose_parameters(
        SYSTEM, parameter, rows=[([], "1000")], valid_from=day, article="조례", note_="개정"
    )
    return {
        "key": key,
        "number": 1,
        "version": version.pk,
        "parameter": parameter.key,
        "change": change.pk,
        "persons_change": persons.pk,
    }


def address(route: str, values: dict[str, Any]) -> str:
    """Return an address of a route, its parameters filled with samples."""

    def sample(match: re.Match[str]) -> str:
        name = match["name"]
        kind = match["converter"] or ("uuid" if name == "identifier" else "str")
        return str(values[name] if name in values else values[kind])

    return "/" + _PARAMETER.sub(sample, route)


def found_behind(door: Door, client: Client, values: dict[str, Any]) -> str | None:
    """Return what this client finds behind the door; None when nobody can use that method there."""
    # What a door does to the session (it may sign out) must not follow this reader to the next one.
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        if door.method == "POST":
            content: dict[str, Any] = (
                {"content_type": "application/json"} if door.route.startswith("api/") else {}
            )
            answer = client.post(address(door.route, values), {}, **content)
        else:
            answer = client.get(address(door.route, values))
        transaction.set_rollback(True)
    client.cookies = cookies
    status = answer.status_code
    if status == 405:
        return None
    if status in {401, 403}:
        return NO
    if status == 404:
        return MISSING
    if status in {301, 302, 303} and re.search(r"/(sign-in|step-up|role|confirm)/", answer["Location"]):
        return SIGN_IN
    return YES


def walk() -> dict[str, dict[str, str]]:
    """Return door → role → what they find."""
    clients, values = everybody(), samples()
    found: dict[str, dict[str, str]] = {}
    for door in doors():
        row = {role: found_behind(door, client, values) for role, client in clients.items()}
        if any(value is not None for value in row.values()):
            found[str(door)] = {role: value or "" for role, value in row.items()}
    return found


def read_table() -> dict[str, dict[str, str]]:
    """Return the table of the repository: door → role → what they are to find."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("door"): row for row in csv.DictReader(file)}


def write_table(found: dict[str, dict[str, str]]) -> None:
    """Write what was found as the table; whoever commits it has read every line."""
    names = list(next(iter(found.values())))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["door", *names])
        writer.writerows([door, *(row[name] for name in names)] for door, row in sorted(found.items()))
