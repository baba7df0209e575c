"""The counter and the tablet without a line: the page that goes on working, and what it asks of the site when it can."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.blocks.cases import actions, queries
from madang.blocks.cases.errors import CasesError, Unfit
from madang.blocks.cases.models import Device, OfflineAct, ProcessVersion
from madang.blocks.forms.errors import FormsError
from madang.blocks.forms.values import in_words, value_of
from madang.blocks.identity.access import office_page
from madang.systems.services import carried
from madang.systems.services.views.offline_words import words

NUMBERS = 50
MOST_BODY = 10_000_000


@office_page("cases.serve")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page of the counter without a line, its devices, and what came back and waits for a human."""
    account: Any = request.user
    return render(
        request,
        "services/offline.html",
        {
            "devices": Device.objects.filter(account=account).order_by("-enrolled_at")[:20],
            "conflicts": queries.offline_conflicts(account),
            "words": words(),
            "hide_search": True,
        },
    )


@office_page("cases.serve")
@require_safe
def bundle(request: HttpRequest) -> JsonResponse:
    """What the device needs to go on alone: forms and processes in force, in both languages, their conditions compiled."""
    return JsonResponse({"services": carried.services()})


@office_page("cases.serve")
@require_POST
def enrol(request: HttpRequest) -> JsonResponse:
    """Enrol this device by its public key: {name, public_key (SPKI, base64)}."""
    data = _body(request)
    return _answered(
        lambda: {
            "device": str(
                actions.enrol(
                    _account(request),
                    name=str(data.get("name", "")),
                    public_key=_bytes(data.get("public_key")),
                ).pk
            )
        }
    )


@office_page("cases.serve")
@require_POST
def numbers(request: HttpRequest) -> JsonResponse:
    """Numbers for the next eight hours: {device}."""
    data = _body(request)

    def allotted() -> dict[str, Any]:
        device = _device(request, data)
        block = actions.allot(_account(request), device, NUMBERS)
        return {"numbers": block.numbers, "expires_at": block.expires_at.isoformat()}

    return _answered(allotted)


@office_page("cases.serve")
@require_POST
def acts(request: HttpRequest) -> JsonResponse:
    """Take in one signed act: {text, signature (base64)}."""
    data = _body(request)

    def received() -> dict[str, Any]:
        found = actions.receive(_account(request), str(data.get("text", "")), _bytes(data.get("signature")))
        return {
            "number": found.number,
            "state": found.state,
            "reason": found.reason,
            "receipt": str(found.act),
        }

    return _answered(received)


@office_page("cases.serve")
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """A device is lost or given back."""
    try:
        actions.revoke(_account(request), _device(request, {"device": request.POST.get("device", "")}))
    except (CasesError, PermissionDenied) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("기기를 거두었습니다. 이 기기의 접수는 더 받지 않습니다."))
    return redirect("services:offline")


@office_page("cases.serve")
@require_http_methods(["GET", "POST"])
def brought(request: HttpRequest, identifier: int) -> HttpResponse:
    """One act that could not become a case: opened (on record), and dealt with by a human who says how."""
    account = _account(request)
    if request.method == "POST":
        try:
            actions.settle_offline(account, identifier, request.POST.get("reason", ""))
        except OfflineAct.DoesNotExist as error:
            raise Http404 from error
        except (CasesError, PermissionDenied) as error:
            messages.error(request, str(error))
            return redirect("services:offline_brought", identifier)
        return redirect("services:offline")
    found = queries.open_conflict(account, identifier)
    if found is None:
        raise Http404
    told = json.loads(found.payload)
    version = queries.version_named(told.get("service"), told.get("version"))
    return render(
        request,
        "services/brought.html",
        {
            "brought": found,
            "service": version.definition.title if version else told.get("service"),
            "answers": _in_words(version, told.get("answers") or {}),
            "extras": _extras_in_words(told.get("extras") or {}),
            "hide_search": True,
        },
    )


def _in_words(version: ProcessVersion | None, answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Question and answer as people read them; what no question knows stays as it came."""
    language = (get_language() or "ko")[:2]
    form = version.form_version.definition if version else None
    found = []
    for name, raw in answers.items():
        question = form.question(name) if form else None
        try:
            said = in_words(question, value_of(question, raw), language) if question else str(raw)
        except FormsError:
            said = str(raw)
        found.append((str(question.label) if question else name, said))
    return found


def _extras_in_words(extras: dict[str, Any]) -> list[tuple[str, str]]:
    """Money taken and files brought."""
    found = []
    if (paid := extras.get("paid")) is not None:
        found.append(
            (_("받은 수수료"), _("%(amount)s원") % {"amount": f"{paid:,}" if isinstance(paid, int) else paid})
        )
    files = extras.get("files")
    if isinstance(files, dict):
        found += [
            (_("붙인 파일"), str(each.get("name", name)) if isinstance(each, dict) else str(name))
            for name, each in files.items()
        ]
    return found


def _account(request: HttpRequest) -> Any:
    return request.user


def _device(request: HttpRequest, data: dict[str, Any]) -> Device:
    try:
        identifier = uuid.UUID(str(data.get("device")))
    except ValueError as error:
        raise Unfit(_("등록되지 않은 기기입니다. 먼저 등록해 주세요.")) from error
    found = Device.objects.filter(pk=identifier, account=_account(request)).first()
    if found is None:
        raise Unfit(_("등록되지 않은 기기입니다. 먼저 등록해 주세요."))
    return found


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        data = json.loads(request.body[:MOST_BODY])
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unfit(_("보낸 것을 읽을 수 없습니다.")) from error


def _answered(act: Any) -> JsonResponse:
    """What an act gave, or the sentence of why not; 409 says that the caller has to send something else first."""
    try:
        return JsonResponse(act())
    except PermissionDenied as error:
        return JsonResponse({"detail": str(error)}, status=403)
    except Unfit as error:
        return JsonResponse({"detail": str(error), **error.fields}, status=422)
    except CasesError as error:
        return JsonResponse({"detail": str(error)}, status=409)
