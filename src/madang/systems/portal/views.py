"""Pages of the portal: home, results, one listing, and the editor's desk."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madang.blocks.catalogue import actions, queries
from madang.blocks.catalogue.errors import CatalogueError, InvalidListing
from madang.blocks.catalogue.models import Kind, Listing
from madang.blocks.identity.access import office_page
from madang.systems.portal import shown
from madang.systems.portal.forms import ListingForm
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
            "total": page.total,
            "search_url": reverse("portal:search"),
            "hide_search": True,
        },
    )


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Results of a search, with facets to narrow them."""
    text = request.GET.get("q", "")[:LONGEST_QUERY]
    chosen = {name: request.GET.getlist(name)[:20] for name in SHOWN_FACETS if request.GET.get(name)}
    number = _page_number(request)
    page = queries.search(text, filters=chosen, limit=PAGE, offset=(number - 1) * PAGE, facets=SHOWN_FACETS)
    query = [("q", text), *((name, value) for name, values in chosen.items() for value in values)]
    return render(
        request,
        "portal/search.html",
        {
            "text": text,
            "page": page,
            "cards": shown.cards(page.items),
            "nearest": shown.cards(_nearest(text)) if not page.items else [],
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
            "heading": _("결과 %(total)s건") % {"total": page.total},
        },
    )


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


@office_page("catalogue.write")
@require_GET
def editor(request: HttpRequest) -> HttpResponse:
    """What was written here, newest change first."""
    return render(request, "portal/editor.html", {"listings": queries.own_listings(_account(request))})


@office_page("catalogue.write")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write a new listing."""
    account = _account(request)
    form = ListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            listing, _act = actions.draft(account, **form.content())
        except InvalidListing as error:
            _show(form, error)
        else:
            messages.success(request, _("초안을 저장했습니다. 확인한 뒤 공개해 주세요."))
            return redirect("portal:edit", listing.id)
    return render(request, "portal/write.html", {"form": form}, status=422 if form.errors else 200)


@office_page("catalogue.write")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Change a listing; see its history and receipts."""
    account = _account(request)
    listing = _for_editing(account, identifier)
    form = ListingForm(request.POST) if request.method == "POST" else ListingForm.from_listing(listing)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(
                account, identifier, expected_version=form.cleaned_data["version"] or 0, **form.content()
            )
        except InvalidListing as error:
            _show(form, error)
        except CatalogueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("고친 내용을 저장했습니다."))
            return redirect("portal:edit", identifier)
    return render(
        request,
        "portal/edit.html",
        {
            "form": form,
            "listing": listing,
            "own": queries.is_own(listing),
            "versions": listing.versions.order_by("-version"),
        },
        status=422 if form.errors else 200,
    )


@office_page("catalogue.publish")
@require_POST
def publish(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Show a listing to everybody."""
    return _act(request, identifier, lambda account: actions.publish(account, identifier), _("공개했습니다."))


@office_page("catalogue.publish")
@require_POST
def withdraw(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Take a listing out of sight."""
    reason = request.POST.get("reason", "")
    return _act(
        request,
        identifier,
        lambda account: actions.withdraw(account, identifier, reason=reason),
        _("공개를 거두었습니다."),
    )


def _act(request: HttpRequest, identifier: uuid.UUID, act: Any, done: str) -> HttpResponse:
    account = _account(request)
    _for_editing(account, identifier)
    try:
        receipt = act(account)
    except CatalogueError as error:
        messages.error(request, str(error))
        return redirect("portal:edit", identifier)
    messages.success(request, done)
    return redirect("ledger:receipt", receipt)


def _account(request: HttpRequest) -> Any:
    return request.user


def _for_editing(account: Any, identifier: uuid.UUID) -> Listing:
    try:
        return queries.for_editing(account, identifier)
    except Listing.DoesNotExist as error:
        raise Http404 from error


def _show(form: ListingForm, error: InvalidListing) -> None:
    for name, sentence in error.fields.items():
        form.add_error(name if name in form.fields else None, sentence)


def _nearest(text: str) -> list[queries.Found]:
    """Return what comes nearest to a search that found nothing: its longest word alone, else the most used."""
    words = sorted(text.split(), key=len, reverse=True)
    for word in words[:3]:
        if len(words) > 1 and (found := queries.search(word, limit=3, facets=()).items):
            return found
    return queries.search("", limit=3, facets=()).items


def _removable(query: list[tuple[str, str]], chosen: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    """Return (label, its language where it is not the page's, address without it) of each condition chosen."""
    return [
        (*facet_value(name, value), "?" + urlencode([pair for pair in query if pair != (name, value)]))
        for name, values in chosen.items()
        for value in values
    ]


def _phone(text: str) -> tuple[str, str]:
    """Return (text, number to dial) of a phone entry; the number is empty when there is none in it."""
    number = "".join(each for each in text if each.isdigit() or each == "-").strip("-")
    return text, number if sum(each.isdigit() for each in number) >= 3 else ""


def _page_number(request: HttpRequest) -> int:
    raw = request.GET.get("page", "1")
    return min(max(int(raw), 1), LAST_PAGE) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 1


def _facet_groups(
    facets: dict[str, list[tuple[str, int]]], chosen: dict[str, list[str]]
) -> list[dict[str, object]]:
    groups = []
    for name in SHOWN_FACETS:
        counted = facets.get(name, [])
        shown = counted[:FACET_LENGTH] + [
            pair for pair in counted[FACET_LENGTH:] if pair[0] in chosen.get(name, [])
        ]
        if shown:
            options = [
                {
                    "value": value,
                    "label": label,
                    "lang": language,
                    "count": count,
                    "checked": value in chosen.get(name, []),
                }
                for value, count in shown
                for label, language in [facet_value(name, value)]
            ]
            groups.append({"name": name, "legend": facet_legend(name), "options": options, "single": False})
    return groups
