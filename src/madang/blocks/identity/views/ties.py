"""Whose account it is: the page on which an administrator ties an official's account to a human."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.blocks.identity import actions, queries
from madang.blocks.identity.access import office_act
from madang.blocks.identity.errors import IdentityError, TooOften
from madang.blocks.identity.forms.ties import FindPersonForm, NumberForm, PersonForm, UntieForm
from madang.blocks.identity.limits import spend
from madang.blocks.identity.models import Person
from madang.blocks.identity.views.office import SEE, account_of

LOOKED_UP = "60/h"
"""How often one administrator may look for a person."""
TIED = "60/h"
"""How often one administrator may say a staff number: a refusal tells that it is somebody's."""


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE)
def whose(request: HttpRequest, identifier: int) -> HttpResponse:
    """What an account is tied to, and forms to say it, change it and take it away; each names itself in ``do``."""
    account = account_of(request, identifier)
    user: Any = request.user
    do = request.POST.get("do", "")
    found: Person | None = None
    made: dict[str, forms.Form] = {
        "number": NumberForm(_sent(request, "number"), prefix="number"),
        "find": FindPersonForm(_sent(request, "find"), prefix="find"),
        "person": PersonForm(_sent(request, "person"), prefix="person"),
        "untie": UntieForm(account, _sent(request, "untie"), prefix="untie"),
    }
    form = made.get(do)

    def look(by_what: str, value: str) -> None:
        nonlocal found
        spend(request, "identity.find-official", LOOKED_UP)
        found = queries.find_official(user, account, by_what=by_what, value=value)
        if found is None:
            raise IdentityError(_("찾은 사람이 없습니다. 번호를 다시 확인해 주세요."), field="value")

    def number(staff_number: str, reason: str) -> None:
        spend(request, "identity.tie-number", TIED)
        try:
            actions.tie_number(user, account, staff_number, reason=reason)
        except IdentityError:
            actions.refused_number(user, account)  # so that nobody asks for others' numbers unseen
            raise

    acts: dict[str, Callable[..., None]] = {
        "number": number,
        "find": look,
        "person": lambda person, reason: actions.tie_person(user, account, person, reason=reason),
        "untie": lambda what, reason: actions.untie(user, account, what=what, reason=reason),
    }
    if form is not None and form.is_valid():
        try:
            acts[do](**form.cleaned_data)
        except IdentityError as error:
            where = "value" if do == "find" and not isinstance(error, TooOften) else error.field
            shown = where in form.fields and not form.fields[where].widget.is_hidden
            form.add_error(where if shown else None, str(error))
        else:
            if found is None:
                messages.success(request, _("누구의 계정인지 적었습니다."))
                return redirect("identity:whose", account.pk)
            made["person"] = PersonForm(prefix="person", initial={"person": found.pk})
    context = {
        "account": account,
        "forms": made,
        "found": _shown(found) if found else None,
        "asked": do == "person" and form is not None and bool(form.errors),
        "back": reverse("identity:organisations"),
    }
    return render(request, "identity/whose.html", context, status=422 if form and form.errors else 200)


def _sent(request: HttpRequest, do: str) -> Any:
    return request.POST if request.POST.get("do") == do else None


def _shown(person: Person) -> str:
    born = date_format(person.birth_date, "DATE_FORMAT") if person.birth_date else _("생년월일 모름")
    return f"{person.full_name} · {born}"
