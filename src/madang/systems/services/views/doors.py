"""The doors through which a case is reached: web, kiosk, desk. Each has its pages' frame and its contact in the session."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from madang.blocks.cases import actions, queries
from madang.blocks.cases.models import Case, Contact
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import Channel
from madang.blocks.identity import limits
from madang.blocks.identity.access import office_page
from madang.blocks.identity.assurance import level_of
from madang.blocks.identity.errors import TooOften
from madang.blocks.identity.models import Account, Realm
from madang.blocks.ui.errors import error_page

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Door:
    """One door.

    Attributes:
        name: ``web``, ``kiosk`` or ``desk``.
        base: the template that frames its pages.
    """

    name: str
    base: str

    def url(self, page: str, case: Case | None = None, **more: Any) -> str:
        """The address of a page behind this door."""
        given = {**({"case": case.pk} if case is not None else {}), **more}
        return reverse(f"services:{self.name}_{page}", kwargs=given)

    @property
    def wording(self) -> str:
        """Which wording of a question is shown."""
        return {"kiosk": "kiosk", "desk": "phone"}.get(self.name, "web")


WEB, KIOSK, DESK = (
    Door("web", "base.html"),
    Door("kiosk", "services/kiosk_base.html"),
    Door("desk", "base.html"),
)
DOORS = {each.name: each for each in (WEB, KIOSK, DESK)}


def contact_in(request: HttpRequest, door: Door) -> Contact | None:
    """The contact that goes on behind this door in this session; None where none was begun or it has ended."""
    identifier = request.session.get(_key(door))
    if identifier is None:
        return None
    found = (
        Contact.objects.select_related("case", "person", "account", "staff")
        .filter(pk=identifier, ended_at__isnull=True)
        .first()
    )
    if found is None:
        return None
    account = _account(request)
    if door is KIOSK:
        return found
    whose = found.staff_id if door is DESK else found.account_id
    if door is WEB and whose is None and account is not None and account.realm == Realm.CITIZEN:
        actions.adopt(By(found, None), account)  # signed in with a draft begun before
        return found
    return found if whose == (account.pk if account else None) else None


def by_in(request: HttpRequest, door: Door) -> By | None:
    """Who acts behind this door, in the contact that goes on."""
    contact = contact_in(request, door)
    if contact is None:
        return None
    return By(contact, None if door is KIOSK else _account(request))


def begin_in(request: HttpRequest, door: Door, channel: Channel) -> By:
    """Begin a contact behind this door; one that went on ends."""
    if (before := by_in(request, door)) is not None:
        actions.end_contact(before)
    account = None if door is KIOSK else _account(request)
    level = int(level_of(request)) if account is not None and door is WEB else 0
    by = actions.begin_contact(channel, account, level=level)
    request.session[_key(door)] = str(by.contact.pk)
    return by


def citizen_by(request: HttpRequest) -> By:
    """A citizen's contact on the web, begun where none goes on."""
    by = by_in(request, WEB)
    return by if by is not None else begin_in(request, WEB, Channel.WEB)


def too_often(request: HttpRequest, action: str, rate: str) -> HttpResponse | None:
    """Count one use; the page that says "later" when the rate is used up."""
    try:
        limits.spend(request, action, rate)
    except TooOften as error:
        return error_page(request, 429, reason=str(error))
    return None


def end_in(request: HttpRequest, door: Door) -> None:
    """End what goes on behind this door."""
    if (by := by_in(request, door)) is not None:
        actions.end_contact(by)
    request.session.pop(_key(door), None)


def behind(door: Door) -> Callable[[View], View]:
    """Let in whom the door lets in, and hand the view ``door``."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, door, *args, **kwargs)

        return office_page("cases.serve")(guarded) if door is DESK else guarded

    return decorate


def opened(request: HttpRequest, door: Door, case: uuid.UUID) -> tuple[By, Case]:
    """Return who acts and the case that is open to them; Http404 for any other, whatever it is."""
    by = by_in(request, door)
    account = _account(request)
    if door is WEB and (by is None or by.contact.case_id != case):
        found = queries.case_of(case, account) if account is not None else None
        if found is not None and account is not None and account.realm == Realm.CITIZEN:
            return citizen_by(request), found
    if by is None:
        raise Http404
    found = queries.case_of(case, by.account, by.contact)
    if found is None or (door is not WEB and by.contact.case_id != found.pk):
        raise Http404
    return by, found


def _account(request: HttpRequest) -> Account | None:
    user = request.user
    return user if isinstance(user, Account) else None


def _key(door: Door) -> str:
    return f"services.{door.name}"
