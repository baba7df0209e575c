"""One's own notices, and how one wants to be told."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.blocks.identity.access import signed_in
from madang.blocks.identity.models import Account
from madang.blocks.notifications import actions, limits, queries
from madang.blocks.notifications.errors import Missing, Unfit
from madang.blocks.notifications.forms import PreferenceForm
from madang.blocks.notifications.models import Notice
from madang.blocks.notifications.recipients import Recipient, person_behind


@signed_in
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """All that was sent to whoever reads, the newest first."""
    found = queries.own(_account(request))
    return render(
        request,
        "notifications/own.html",
        {
            "page": Paginator(found, limits.A_PAGE).get_page(request.GET.get("page")),
            "unread": queries.unread(_account(request)),
            "breadcrumb": [(_("알림"), None)],
        },
    )


@signed_in
@require_safe
def notice(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """One notice. Opened, it counts as read; one whose delivery is proved opens only when its reader receives it."""
    found = _notice(request, identifier)
    if not found.is_sealed and found.read_at is None:
        found = actions.read(_account(request), found)
    return render(
        request,
        "notifications/notice.html",
        {
            "notice": found,
            "changes": found.changes.select_related("delivery"),
            "breadcrumb": [(_("알림"), reverse("notifications:own")), (_("알림 하나"), None)],
        },
    )


@signed_in
@require_POST
def receive(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Receive a notice: from now on it counts as delivered, and the receipt says when."""
    actions.read(_account(request), _notice(request, identifier))
    return redirect("notifications:notice", identifier)


@signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How one wants to be told, and which contact data are known and verified."""
    account = _account(request)
    person = person_behind(account)
    wish = Recipient(person, account).preference
    names = ("channel", "language", "large", "by_night")
    form = PreferenceForm(request.POST or None, initial={each: getattr(wish, each) for each in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.prefer(account, **form.cleaned_data)
        except Unfit as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("알림 설정을 바꾸었습니다."))
            return redirect("notifications:preferences")
    contacts = person.contacts.order_by("kind", "pk") if person else []
    return render(
        request,
        "notifications/preferences.html",
        {
            "form": form,
            "contacts": contacts,
            "breadcrumb": [(_("알림"), reverse("notifications:own")), (_("알림 설정"), None)],
        },
        status=422 if form.errors else 200,
    )


def _notice(request: HttpRequest, identifier: uuid.UUID) -> Notice:
    found = queries.own(_account(request)).filter(pk=identifier).first()
    if found is None:
        raise Http404(Missing.__name__)
    return found


def _account(request: HttpRequest) -> Account:
    found: Any = request.user
    return found
