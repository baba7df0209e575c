"""A small service with a draft behind every door for whoever may have one, and a lodged case that waits for its examiner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from madang.blocks.cases import actions
from madang.blocks.cases.actions.writing import digest_of
from madang.blocks.cases.models import Answer, Case, Contact, Task
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import Channel
from madang.blocks.cases.queries import service
from madang.blocks.cases.rules import SERVE
from madang.blocks.cases.tests.sample import ANSWERS, FORM, process
from madang.blocks.documents import actions as documents
from madang.blocks.documents.models import Document
from madang.blocks.identity.actions import register_person
from madang.blocks.ledger import SYSTEM
from tests.permissions.people import CITIZEN, City, Reader

KEY = "library-card"


@dataclass(frozen=True)
class _Draft:
    """A reader's draft behind one door, and the answer in it that a human has to choose about."""

    case: Case
    clash: Answer
    digest: str

    @cached_property
    def paper(self) -> Document:
        """A paper of the case, made when it is first asked for."""
        return documents.make(
            SYSTEM,
            "certificate",
            {"name": "김 하늘", "statement": "증명합니다.", "rows": []},
            owner=self.case.subject,
            organisation=self.case.organisation,
            purpose="handle-case",
            basis="민원 처리에 관한 법률 제8조",
        )


def service_samples(city: City) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stands behind the doors of services by route, and what is sent there by method and route."""
    actions.publish_service(SYSTEM, process=process(), form=FORM, organisation=city.body)
    drafts = {
        "services/": {_key(reader): _web(reader) for reader in city.readers.values()},
        "services/kiosk/": {_key(reader): _kiosk(reader) for reader in city.readers.values()},
        "services/desk/": {_key(reader): _desk(reader) for reader in city.readers.values()},
    }
    lodged = _lodged(city)
    known = _of_a_person_at_every_desk(city)
    values: dict[str, Any] = {
        "services/start/<slug:key>/": KEY,
        "services/start/<slug:key>/process.bpmn": KEY,
        "services/desk/begin/<slug:key>/": KEY,
    }
    sent: dict[str, Any] = {}
    for prefix, of in drafts.items():
        base = f"{prefix}cases/<uuid:case>/"
        some = next(each for each in of.values() if each is not None)

        def draft(own: Reader, of: Any = of, some: _Draft = some) -> _Draft:
            return of.get(_key(own)) or some

        for tail in ("", "confirm/", "code/", "fee/"):
            values[f"{base}{tail}"] = lambda own, draft=draft: draft(own).case.pk
        values[f"{base}questions/<slug:name>/"] = lambda own, draft=draft: {
            "case": draft(own).case.pk,
            "name": "full_name",
        }
        values[f"{base}take/<slug:name>/"] = lambda own, draft=draft: {
            "case": draft(own).case.pk,
            "name": "withdraw",
        }
        values[f"{base}answers/<uuid:answer>/"] = lambda own, draft=draft: {
            "case": draft(own).case.pk,
            "answer": draft(own).clash.pk,
        }
        values[f"{base}papers/<uuid:document>/"] = lambda own, draft=draft: {
            "case": draft(own).case.pk,
            "document": draft(own).paper.pk,
        }
        sent[f"POST {base}questions/<slug:name>/"] = {"full_name": "김 바다"}
        sent[f"POST {base}confirm/"] = lambda own, draft=draft: {
            "digest": draft(own).digest,
            "method": "own_screen",
        }
        sent[f"POST {base}answers/<uuid:answer>/"] = {"keep": "yes"}
    task = Task.objects.get(case=lodged)
    office = "services/office/cases/<uuid:case>/"
    values |= {
        "services/desk/open/<uuid:case>/": known.pk,
        office: lodged.pk,
        f"{office}take/<slug:name>/": {"case": lodged.pk, "name": "grant"},
        "services/office/tasks/<int:task>/": task.pk,
    }
    sent |= {"POST services/kiosk/": {"service": KEY}, "POST services/desk/": {"channel": "counter"}}
    return values, sent


def _key(reader: Reader) -> int | None:
    return reader.account.pk if reader.account else None


def _web(reader: Reader) -> _Draft | None:
    if reader.name != CITIZEN or reader.account is None:
        return None
    return _draft(reader, "web", actions.begin_contact(Channel.WEB, reader.account, level=1))


def _kiosk(reader: Reader) -> _Draft:
    return _draft(reader, "kiosk", actions.begin_contact(Channel.KIOSK))


def _desk(reader: Reader) -> _Draft | None:
    if reader.name not in SERVE or reader.account is None:
        return None
    return _draft(reader, "desk", actions.begin_contact(Channel.COUNTER, reader.account))


def _draft(reader: Reader, door: str, by: By) -> _Draft:
    found = service(KEY)
    assert found is not None
    case = actions.begin(by, found)
    actions.write_answers(by, case, ANSWERS)
    elsewhere = actions.begin_contact(Channel.KIOSK)
    elsewhere.contact.case = case
    elsewhere.contact.save()
    clash = actions.write_answers(elsewhere, case, {"full_name": "김 구름"}, seen={"full_name": "x"}).clashes
    session = reader.browser.session
    session[f"services.{door}"] = str(by.contact.pk)
    session.save()
    reader.browser.cookies["sessionid"] = session.session_key
    return _Draft(case, clash["full_name"], digest_of(case).hex())


def _of_a_person_at_every_desk(city: City) -> Case:
    """A case begun at a kiosk whose person stands, known by their card, at the desk of everybody who serves."""
    person = register_person(SYSTEM, full_name="김 하늘")
    found = service(KEY)
    assert found is not None
    case = actions.begin(actions.begin_contact(Channel.KIOSK), found)
    Case.objects.filter(pk=case.pk).update(person=person)
    Contact.objects.filter(staff__in=[_key(city.readers[each]) for each in SERVE]).update(
        person=person, level=2
    )
    return case


def _lodged(city: City) -> Case:
    citizen = city.readers[CITIZEN].account
    assert citizen is not None
    by = actions.begin_contact(Channel.WEB, citizen, level=1)
    found = service(KEY)
    assert found is not None
    case = actions.begin(by, found)
    actions.write_answers(by, case, ANSWERS)
    actions.take(by, case, "lodge")
    return Case.objects.get(pk=case.pk)
