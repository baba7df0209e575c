"""The switch of read-only mode."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.blocks.identity.access import office_act, office_page
from madang.blocks.identity.typed import typed_before
from madang.systems.operations import actions
from madang.systems.operations.forms import ReadOnlyForm
from madang.systems.operations.queries import standing
from madang.systems.operations.views.frame import act, page, try_form


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("operations.set_read_only")
def switch(request: HttpRequest) -> HttpResponse:
    """See whether read-only mode holds; beginning it is for operators who proved themselves a moment ago."""
    if request.method == "POST":
        return _begin(request)
    return _switch_page(request, ReadOnlyForm(initial=typed_before(request)))


@office_act("operations.set_read_only", keeps=("reason_ko", "reason_en"))
def _begin(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ReadOnlyForm(request.POST)
    if try_form(form, lambda given: actions.begin_read_only(user, **given)):
        messages.success(request, _("읽기 전용을 켰습니다."))
        return redirect("operations:read_only")
    return _switch_page(request, form)


def _switch_page(request: HttpRequest, form: ReadOnlyForm) -> HttpResponse:
    return page(
        request,
        "read_only",
        {"form": form, "read_only": standing.read_only()},
        tab="read_only",
        status=422 if form.errors else 200,
    )


@require_POST
@office_act("operations.set_read_only")
def end(request: HttpRequest) -> HttpResponse:
    """End read-only mode."""
    user: Any = request.user
    return act(
        request,
        lambda: actions.end_read_only(user),
        done=_("읽기 전용을 껐습니다. 이제 다시 고칠 수 있습니다."),
        back=reverse("operations:read_only"),
    )
