"""Home and results: what everybody finds."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from madang.blocks.catalogue import queries
from madang.systems.portal import shown
from madang.systems.portal.topics import topic_label
from madang.systems.portal.wording import facet_legend, facet_value

PAGE = 20
SHOWN_FACETS = ("kind", "topic", "region", "audience", "channel")
FACET_LENGTH = 8
LAST_PAGE = 50
LONGEST_QUERY = (
    500  # characters; the search box takes 200, and the text comes back in every address of the page
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front door: search, topics, most used."""
    page = queries.search("", limit=6, facets=("topic",))
    return render(
        request,
        "portal/home.html",
        {
            "cards": shown.cards(page.items),
            "topics": [
                (topic, *topic_label(topic), count) for topic, count in page.facets.get("topic", [])[:12]
            ],
            "total": f"{page.total:,}",
            "search_url": reverse("portal:search"),
            "hide_search": True,
        },
    )


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Results of a search, with facets to narrow them."""
    whole = request.GET.get("q", "")
    text = whole[:LONGEST_QUERY]
    chosen = {name: request.GET.getlist(name)[:20] for name in SHOWN_FACETS if request.GET.get(name)}
    number = _page_number(request)
    page = queries.search(text, filters=chosen, limit=PAGE, offset=(number - 1) * PAGE, facets=SHOWN_FACETS)
    found = shown.cards(page.items)
    nearest, close = ([], False) if page.items else _nearest(text)
    query = [("q", text), *((name, value) for name, values in chosen.items() for value in values)]
    return render(
        request,
        "portal/search.html",
        {
            "text": text,
            "too_long": len(whole) > LONGEST_QUERY,
            "page": page,
            "cards": found,
            "nearest": shown.cards(nearest),
            "close": close,
            "removable": _removable(query, chosen),
            "hide_search": True,
            "groups": _facet_groups(page.facets, chosen),
            "keep": [("q", text)] if text else [],
            "reset_url": f"?{urlencode([('q', text)])}" if chosen else "",
            "previous_url": f"?{urlencode([*query, ('page', number - 1)])}" if number > 1 else "",
            "next_url": (
                f"?{urlencode([*query, ('page', number + 1)])}"
                if page.total > number * PAGE and number < LAST_PAGE
                else ""
            ),
            "number": number,
            "korean_only": (get_language() or "ko") != "ko" and any(card.lang for card in found),
            "heading": _("결과 %(total)s건") % {"total": f"{page.total:,}"},
        },
    )


def _nearest(text: str) -> tuple[list[queries.Found], bool]:
    """Return what to offer when nothing was found, and whether it is near: what one of the words finds alone.

    Else it is only what is used most.
    """
    words = sorted(text.split(), key=len, reverse=True)
    for word in words[:3]:
        if found := queries.search(word, limit=3, facets=()).items:
            return found, True
    return queries.search("", limit=3, facets=()).items, False


def _removable(query: list[tuple[str, str]], chosen: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    """Return (label, its language where it is not the page's, address without it) of each condition chosen."""
    return [
        (*facet_value(name, value), "?" + urlencode([pair for pair in query if pair != (name, value)]))
        for name, values in chosen.items()
        for value in values
    ]


def _page_number(request: HttpRequest) -> int:
    raw = request.GET.get("page", "1")
    return min(max(int(raw), 1), LAST_PAGE) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 1


def _facet_groups(
    facets: dict[str, list[tuple[str, int]]], chosen: dict[str, list[str]]
) -> list[dict[str, object]]:
    """Return what can be chosen: the most frequent values and those chosen, the others behind "more"."""
    groups = []
    for name in SHOWN_FACETS:
        counted, wanted = facets.get(name, []), chosen.get(name, [])
        first = [pair for at, pair in enumerate(counted) if at < FACET_LENGTH or pair[0] in wanted]
        rest = [pair for pair in counted[FACET_LENGTH:] if pair[0] not in wanted]
        if first:
            groups.append(
                {
                    "name": name,
                    "legend": facet_legend(name),
                    "options": [_option(name, *pair, wanted) for pair in first],
                    "more": [_option(name, *pair, wanted) for pair in rest],
                    "single": False,
                }
            )
    return groups


def _option(name: str, value: str, count: int, wanted: list[str]) -> dict[str, object]:
    label, language = facet_value(name, value)
    return {
        "value": value,
        "label": label,
        "lang": language,
        "count": f"{count:,}",
        "checked": value in wanted,
    }
