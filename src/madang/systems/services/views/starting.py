"""Where everything begins: the services, one's own cases, a case begun or continued; at home, at a kiosk, at a desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.blocks.cases import actions, queries
from madang.blocks.cases.errors import CasesError
from madang.blocks.cases.models import ProcessVersion, ServiceProcess
from madang.blocks.cases.process.bpmn import bpmn
from madang.blocks.cases.process.parts import Channel
from madang.blocks.identity.access import citizen_page, office_page
from madang.blocks.identity.basis import HANDLE_CASE
from madang.blocks.identity.errors import IdentityError
from madang.blocks.identity.models import Account, Realm
from madang.blocks.identity.queries import find_by_number
from madang.systems.services.forms import ContinueForm, PersonForm
from madang.systems.services.views.doors import (
    DESK,
    KIOSK,
    WEB,
    Door,
    begin_in,
    by_in,
    citizen_by,
    end_in,
    too_often,
)

A_PAGE = 20
TRIES = "20/10m"
"""Codes that one address, account or key may try: with eight digits and three wrong facts a code, guessing is hopeless."""


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be applied for, and the way to go on with a draft."""
    return render(request, "services/home.html", {"services": _offered(Channel.WEB), "form": ContinueForm()})


@citizen_page
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own cases, as an order is tracked."""
    account = request.user
    assert isinstance(account, Account)
    page = Paginator(queries.mine(account), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "services/mine.html", {"page": page})


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponse:
    """What a service is, asks, costs and how long it takes; begun by the button."""
    service, version = _service(key)
    if request.method == "POST":
        if isinstance(request.user, Account) and request.user.realm != Realm.CITIZEN:
            messages.error(
                request, _("직원 계정으로는 자기 민원을 낼 수 없습니다. 시민 계정으로 로그인해 주세요.")
            )
            return redirect("services:start", key)
        return too_often(request, "services-begin", "60/h") or _begun(request, WEB, service)
    return render(
        request,
        "services/start.html",
        {"service": service, "process": version.definition, "form": version.form_version.definition},
    )


@require_safe
def process_bpmn(request: HttpRequest, key: str) -> HttpResponse:
    """The process of a service as BPMN 2.0, in the reader's language."""
    _found, version = _service(key)
    answer = HttpResponse(
        bpmn(version.definition, (get_language() or "ko")[:2]), content_type="application/xml"
    )
    answer["Content-Disposition"] = f'attachment; filename="{key}.bpmn"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """The kiosk's first screen: begin, or go on with a code."""
    if request.method == "POST":
        service, _version = _service(request.POST.get("service", ""))
        if (refused := too_often(request, "services-begin", "60/h")) is not None:
            return refused
        begin_in(request, KIOSK, Channel.KIOSK)
        return _begun(request, KIOSK, service)
    return render(
        request,
        "services/kiosk.html",
        {"services": _offered(Channel.KIOSK), "form": ContinueForm(), "hide_search": True},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def kiosk_end(request: HttpRequest) -> HttpResponse:
    """Wipe what stood on the screen: for whoever comes next there is nothing of the last."""
    end_in(request, KIOSK)
    return redirect("services:kiosk")


@office_page("cases.serve")
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The desk of whoever serves people: begin a meeting, know the person, begin or open a case."""
    by = by_in(request, DESK)
    if request.method == "POST":
        channel = request.POST.get("channel", "")
        if channel not in (Channel.PHONE, Channel.COUNTER, Channel.HOME, Channel.POST):
            raise Http404
        begin_in(request, DESK, Channel(channel))
        return redirect("services:desk")
    person = by.contact.person if by is not None else None
    return render(
        request,
        "services/desk.html",
        {
            "by": by,
            "person": person,
            "services": _offered(by.channel) if by is not None else [],
            "form": ContinueForm(),
            "person_form": PersonForm(),
            "cases": queries.of_person(by) if by is not None else [],
        },
    )


