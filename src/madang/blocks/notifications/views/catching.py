"""What the demonstration caught instead of sending it, for operators; in production there is no such page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.blocks.identity.access import office_page
from madang.blocks.ledger import SYSTEM
from madang.blocks.notifications import actions, limits, queries
from madang.blocks.notifications.errors import NotificationsError
from madang.blocks.notifications.models import Caught, Reason, State
from madang.blocks.notifications.transports.registry import is_caught

SEE = "notifications.see_caught"


@office_page(SEE)
@require_safe
def caught(request: HttpRequest) -> HttpResponse:
    """Everything caught, the newest first: as somebody would have got it."""
    _only_in_a_demonstration()
    page = Paginator(queries.caught(), limits.A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "notifications/caught.html",
        {"page": page, "breadcrumb": [(_("붙잡은 알림"), None)]},
    )


@office_page(SEE)
@require_POST
def bounce(request: HttpRequest, identifier: int) -> HttpResponse:
    """Play the receiving side that does not take it: the notice goes by its next way."""
    _only_in_a_demonstration()
    found = Caught.objects.select_related("delivery__notice").filter(pk=identifier).first()
    if found is None:
        raise Http404
    by: Any = request.user
    if not by.has_perm(SEE):
        raise PermissionDenied
    try:
        actions.report(SYSTEM, found.delivery, State.BOUNCED, Reason.REFUSED)
    except NotificationsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("되돌아온 것으로 했습니다. 다른 길이 있으면 그 길로 알립니다."))
    return redirect("notifications:caught")


def _only_in_a_demonstration() -> None:
    if not is_caught():
        raise Http404
