"""What the pages of this room have in common: the tabs, acting and coming back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.blocks.ledger.errors import LedgerError
from madang.systems.operations.errors import OperationsError

_TABS = (
    ("home", gettext_lazy("한눈에 보기"), "operations.see"),
    ("jobs", gettext_lazy("일감"), "operations.see_jobs"),
    ("dead_letters", gettext_lazy("배달 불능"), "operations.see_jobs"),
    ("keys", gettext_lazy("열쇠"), "operations.see_keys"),
    ("roles", gettext_lazy("권한"), "operations.see_roles"),
    ("backups", gettext_lazy("백업"), "operations.see_backups"),
    ("imports", gettext_lazy("들여온 자료"), "operations.see_imports"),
    ("read_only", gettext_lazy("읽기 전용"), "operations.set_read_only"),
)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    tab: str,
    title: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw a page of this room; ``title`` names a page below the tab's own."""
    user: Any = request.user
    names = {name: str(label) for name, label, _permission in _TABS}
    breadcrumb = [(_("운영"), reverse("operations:home")), (names[tab], reverse(f"operations:{tab}"))]
    tabs = [
        (str(label), reverse(f"operations:{name}"), name == tab)
        for name, label, permission in _TABS
        if user.has_perm(permission)
    ]
    frame = {
        "tabs": tabs,
        "breadcrumb": [*breadcrumb, (title, "")] if title else breadcrumb,
        "title": title or names[tab],
    }
    return render(request, f"operations/{template}.html", {**frame, **context}, status=status)


def act(request: HttpRequest, work: Callable[[], Any], *, done: str, back: str) -> HttpResponse:
    """Do an act without a form, say what came of it and lead back."""
    try:
        work()
    except (OperationsError, LedgerError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(back)


def try_form(form: Form, work: Callable[[dict[str, Any]], Any]) -> bool:
    """Do an act with a form's values; False when they do not fit, the form then says why."""
    if not form.is_valid():
        return False
    try:
        work(form.cleaned_data)
    except OperationsError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    except LedgerError as error:
        form.add_error(None, str(error))
        return False
    return True
