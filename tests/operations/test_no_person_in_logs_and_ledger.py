"""A whole run of the demo city, in which people's names, numbers and telephones are typed into everything that takes
text. Afterwards none of them stands in any log line, in the transparency log, or in the ledger's public columns.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.journeys.conftest import House, start
from tests.operations.running import eventually
from tests.operations.site import Site

PEOPLE = """
from madang.blocks.identity import resident_number
from madang.blocks.identity.models import Account, Contact, Person
people = list(Person.objects.order_by("id"))
answer({
    "names": sorted({each.full_name for each in people} | {each.latin_name for each in people if each.latin_name}),
    "numbers": sorted(resident_number.unseal(each.id, bytes(each.resident_number_sealed))
                      for each in people if each.resident_number_sealed),
    "contacts": sorted(Contact.objects.values_list("value", flat=True).distinct()),
    "emails": sorted(set(Account.objects.exclude(email="").values_list("email", flat=True))),
})
"""
# What an official does with people, through the acts themselves: looks them up, opens numbers, enters and erases.
OFFICIAL_WORK = """
import structlog
from django.db import DatabaseError, connection, transaction
from madang.blocks.identity import actions, queries
from madang.blocks.identity.models import Contact, Person
from madang.blocks.ledger import actions as ledger
for person in Person.objects.exclude(resident_number_sealed=None).order_by("id")[:10]:
    number = queries.open_number(SYSTEM, person.id, purpose="handle-case", basis="시험")
    queries.find_by_number(SYSTEM, number, purpose="handle-case", basis="시험")
    for contact in Contact.objects.filter(person=person):
        queries.find_by_contact(SYSTEM, kind=contact.kind, value=contact.value, purpose="handle-case", basis="시험")
    try:
        actions.register_person(SYSTEM, full_name=person.full_name, number=number)
    except Exception:
        structlog.get_logger("test").exception("expected")
    try:
        Person.objects.filter(pk=person.full_name).exists()
    except Exception:
        structlog.get_logger("test").exception("expected")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT %s::uuid", [person.full_name + number])
    except DatabaseError:
        structlog.get_logger("test").exception("expected")
erased = Person.objects.order_by("id").last()
ledger.erase_subject(f"person:{erased.pk}", actor=SYSTEM, basis="시험")
"""
PUBLIC_COLUMNS = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT type || ' ' || organisation || ' ' || role FROM ledger_entry")
    rows = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT convert_from(payload, 'UTF8') FROM ledger_outbox")
    rows += [row[0] for row in cursor.fetchall()]
answer(rows)
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    running = start(tmp_path / "var", tmp_path / "up.log")
    yield running
    running.stop()


def ask(house: House, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(house.url.removeprefix("http://"), timeout=60)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, quote(path, safe="/?=&%"), body.encode(), names)
    answer = connection.getresponse()
    answer.text = answer.read().decode(errors="replace")  # type: ignore[attr-defined]
    return answer


def submit(house: House, path: str, **fields: str) -> int:
    page = ask(house, "GET", path)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)  # type: ignore[attr-defined]
    cookies = SimpleCookie()
    for cookie in page.headers.get_all("Set-Cookie") or []:
        cookies.load(cookie)
    body = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **fields})
    sent = "; ".join(f"{name}={each.value}" for name, each in cookies.items())
    return ask(
        house, "POST", path, body, Cookie=sent, Content_Type="application/x-www-form-urlencoded"
    ).status


def test_no_demo_person_stands_in_logs_or_ledger(house: House) -> None:
    site = Site(house.home, MADANG_PORT=house.environment["MADANG_PORT"])
    people = site.run(PEOPLE)
    assert len(people["names"]) > 500 and len(people["numbers"]) > 1500 and len(people["contacts"]) > 500
    for name, number, contact in zip(
        people["names"][::60], people["numbers"][::60], people["contacts"][::60], strict=False
    ):
        dashed = f"{number[:6]}-{number[6:]}"
        for text in (name, dashed, contact):
            assert ask(house, "GET", f"/search/?q={text}").status == 200
            ask(house, "GET", f"/{text}/{text}")
            ask(house, "GET", f"/api/v1/search?q={text}&kind={text}&limit={text}")
            ask(house, "POST", "/api/v1/search", json.dumps({"name": text}), Content_Type="application/json")
        submit(house, "/identity/sign-in/", login=contact, password=dashed)
    submit(
        house,
        "/identity/sign-up/",
        username=people["names"][0],
        password1=people["numbers"][0],
        password2="x",
    )
    ask(house, "GET", "/", Host=people["contacts"][0].split("@")[0][:20])
    ask(house, "GET", "/", Cookie=f"sessionid={people['numbers'][0]}", User_Agent=people["numbers"][1])
    site.run(OFFICIAL_WORK)
    eventually(
        lambda: (
            not site.run("from madang.blocks.ledger.models import Outbox; answer(Outbox.objects.count())")
        ),
    )

    logs = {path: path.read_text(errors="replace") for path in house.home.rglob("*.log")}
    assert house.home / "postgres" / "server.log" in logs
    assert sum(text.count('"event":"request"') for text in logs.values()) > 100, (
        "the run left no log to look at"
    )
    ledger = {
        path: _without_bases(path.read_bytes()) for path in (house.home / "log").rglob("*") if path.is_file()
    }
    assert len(ledger) > 2
    columns = "\n".join(_without_bases(row.encode()) for row in site.run(PUBLIC_COLUMNS))
    planted = (people["names"][0], people["numbers"][0], people["contacts"][0])
    assert _people_in(json.dumps(planted, ensure_ascii=False), people) == set(planted)
    for place, text in [*logs.items(), *ledger.items(), ("columns", columns)]:
        found = _people_in(text, people)
        assert not found, f"{place} holds {sorted(found)[:5]}"


def _without_bases(data: bytes) -> str:
    """Entries name articles of law, whose words may be somebody's name; those words are ours."""
    return re.sub(r'"basis":"[^"]*"', '"basis":""', data.decode(errors="replace"))


def _people_in(text: str, people: dict[str, list[str]]) -> set[str]:
    words = set(re.findall(r"[가-힣]+", text))
    found = {name for name in people["names"] if name in words}
    found |= {name for name in people["names"] if " " in name and name in text}
    digits = set(re.findall(r"(?<![0-9a-f-])\d[\d-]{5,}\d(?![0-9a-f-])", text))
    plain = {each.replace("-", "") for each in digits}
    numbers = [*people["numbers"], *(each.replace("-", "") for each in people["contacts"])]
    found |= {number for number in numbers if number.isdigit() and number in plain}
    found |= {number for number in people["numbers"] if number in text}
    found |= {
        each for each in [*people["contacts"], *people["emails"]] if not each.isdigit() and each in text
    }
    return found
