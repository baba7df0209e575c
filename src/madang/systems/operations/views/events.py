"""Dead letters, and the gap between log and database."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.blocks.identity.access import office_act, office_page
from madang.blocks.identity.typed import typed_before
from madang.blocks.ledger import queries as ledger
from madang.blocks.ui.asked import whole_number
from madang.systems.operations import actions
from madang.systems.operations.forms import ReasonForm
from madang.systems.operations.queries import jobs as queries
from madang.systems.operations.views.frame import act, page, try_form

MOST_SHOWN = 500


@require_safe
@office_page("operations.see_jobs")
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Events that a listener could not hear."""
    user: Any = request.user
    number = whole_number(request.GET.get("page")) or 1
    letters, shown = queries.dead_letters(number)
    settle = user.has_perm("operations.settle_dead_letter")
    context = {"letters": letters, "shown": shown, "settle": settle}
    return page(request, "dead_letters", context, tab="dead_letters")


@require_POST
@office_act("operations.settle_dead_letter")
def retry(request: HttpRequest, identifier: int) -> HttpResponse:
    """Let the listener try again."""
    user: Any = request.user
    return act(
        request,
        lambda: actions.retry_dead_letter(user, identifier),
        done=_("사건을 다시 보냅니다."),
        back=reverse("operations:dead_letters"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act("operations.settle_dead_letter", keeps=("reason",))
def drop(request: HttpRequest, identifier: int) -> HttpResponse:
    """Give an event up, with a reason."""
    user: Any = request.user
    letter = queries.dead_letter(identifier)
    if letter is None:
        raise Http404
    form = ReasonForm(request.POST or None, initial=typed_before(request))
    if request.method == "POST" and try_form(
        form, lambda given: actions.drop_dead_letter(user, identifier, reason=given["reason"])
    ):
        messages.success(request, _("사건을 버렸습니다."))
        return redirect("operations:dead_letters")
    return page(
        request,
        "drop",
        {"form": form, "letter": letter},
        tab="dead_letters",
        title=_("사건 버리기"),
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_page("operations.see")
def gap(request: HttpRequest) -> HttpResponse:
    """What this database lacks; accepting it is for operators who proved themselves a moment ago."""
    if request.method == "POST":
        return _accept_gap(request)
    return _gap_page(request, ReasonForm(initial=typed_before(request)))


@office_act("operations.accept_gap", keeps=("reason",))
def _accept_gap(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ReasonForm(request.POST)
    if try_form(form, lambda given: actions.accept_gap(user, reason=given["reason"])):
        messages.success(request, _("빠진 기록을 받아들였습니다. 이제 다시 고칠 수 있습니다."))
        return redirect("operations:home")
    return _gap_page(request, form)


def _gap_page(request: HttpRequest, form: ReasonForm) -> HttpResponse:
    user: Any = request.user
    return page(
        request,
        "gap",
        {
            "gap": ledger.gap(),
            "most": MOST_SHOWN,
            "form": form,
            "accept": user.has_perm("operations.accept_gap"),
        },
        tab="home",
        title=_("빠진 기록"),
        status=422 if form.errors else 200,
    )
