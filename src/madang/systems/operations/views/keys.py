"""Keys: what there is, and a new version of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.blocks.identity.access import office_act, office_page
from madang.blocks.identity.typed import typed_before
from madang.systems.operations import actions
from madang.systems.operations.forms import RotateForm
from madang.systems.operations.queries.keys import keys as known_keys
from madang.systems.operations.views.frame import page, try_form


@require_safe
@office_page("operations.see_keys")
def keys(request: HttpRequest) -> HttpResponse:
    """Every key's purpose, versions and age; never the key."""
    user: Any = request.user
    context = {"keys": known_keys(), "rotate": user.has_perm("operations.rotate_key")}
    return page(request, "keys", context, tab="keys")


@require_http_methods(["GET", "HEAD", "POST"])
@office_act("operations.rotate_key", keeps=("confirmation",))
def rotate(request: HttpRequest, purpose: str) -> HttpResponse:
    """Make a new version, after the purpose was typed once more."""
    key = next((each for each in known_keys() if each.purpose == purpose), None)
    if key is None:
        raise Http404
    user: Any = request.user
    form = RotateForm(request.POST or None, initial=typed_before(request))
    if request.method == "POST" and try_form(
        form, lambda given: actions.rotate_key(user, purpose, confirmation=given["confirmation"])
    ):
        messages.success(request, _("열쇠의 새 판을 만들었습니다. 앞의 판으로 잠근 것은 그대로 열립니다."))
        return redirect("operations:keys")
    return page(
        request,
        "rotate",
        {"form": form, "key": key},
        tab="keys",
        title=_("열쇠 바꾸기"),
        status=422 if form.errors else 200,
    )
