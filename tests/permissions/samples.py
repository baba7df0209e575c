"""Something real behind each door: whose door has an object gets one that is there, a form what fits it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from madang.blocks.catalogue import actions as catalogue
from madang.blocks.catalogue.models import ImportRun
from madang.blocks.identity import actions as identity
from madang.blocks.identity.actions.members import assign, new_account
from madang.blocks.identity.basis import ERASURES
from madang.blocks.ledger import SYSTEM
from madang.blocks.ledger.keys import key_store
from madang.blocks.ledger.models import Delivery
from madang.blocks.ledger.tests.by_hand import log_everything
from tests.permissions.document_samples import document_samples
from tests.permissions.notice_samples import notice_samples
from tests.permissions.offline_samples import offline_samples
from tests.permissions.people import PASSWORD, City, Reader
from tests.permissions.rule_samples import rule_samples
from tests.permissions.service_samples import service_samples

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
PURPOSE = "walk.purpose"


class Samples:
    """What there is in the walker's city. Everything that belongs to a body belongs to the first one."""

    def __init__(self, city: City) -> None:
        self._city = city
        self.colleague = new_account("walk-colleague", realm="staff", password=PASSWORD)
        self.place = assign(SYSTEM, self.colleague, organisation=city.body, role="clerk")
        identity.tie_number(SYSTEM, self.colleague, "walk-colleague")
        self.locked = new_account("walk-locked", realm="staff", password=PASSWORD)
        assign(SYSTEM, self.locked, organisation=city.body, role="clerk")
        identity.lock(SYSTEM, self.locked, until=timezone.now() + timezone.timedelta(days=1), reason="walk")
        self.lent = new_account("walk-lent", realm="staff", password=PASSWORD)
        offered = {"organisation": city.body, "role": "supervisor"}
        self.offer = identity.offer_place(SYSTEM, self.lent, **offered)
        self.offers = {
            each.account.pk: identity.offer_place(
                SYSTEM, each.account, organisation=city.other_body, role="clerk"
            ).pk
            for each in city.readers.values()
            if each.account and each.membership
        }
        self.leaver = new_account("walk-leaver", realm="citizen", password=PASSWORD)
        self.person = identity.register_person(SYSTEM, full_name="김마당")
        self.draft, _act = catalogue.draft(SYSTEM, organisation=city.body, title="초안")
        self.published, self.act = catalogue.draft(SYSTEM, organisation=city.body, title="안내")
        catalogue.publish(SYSTEM, self.published.id)
        self.dead = Delivery.objects.create(
            listener="madang.blocks.catalogue.rooms:heard",
            index=0,
            state=Delivery.DEAD,
            attempts=6,
            due_at=timezone.now(),
        )
        self.failed_job, self.waiting_job = _job("failed"), _job("todo")
        self.run = ImportRun.objects.create(origin="walk.csv", state=ImportRun.DONE)
        self._rules, self._sent_to_rules = rule_samples(city.body)
        self._documents, self._sent_to_documents = document_samples(city)
        self._services, self._sent_to_services = service_samples(city)
        self._notices, self._sent_to_notices = notice_samples(city)
        self._offline = offline_samples(city)
        key_store().mac(PURPOSE, b"")
        log_everything(settings.ENVIRONMENT.home / "log")
        self._values = self._all_values()
        self._sent = self._all_sent()

    def address(self, route: str, owner: Reader) -> str:
        """Return an address of the route, at which something of the reader's own stands where it is about that.

        Raises AssertionError for a route with an object that nobody has put here.
        """
        names = _PARAMETER.findall(route)
        if not names:
            return f"/{route}"
        value = self._values.get(route)
        assert value is not None and (len(names) == 1 or callable(value) or isinstance(value, dict)), (
            f"/{route} has no sample: add one to tests/permissions/samples.py"
        )
        found = value(owner) if callable(value) else value
        of = found if isinstance(found, dict) else {names[0]: found}
        return "/" + _PARAMETER.sub(lambda match: str(of[match[1]]), route)

    def sent(self, method: str, route: str, owner: Reader) -> dict[str, Any]:
        """Return what the reader sends there: what fits where we know, nothing elsewhere."""
        found = self._sent.get(f"{method} {route}", {})
        return found(owner) if callable(found) else dict(found)

    def _all_values(self) -> dict[str, Any]:
        office = "identity/office"
        member, colleague, body = self.place.pk, self.colleague.pk, self._city.body.code
        return {
            "api/v1/listings/<identifier>": self.published.id,
            "api/v1/listings/<identifier>/publish": self.draft.id,
            "listings/<uuid:identifier>/": self.published.id,
            "office/listings/<uuid:identifier>/": self.draft.id,
            "office/listings/<uuid:identifier>/publish/": self.draft.id,
            "office/listings/<uuid:identifier>/withdraw/": self.published.id,
            "receipts/<uuid:identifier>/": self.act,
            "receipts/<uuid:identifier>.tlog-proof": self.act,
            "log/<path:name>": "checkpoint",
            "identity/keys/<int:identifier>/revoke/": lambda own: own.key.pk if own.key else 0,
            "identity/security/passkeys/<int:pk>/name/": lambda own: own.passkey.pk if own.passkey else 0,
            "identity/security/passkeys/<int:pk>/remove/": lambda own: own.passkey.pk if own.passkey else 0,
            **{
                f"{office}/accounts/<int:identifier>/{act}/": colleague
                for act in ("leave", "lock", "reset", "whose")
            },
            f"{office}/accounts/<int:identifier>/unlock/": self.locked.pk,
            **{f"{office}/memberships/<int:identifier>/{act}/": member for act in ("end", "move")},
            **{
                f"{office}/organisations/<str:code>/{act}": body
                for act in ("", "new/", "rename/", "join/", "assign/")
            },
            f"{office}/offers/<int:identifier>/withdraw/": self.offer.pk,
            f"{office}/erase/accounts/<int:identifier>/": self.leaver.pk,
            f"{office}/erase/people/<uuid:identifier>/": self.person.pk,
            "operations/dead-letters/<int:identifier>/drop/": self.dead.pk,
            "operations/dead-letters/<int:identifier>/retry/": self.dead.pk,
            "operations/imports/<uuid:run>/": self.run.pk,
            "operations/jobs/<int:identifier>/retry/": self.failed_job,
            "operations/jobs/<int:identifier>/cancel/": self.waiting_job,
            "operations/keys/<str:purpose>/rotate/": PURPOSE,
            "operations/roles/<str:code>/": "clerk",
            **self._rules,
            **self._documents,
            **self._services,
            **self._notices,
            **self._offline,
        }

    def _all_sent(self) -> dict[str, dict[str, Any] | Callable[[Reader], dict[str, Any]]]:
        office, today = "POST identity/office", timezone.localdate().isoformat()
        bodies = f"{office}/organisations/<str:code>"
        members, accounts = (f"{office}/{each}/<int:identifier>" for each in ("memberships", "accounts"))
        names = {"name_ko": "새 과", "name_en": "New"}
        erase = {"purpose": next(iter(ERASURES)), "basis": "개인정보 보호법 제36조", "sure": "on"}
        listing = {"kind": "service", "title": "고친 안내", "version": self.draft.version}
        return {
            "POST api/v1/listings": {"title": "기계가 쓴 초안"},
            "POST office/listings/new/": listing,
            "POST office/listings/<uuid:identifier>/": listing,
            "POST office/listings/<uuid:identifier>/withdraw/": {"reason": "끝난 일"},
            "POST identity/role/": lambda own: {"membership": own.membership.pk if own.membership else 0},
            "POST identity/offers/": lambda own: {
                "offer": self.offers.get(own.account.pk, 0) if own.account else 0,
                "answer": "accept",
            },
            "POST identity/security/passkeys/<int:pk>/name/": {"name": "새 이름"},
            f"{bodies}/new/": {"code": "walk.new", "kind": "department", **names},
            f"{bodies}/rename/": names,
            f"{bodies}/join/": {"username": "walk-joiner", "role": "clerk", "starts_on": today},
            f"{bodies}/assign/": {"username": "walk-colleague", "role": "supervisor", "starts_on": today},
            f"{members}/move/": {"organisation": self._city.body.pk, "role": "supervisor", "on": today},
            f"{accounts}/lock/": {"days": 1, "reason": "시험"},
            f"{accounts}/whose/": {"do": "number", "number-staff_number": "4711", "number-reason": "시험"},
            f"{office}/erase/": {"by_what": "username", "value": "walk-leaver"},
            f"{office}/erase/accounts/<int:identifier>/": erase,
            f"{office}/erase/people/<uuid:identifier>/": erase,
            "POST operations/dead-letters/<int:identifier>/drop/": {"reason": "시험"},
            "POST operations/keys/<str:purpose>/rotate/": {"confirmation": PURPOSE},
            "POST operations/read-only/": {"reason_ko": "점검"},
            "POST services/desk/offline/acts/<int:identifier>/": {"reason": "시험"},
            **self._sent_to_rules,
            **self._sent_to_documents,
            **self._sent_to_services,
            **self._sent_to_notices,
        }


def _job(status: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('events', 'ledger.deliver', %s)"
            " RETURNING id",
            [status],
        )
        (number,) = cursor.fetchone()
    assert ProcrastinateJob.objects.filter(pk=number).exists()
    return int(number)
