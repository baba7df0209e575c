"""Pages of the ledger: receipts and the log's public files."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.blocks.ledger import queries
from madang.blocks.ledger.errors import NotLogged
from madang.blocks.ledger.log import CHECKPOINT


@require_safe
def receipt_page(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Say where an act stands and offer its receipt."""
    found = queries.standing(identifier)
    if found is None:
        raise Http404
    return render(
        request,
        "ledger/receipt.html",
        {"standing": found, "vkeys": queries.log_identity().vkeys(), "origin": settings.MADANG_LOG_ORIGIN},
    )


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
