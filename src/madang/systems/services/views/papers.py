"""The papers of a case, got behind whichever door the case is open."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from madang.blocks.cases.basis import HANDLE, NOTIFY
from madang.blocks.documents import queries as documents
from madang.blocks.documents.errors import DocumentsError
from madang.blocks.ledger import SYSTEM
from madang.systems.services.views.doors import Door, opened


@require_safe
def paper(request: HttpRequest, door: Door, case: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """A paper that the site made in this case, as PDF: to keep, or to be printed by the kiosk."""
    by, found = opened(request, door, case)
    wanted = documents.of_owner(found.subject).filter(pk=document, made__isnull=False).first()
    if wanted is None:
        raise Http404
    try:
        content = documents.fetch(by.account or SYSTEM, wanted, purpose=HANDLE, basis=NOTIFY)
    except DocumentsError as error:
        raise Http404 from error
    answer = HttpResponse(content.data, content_type=content.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, content.name) or "attachment"
    return answer
