"""Pages of the room ``ui``: living component page, help, display choices; the error pages by name."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from madang.blocks.ui.display import CONTRASTS, DISPLAY_COOKIE, SCALES, Display
from madang.blocks.ui.errors import bad_request, page_not_found, permission_denied, server_error

__all__ = [
    "bad_request",
    "components",
    "display",
    "help_page",
    "page_not_found",
    "permission_denied",
    "server_error",
]

ONE_YEAR = 365 * 24 * 60 * 60  # seconds


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The living page: every component with its states."""
    from madang.blocks.ui.showcase import examples

    return render(request, "ui/components.html", examples(request))


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to get on, and the person to call (사람 상담)."""
    return render(request, "ui/help.html")


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember text size (``scale``) and contrast in a cookie, then lead back to ``next``.

    Unknown values change nothing; a ``next`` that leads off the site leads home instead.
    """
    chosen = Display.from_cookie(request.COOKIES.get(DISPLAY_COOKIE, ""))
    scale = request.POST.get("scale", "")
    contrast = request.POST.get("contrast", "")
    chosen = Display(
        scale=scale if scale in SCALES else chosen.scale,
        contrast=contrast if contrast in CONTRASTS else chosen.contrast,
    )
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        DISPLAY_COOKIE,
        chosen.to_cookie(),
        max_age=ONE_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
