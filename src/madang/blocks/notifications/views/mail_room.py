"""The mail room: what waits is printed in a batch, marked posted, marked returned; and whom nothing reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.blocks.documents.errors import DocumentsError
from madang.blocks.identity.access import office_act, office_page
from madang.blocks.notifications import actions, queries
from madang.blocks.notifications.errors import Missing, NotificationsError
from madang.blocks.notifications.forms import CodeForm
from madang.blocks.notifications.models import Delivery, State

WORK = "notifications.work_in_mail_room"
A_PAGE = 50


@office_page(WORK)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters to print and post, those on their way, and notices that reached nobody. Lists show no name or address."""
    tab = request.GET.get("show", "")
    by: Any = request.user
    context: dict[str, Any] = {"tab": tab, "tabs": _tabs(tab), "form": CodeForm()}
    if tab == "unreached":
        context["page"] = Paginator(queries.unreached(by), A_PAGE).get_page(request.GET.get("page"))
    else:
        at = State.SENT if tab == "sent" else State.WAITING
        context["page"] = Paginator(queries.letters(by, at=at), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/mail_room.html", context)


@office_act(WORK)
@require_POST
def print_batch(request: HttpRequest) -> HttpResponse:
    """The chosen letters as one PDF to print."""
    by: Any = request.user
    chosen = [int(each) for each in request.POST.getlist("letter") if each.isdecimal() and len(each) < 16]
    try:
        pdf = actions.print_letters(by, chosen)
    except (NotificationsError, DocumentsError) as error:
        messages.error(request, str(error))
        return redirect("notifications:mail-room")
    response = HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": 'attachment; filename="letters.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )
    response.sandboxed = True  # type: ignore[attr-defined]
    return response


@office_act(WORK)
@require_POST
def posted(request: HttpRequest, letter: int) -> HttpResponse:
    """A letter went to the post."""
    by: Any = request.user
    number = request.POST.get("tracking", "")
    return _done(
        request, letter, lambda found: actions.posted(by, found, tracking=number), _("부쳤다고 적었습니다.")
    )


@office_act(WORK)
@require_POST
def delivered(request: HttpRequest, letter: int) -> HttpResponse:
    """The post handed a registered letter over."""
    by: Any = request.user
    return _done(request, letter, lambda found: actions.delivered(by, found), _("배달되었다고 적었습니다."))


@office_act(WORK)
@require_POST
def returned(request: HttpRequest, letter: int) -> HttpResponse:
    """A letter came back."""
    by: Any = request.user
    return _done(
        request,
        letter,
        lambda found: actions.returned(by, found),
        _("되돌아왔다고 적었습니다. 다른 길이 있으면 그 길로 알립니다."),
    )


@office_act(WORK)
@require_POST
def returned_by_code(request: HttpRequest) -> HttpResponse:
    """A letter came back: its code is typed, or its QR scanned."""
    by: Any = request.user
    form = CodeForm(request.POST)
    found = queries.letter_by_code(by, form.cleaned_data["code"]) if form.is_valid() else None
    if found is None:
        messages.error(request, _("그런 번호의 편지가 없습니다. 16자리를 다시 보고 적어 주세요."))
        return redirect("notifications:mail-room")
    return returned(request, found.pk)


def _done(request: HttpRequest, letter: int, act: Callable[[Delivery], None], said: str) -> HttpResponse:
    found = Delivery.objects.filter(pk=letter).first()
    if found is None:
        raise Http404
    try:
        act(found)
    except Missing as error:
        raise Http404 from error
    except (NotificationsError, PermissionDenied) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("notifications:mail-room")


def _tabs(tab: str) -> list[tuple[str, str, bool]]:
    named = {
        "": _("인쇄하고 부칠 편지"),
        "sent": _("가는 중인 편지"),
        "unreached": _("아무 길로도 닿지 않은 알림"),
    }
    return [(title, f"?show={each}" if each else "?", each == tab) for each, title in named.items()]
