"""A blind person without any device is served at home: an officer knows who they are, reads back, and they sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client

from madang.blocks.cases.models import Case, Confirmation
from madang.blocks.identity.actions import register_person
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.models import Outbox
from madang.systems.services.tests.conftest import photo

NUMBER = "4902112100055"
ANSWERS = {
    "birth_date": "1949-02-11",
    "full_name": "박 순자",
    "reason": "damaged",
    "phone": "",
    "address": "하늘시 큰길 2",
    "livelihood": "no",
    "disaster": "no",
}


def _number() -> str:
    """A resident number whose check digit fits."""
    digits = "490211210005"
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    return digits + str((11 - sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11) % 10)


def test_a_card_from_home_to_home(official: Callable[[str], Client]) -> None:
    person = register_person(SYSTEM, full_name="박 순자", birth_date=date(1949, 2, 11), number=_number())
    officer = official("field_officer")
    officer.post("/services/desk/", {"channel": "home"})
    officer.post("/services/desk/person/", {"number": _number(), "how": "id_card"})
    assert "박 순자" in officer.get("/services/desk/").content.decode()
    first = officer.post("/services/desk/begin/id-card-reissue/")["Location"]
    base = first.split("questions/")[0]
    for name, value in ANSWERS.items():
        assert officer.post(f"{base}questions/{name}/", {name: value}).status_code == 302, name
    assert officer.post(f"{base}questions/photo/", {"photo": photo()}).status_code == 302
    officer.post(f"{base}questions/delivery/", {"delivery": "post"})
    officer.post(f"{base}questions/true_statement/", {"true_statement": "on"})

    officer.post(f"{base}take/lodge/")
    case = Case.objects.get()
    assert (case.state, case.person) == ("draft", person), "nothing is lodged that the person did not confirm"
    page = officer.get(base)
    officer.post(f"{base}confirm/", {"digest": page.context["digest"], "method": "signature"})
    assert Confirmation.objects.get().method == "signature"
    officer.post(f"{base}take/lodge/")
    case.refresh_from_db()
    assert (case.state, case.lodged_by.memberships.get().role) == ("examination", "field_officer")
    assert {each.channel for each in case.answers.all()} == {"home"}
    assert {each.on_behalf_of for each in case.answers.all()} == {person}

    examiner = official("case_officer")
    desk = f"/services/office/cases/{case.pk}/"
    for step in ("grant", "post", "delivered"):
        examiner.post(f"{desk}take/{step}/")
    case.refresh_from_db()
    assert case.state == "done"
    assert all(Outbox.objects.filter(id=each.act).exists() for each in case.steps.all())
    officer.post("/services/desk/end/")
    assert officer.get(base).status_code == 404
