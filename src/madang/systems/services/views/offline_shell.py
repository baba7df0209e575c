"""What a browser keeps of the counter's page to open it without a line, and how it asks whether there is one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madang.blocks.identity.access import office_page
from madang.systems.services.views.offline_words import words

WORKER = "ui/build/offline-worker.js"


@office_page("cases.serve")
@require_safe
def shell(request: HttpRequest, language: str) -> HttpResponse:
    """The page as it stands without a line, in one language: nothing in it is of a person or an account."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        return render(request, "services/offline_shell.html", {"words": words()})


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that opens the page without a line. It must come from below the page's own address; it says nothing."""
    content = _worker()
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="text/javascript; charset=utf-8")


@office_page("cases.serve")
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether the line is there and who is signed in: a fresh form token, the account (hashed), the site's time."""
    account: Any = request.user
    return JsonResponse(
        {
            "token": get_token(request),
            "account": sha256(f"offline:{account.pk}".encode()).hexdigest(),
            "now": timezone.now().isoformat(),
        }
    )


def _worker() -> bytes | None:
    if staticfiles_storage.exists(WORKER):
        with staticfiles_storage.open(WORKER) as file:
            return bytes(file.read())
    found = finders.find(WORKER)
    return Path(str(found)).read_bytes() if found else None
