"""One listing, as everybody reads it."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from madang.blocks.catalogue import queries
from madang.blocks.catalogue.addresses import host_of
from madang.blocks.catalogue.models import Kind
from madang.systems.portal import prose, shown
from madang.systems.portal.topics import topic_label

_NUMBER = re.compile(r"[0-9][0-9-]*[0-9]$")


@require_GET
def detail(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """One published listing, whole; of one that was withdrawn that it was, and why."""
    listing = queries.published(identifier)
    if listing is None:
        return _gone(request, identifier)
    title, language = shown.in_language(listing, "title")
    sections = shown.sections(listing)
    summary = shown.lead(listing)
    way = _way(request, title, language)
    url = shown.web_address(listing)
    return render(
        request,
        "portal/detail.html",
        {
            "listing": listing,
            "breadcrumb": way,
            "back": way[0],
            "topics": [topic_label(topic) for topic in listing.topics],
            "title": prose.tidy(title),
            "title_language": language,
            "summary": "" if summary in {each.text for each in sections} else summary,
            "sections": sections,
            "folded": listing.doubtful,
            "original_only": any(each.language for each in sections),
            "source": shown.source_label(listing),
            "kind": Kind(listing.kind).label,
            "url": url,
            "host": host_of(url),
            "phones": [_phone(text) for text in listing.phones],
        },
    )


def _gone(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    listing = queries.withdrawn(identifier)
    if listing is None:
        raise Http404
    title, language = shown.in_language(listing, "title")
    context = {
        "title": title,
        "title_language": language,
        "breadcrumb": _way(request, title, language),
        "reason": listing.withdrawn_because,
        "reason_language": "ko" if (get_language() or "ko") != "ko" else "",
    }
    return render(request, "portal/gone.html", context, status=410)


def _way(request: HttpRequest, title: str, language: str) -> list[tuple[str, str]]:
    """Return the way here: back to the results from which the reader came, with what they had asked for."""
    here = prose.tidy(title)
    if language:
        here = format_html('<span lang="{}">{}</span>', language, here)
    results = reverse("portal:search")
    came = urlsplit(request.META.get("HTTP_REFERER", ""))
    if came.netloc == request.get_host() and came.path == results and came.query:
        return [(_("찾은 결과"), f"{results}?{came.query}"), (here, "")]
    return [(_("서비스 찾기"), results), (here, "")]


def _phone(text: str) -> tuple[str, str]:
    """Return (whose it is, number to dial) of a phone entry; the number is empty when it does not end with one."""
    found = _NUMBER.search(text)
    return (text[: found.start()], found.group()) if found else (text, "")
