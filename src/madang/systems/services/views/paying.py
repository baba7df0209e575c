"""The fee: why it is so much, and paying it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.blocks.cases.errors import CasesError
from madang.systems.services.actions.paying import pay, providers
from madang.systems.services.errors import ServicesError
from madang.systems.services.fees import fee_of
from madang.systems.services.views.doors import Door, opened


@require_http_methods(["GET", "POST"])
def fee(request: HttpRequest, door: Door, case: uuid.UUID) -> HttpResponse:
    """What is to be paid, by which row of which rule; paid by the button."""
    by, found = opened(request, door, case)
    if request.method == "POST":
        try:
            amount = int(request.POST.get("amount", "-1"))
            pay(by, found, provider=request.POST.get("provider", ""), amount=amount)
        except ValueError:
            messages.error(request, _("낼 금액을 다시 확인해 주세요."))
        except (CasesError, ServicesError, PermissionDenied) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("수수료를 냈습니다."))
        return redirect(door.url("case", found))
    owed = fee_of(found)
    return render(
        request,
        "services/fee.html",
        {
            "door": door,
            "base": door.base,
            "case": found,
            "process": found.process,
            "fee": owed,
            "why": owed.sentences.get((get_language() or "ko")[:2], []),
            "providers": providers(by),
            "hide_search": True,
        },
    )
