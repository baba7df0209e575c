"""Jobs: what waits, runs and failed; tried again, cancelled."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.blocks.identity.access import office_act, office_page
from madang.blocks.ui.asked import whole_number
from madang.systems.operations import actions
from madang.systems.operations.queries import jobs as queries
from madang.systems.operations.views.frame import act, page


@require_safe
@office_page("operations.see_jobs")
def jobs(request: HttpRequest) -> HttpResponse:
    """Jobs in one state, a page at a time."""
    state = request.GET.get("state", "failed")
    if state not in queries.STATES:
        return redirect("operations:jobs")
    user: Any = request.user
    found = queries.jobs(state, whole_number(request.GET.get("page")) or 1)
    states = [(str(label), f"?state={name}", name == state) for name, label in queries.STATES.items()]
    context = {
        "jobs": found,
        "state": state,
        "states": states,
        "manage": user.has_perm("operations.manage_jobs"),
    }
    return page(request, "jobs", context, tab="jobs")


@require_POST
@office_act("operations.manage_jobs")
def retry(request: HttpRequest, identifier: int) -> HttpResponse:
    """Do a failed job again."""
    user: Any = request.user
    return act(
        request,
        lambda: actions.retry_job(user, identifier),
        done=_("일감을 다시 시켰습니다."),
        back=reverse("operations:jobs"),
    )


@require_POST
@office_act("operations.manage_jobs")
def cancel(request: HttpRequest, identifier: int) -> HttpResponse:
    """Take a job out of its queue, or ask it to stop."""
    user: Any = request.user
    return act(
        request,
        lambda: actions.cancel_job(user, identifier),
        done=_("일감을 취소했습니다. 하고 있던 일감은 멈출 수 있는 곳에서 멈춥니다."),
        back=f"{reverse('operations:jobs')}?state=todo",
    )