@office_page("cases.serve")
@require_POST
def desk_person(request: HttpRequest) -> HttpResponse:
    """The official proves who stands there, by the number on their card or by questions on the phone."""
    by = by_in(request, DESK)
    form = PersonForm(request.POST)
    if by is None or by.account is None:
        return redirect("services:desk")
    if form.is_valid():
        try:
            person = find_by_number(
                by.account,
                form.cleaned_data["number"],
                purpose=HANDLE_CASE,
                basis=_("민원 처리에 관한 법률 제9조"),
            )
            if person is None:
                messages.error(request, _("그 번호의 사람이 없습니다. 번호를 다시 확인해 주세요."))
            else:
                actions.be_sure(by, person, 2, how=form.cleaned_data["how"])
        except (IdentityError, PermissionDenied) as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("번호를 열세 자리로 적어 주세요."))
    return redirect("services:desk")


@office_page("cases.serve")
@require_POST
def desk_begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a case for the person who is served."""
    service, _version = _service(key)
    return _begun(request, DESK, service) if by_in(request, DESK) else redirect("services:desk")


@office_page("cases.serve")
@require_POST
def desk_open(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Open a case of the person who is served."""
    by = by_in(request, DESK)
    found = next((each for each in queries.of_person(by) if each.pk == case), None) if by else None
    if by is None or found is None:
        raise Http404
    try:
        actions.open_here(by, found)
    except (CasesError, PermissionDenied) as error:
        messages.error(request, str(error))
        return redirect("services:desk")
    return redirect(DESK.url("case", found))


@office_page("cases.serve")
@require_POST
def desk_end(request: HttpRequest) -> HttpResponse:
    """The meeting is over: nothing stays open."""
    end_in(request, DESK)
    return redirect("services:desk")


@require_http_methods(["GET", "POST"])
def go_on(request: HttpRequest, door: Door) -> HttpResponse:
    """Go on with a draft by its code and the second fact."""
    form = ContinueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (refused := too_often(request, "services-code", TRIES)) is not None:
            return refused
        by = _for_code(request, door)
        if by is None:
            return redirect("services:desk")
        try:
            found = actions.redeem(by, form.cleaned_data["code"], form.cleaned_data["fact"])
        except (CasesError, PermissionDenied) as error:
            form.add_error("code", str(error))
        else:
            return redirect(door.url("case", found))
    return render(
        request,
        "services/continue.html",
        {"form": form, "door": door, "base": door.base, "hide_search": True},
        status=422 if form.errors else 200,
    )


def _for_code(request: HttpRequest, door: Door) -> Any:
    if door is DESK:
        return by_in(request, DESK)
    if door is KIOSK:
        return begin_in(request, KIOSK, Channel.KIOSK)
    if isinstance(request.user, Account) and request.user.realm != Realm.CITIZEN:
        raise PermissionDenied(_("직원은 접수 화면에서 이어 주세요."))
    return citizen_by(request)


def _begun(request: HttpRequest, door: Door, service: ServiceProcess) -> HttpResponse:
    by = by_in(request, door) or begin_in(request, door, Channel(door.name))
    try:
        found = actions.begin(by, service)
    except CasesError as error:
        messages.error(request, str(error))
        return redirect({"web": "services:home", "kiosk": "services:kiosk"}.get(door.name, "services:desk"))
    first = found.form.questions[0]
    return redirect(door.url("question", found, name=first.name))


def _service(key: str) -> tuple[ServiceProcess, ProcessVersion]:
    service = queries.service(key)
    version = service.version_on() if service else None
    if service is None or version is None:
        raise Http404
    return service, version


def _offered(channel: Channel) -> list[dict[str, Any]]:
    """The services that take this channel, with their words."""
    found = []
    for each in queries.services():
        version = each.version_on(timezone.localdate())
        if version is not None and channel in version.definition.channels:
            found.append({"key": each.key, "process": version.definition})
    return found
