"""The editors' desk: what their body wrote, writing, changing, publishing, withdrawing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madang.blocks.catalogue import actions, queries
from madang.blocks.catalogue.errors import CatalogueError, InvalidListing
from madang.blocks.catalogue.models import Listing, Status
from madang.blocks.identity.access import FRESH, assurance_required, office_act, office_page
from madang.blocks.identity.assurance import Level
from madang.blocks.identity.typed import typed_before
from madang.blocks.ui.asked import whole_number
from madang.systems.portal.forms import ListingForm, WithdrawForm

VERSIONS_A_PAGE = 50


@office_page("catalogue.write")
@require_GET
def editor(request: HttpRequest) -> HttpResponse:
    """What the editor's body wrote here, newest change first."""
    found = queries.own_listings(_account(request), whole_number(request.GET.get("page")) or 1)
    return render(request, "portal/editor.html", {"listings": found})


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


def _change_level(request: HttpRequest) -> Level:
    """What a change has to be proved by: the second factor when everybody sees it, nothing more for a draft."""
    if request.method != "POST":
        return Level.NONE
    if request.resolver_match is None:
        return Level.TWO_FACTORS
    account = _account(request)
    listing = _for_editing(account, request.resolver_match.kwargs["identifier"])
    seen = listing.status == Status.PUBLISHED and queries.may_change(account, listing)
    return Level.TWO_FACTORS if seen else Level.NONE


@office_page("catalogue.write")
@require_http_methods(["GET", "POST"])
@assurance_required(_change_level, within=FRESH, keeps=ListingForm.typed_again)
def edit(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Change a listing; see its history and receipts."""
    account = _account(request)
    listing = _for_editing(account, identifier)
    form = (
        ListingForm(request.POST)
        if request.method == "POST"
        else ListingForm.from_listing(listing, typed_before(request))
    )
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
            "change": queries.may_change(account, listing),
            "versions": Paginator(listing.versions.order_by("-version"), VERSIONS_A_PAGE).get_page(
                request.GET.get("page")
            ),
        },
        status=422 if form.errors else 200,
    )


@office_act("catalogue.write")
@require_POST
def publish(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Show a listing to everybody."""
    account = _account(request)
    _for_editing(account, identifier)
    return _done(request, identifier, lambda: actions.publish(account, identifier), _("공개했습니다."))


@office_act("catalogue.write", keeps=("reason",))
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Take a listing out of sight, with a reason."""
    account = _account(request)
    listing = _for_editing(account, identifier)
    form = WithdrawForm(request.POST or None, initial=typed_before(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(
            request,
            identifier,
            lambda: actions.withdraw(account, identifier, reason=reason),
            _("공개를 거두었습니다."),
        )
    if listing.status != Status.PUBLISHED or not queries.may_change(account, listing):
        return redirect("portal:edit", identifier)
    return render(
        request,
        "portal/withdraw.html",
        {"form": form, "listing": listing},
        status=422 if form.errors else 200,
    )


def _done(
    request: HttpRequest, identifier: uuid.UUID, act: Callable[[], uuid.UUID], done: str
) -> HttpResponse:
    try:
        receipt = act()
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
