"""One listing, as everybody reads it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from madang.blocks.catalogue import queries
from madang.blocks.catalogue.models import Kind
from madang.systems.portal import shown
from madang.systems.portal.topics import topic_label


@require_GET
def detail(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """One published listing, whole."""
    listing = queries.published(identifier)
    if listing is None:
        raise Http404
    title, language = shown.in_language(listing, "title")
    return render(
        request,
        "portal/detail.html",
        {
            "listing": listing,
            "topics": [topic_label(topic) for topic in listing.topics],
            "title": title,
            "title_language": language,
            "summary": shown.in_language(listing, "summary")[0],
            "sections": shown.sections(listing),
            "source": shown.source_label(listing),
            "kind": Kind(listing.kind).label,
            "url": shown.web_address(listing),
            "phones": [_phone(text) for text in listing.phones],
        },
    )


def _phone(text: str) -> tuple[str, str]:
    """Return (text, number to dial) of a phone entry; the number is empty when there is none in it."""
    number = "".join(each for each in text if each.isdigit() or each == "-").strip("-")
    return text, number if sum(each.isdigit() for each in number) >= 3 else ""
