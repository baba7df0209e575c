"""What machines that walk the web read first."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Say what search engines may read: what is public; nothing of a demonstration, which is invented."""
    closed = ["/"]
    if settings.ENVIRONMENT.production:
        closed = [reverse("portal:editor"), "/identity/", "/operations/", "/api/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
