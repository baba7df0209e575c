"""Pages of the ledger: receipts and the log's public files."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.blocks.ledger import queries
from madang.blocks.ledger.errors import LogDamaged, NotLogged
from madang.blocks.ledger.log import CHECKPOINT


@require_safe
def receipt_page(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Say where an act stands and offer its receipt; ``next`` in the query is where the reader came from."""
    found = queries.standing(identifier)
    if found is None:
        raise Http404
    back = _came_from(request)
    here = f"{request.path}?{urlencode({'next': back})}" if back else request.path
    return render(
        request,
        "ledger/receipt.html",
        {
            "standing": found,
            "vkeys": queries.log_identity().vkeys(),
            "back": back,
            "here": here,
            "breadcrumb": [(_("영수증"), None)],
        },
    )


def _came_from(request: HttpRequest) -> str:
    """Return the page of this site from which the reader came, as named or as the browser says; or nothing."""
    told = request.GET.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(told)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "" if parts.path == request.path or not path.startswith("/") or path.startswith("//") else path


@require_safe
def receipt_file(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Send the receipt as a file (C2SP tlog-proof)."""
    try:
        data = queries.receipt(identifier)
    except NotLogged as error:
        if queries.standing(identifier) is None:
            raise Http404 from error
        return HttpResponse(
            str(error), status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "2"}
        )
    return HttpResponse(
        data,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{identifier}.tlog-proof"'},
    )


@require_safe
def log_page(request: HttpRequest) -> HttpResponse:
    """Say to people what the public log is, how far it is, and how anybody verifies it."""
    checkpoint, damaged = None, False
    try:
        checkpoint = queries.checkpoint()
    except NotLogged:
        pass
    except LogDamaged:
        damaged = True
    return render(
        request,
        "ledger/log.html",
        {
            "checkpoint": checkpoint,
            "size": f"{checkpoint.size:,}" if checkpoint else "",
            "damaged": damaged,
            "vkeys": queries.log_identity().vkeys(),
            "address": request.build_absolute_uri(request.path),
            "breadcrumb": [(_("공개 기록"), None)],
        },
    )


@require_safe
def log_file(request: HttpRequest, name: str) -> HttpResponse:
    """Send one public file of the log: the checkpoint, a tile or an entry bundle."""
    data = queries.log_reader().public_file(name)
    if data is None:
        raise Http404
    if name == CHECKPOINT:
        return HttpResponse(
            data, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"}
        )
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@require_safe
def log_keys(request: HttpRequest) -> HttpResponse:
    """Send the log's verifier keys, a line each, oldest first."""
    keys = "".join(f"{key}\n" for key in queries.log_identity().vkeys())
    return HttpResponse(keys, content_type="text/plain; charset=utf-8")
