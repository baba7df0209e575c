"""Erasing a person, for the office; closing one's own account, for citizens."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.blocks.identity import actions, queries
from madang.blocks.identity.access import FRESH, assurance_required, citizen_page, office_act
from madang.blocks.identity.actions.erasing import ERASE
from madang.blocks.identity.erasure import Whom, held, of_account, of_person, traces
from madang.blocks.identity.errors import IdentityError
from madang.blocks.identity.forms.erasing import EraseForm, FindToEraseForm
from madang.blocks.identity.models import Account, Person
from madang.blocks.identity.typed import typed_before
from madang.blocks.identity.views.own import key_level


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(ERASE)
def find(request: HttpRequest) -> HttpResponse:
    """Find the one to be erased. By POST, so that no number stands in an address or a log."""
    form = FindToEraseForm(request.POST or None)
    found: list[dict[str, Any]] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            people = queries.find_to_erase(request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except IdentityError as error:
            form.add_error("value", str(error))
        else:
            found = [_shown(each) for each in people]
    context = {"form": form, "found": found}
    return render(request, "identity/find_to_erase.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(ERASE, keeps=EraseForm.typed_again)
def person(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """What goes and what stays of a person; then it is gone."""
    whom = of_person(get_object_or_404(Person, pk=identifier))
    return _erase_page(request, whom, lambda **why: actions.erase_person(request.user, identifier, **why))  # type: ignore[arg-type]


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(ERASE, keeps=EraseForm.typed_again)
def account(request: HttpRequest, identifier: int) -> HttpResponse:
    """The same for an account behind which no person is known."""
    whom = of_account(get_object_or_404(Account, pk=identifier, person=None))
    return _erase_page(request, whom, lambda **why: actions.erase_account(request.user, identifier, **why))  # type: ignore[arg-type]


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_page
@assurance_required(key_level, within=FRESH)
def close(request: HttpRequest) -> HttpResponse:
    """A citizen leaves: what goes, what stays and why; signed out at once."""
    user: Any = request.user
    whom = of_account(user)
    problem = ""
    if request.method == "POST":
        try:
            act = actions.close_account(user)
        except IdentityError as error:
            problem = str(error)
        else:
            logout(request)
            return render(request, "identity/erased.html", {"act": act, "own": True})
    context = {
        **_going(whom),
        "holds": held(whom),
        "problem": problem,
        "has_person": user.person_id is not None,
    }
    return render(request, "identity/close_account.html", context, status=409 if problem else 200)


def _erase_page(request: HttpRequest, whom: Whom, act: Callable[..., uuid.UUID | None]) -> HttpResponse:
    form = EraseForm(request.POST or None, initial=typed_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            done = act(purpose=form.cleaned_data["purpose"], basis=form.cleaned_data["basis"])
        except IdentityError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return render(request, "identity/erased.html", {"act": done, "own": False})
    user: Any = request.user
    seen = queries.look_before_erasing(user, whom)
    context = {
        "form": form,
        "is_erased": whom.is_erased,
        "holds": held(whom),
        "shown": _shown(whom.person or whom.accounts[0]),
        "back": reverse("identity:find_to_erase"),
        **_going(whom, seen),
    }
    return render(request, "identity/erase.html", context, status=422 if form.errors else 200)


def _going(whom: Whom, found: Any = None) -> dict[str, Any]:
    found = traces(whom) if found is None else found
    return {
        "goes": [(each.what, each.count) for each in found if each.stays is None],
        "stays": [(each.what, each.stays) for each in found if each.stays is not None],
    }


def _shown(each: Person | Account) -> dict[str, Any]:
    """Return as much of somebody as tells them from others in a short list."""
    if isinstance(each, Account):
        return {
            "name": each.username,
            "more": each.get_realm_display(),
            "url": reverse("identity:erase_account", args=[each.pk]),
        }
    born = each.birth_date.isoformat() if each.birth_date else _("생년월일 모름")
    return {
        "name": each.full_name or _("지운 사람"),
        "more": f"{born} · {each.pk}",
        "url": reverse("identity:erase_person", args=[each.pk]),
    }
