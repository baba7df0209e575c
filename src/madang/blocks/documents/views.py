"""Pages of documents: one document, its bytes, its first page; and the public page on which a paper is verified."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madang.blocks.documents import codes, limits, queries
from madang.blocks.documents.actions.making import says
from madang.blocks.documents.errors import Busy, HeldBack, Missing
from madang.blocks.documents.forms import LABELS, CodeForm, CompareForm
from madang.blocks.documents.models import Document, Scan
from madang.blocks.identity.access import signed_in
from madang.blocks.identity.errors import TooOften
from madang.blocks.identity.limits import spend
from madang.blocks.ui.errors import error_page, service_unavailable

COME_AGAIN = 5


def _of_a_document(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the document for who is signed in; whoever may not see it finds nothing."""

    @signed_in
    @wraps(view)
    def found(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
        by: Any = request.user
        try:
            return view(request, queries.find(by, identifier))
        except Missing as error:
            raise Http404 from error
        except HeldBack as error:
            return error_page(request, 403, reason=str(error))
        except Busy as error:
            return service_unavailable(request, str(error), retry_after=COME_AGAIN)

    return found


@require_safe
@_of_a_document
def document(request: HttpRequest, found: Document) -> HttpResponse:
    """What a document is, and whether it can be opened. A reader who is not its owner is on record."""
    by: Any = request.user
    assert found.blob is not None
    queries.see(by, found, **_reason(found))
    held = queries.held_back(by, found)
    return render(
        request,
        "documents/document.html",
        {
            "document": found,
            "blob": found.blob,
            "held": held,
            "infected": found.blob.scan == Scan.INFECTED,
            "preview": not held and queries.has_preview(found.blob),
            "is_copy": found.blob.what.is_image and not queries.brought(by, found),
            "made": getattr(found, "made", None),
            "breadcrumb": [(_("문서"), None)],
        },
    )


@require_safe
@_of_a_document
def file(request: HttpRequest, found: Document) -> HttpResponse:
    """The bytes, always to be saved and never shown in the page's place."""
    by: Any = request.user
    return _sent(queries.fetch(by, found, **_reason(found)), "attachment")


@require_safe
@_of_a_document
def preview(request: HttpRequest, found: Document) -> HttpResponse:
    """The first page as a picture that we drew."""
    by: Any = request.user
    drawn = queries.preview(by, found, **_reason(found))
    if drawn is None:
        raise Http404
    return _sent(drawn, "inline")


@never_cache
@require_http_methods(["GET", "POST"])
def verify_typed(request: HttpRequest) -> HttpResponse:
    """Where the code of a paper is typed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = codes.normalised(form.cleaned_data["code"])
        if code is not None:
            return redirect("documents:verify", code)
        form.add_error(
            "code",
            _(
                "번호가 맞지 않습니다. 16자리를 다시 보고 적어 주세요. 숫자 0과 1은 글자 O, I와 헷갈려도 됩니다."
            ),
        )
    return _page(request, "verify_typed", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say to anybody who has the code what the paper is, and to its holder whether it still says what it said.

    Nothing of a person stands here: who finds a code, or photographs one, learns what was made, when and by whom, not
    for whom. Whoever holds the paper types the name on it and learns whether it is the one it was made with, so a
    genuine code under another name is found out.
    """
    try:
        spend(request, "documents.verify", limits.CHECKED)
        if request.method == "POST":
            spend(request, "documents.compare", limits.COMPARED)
    except TooOften as error:
        return error_page(request, 429, reason=str(error), retry_after=error.retry_after)
    made = queries.made_by_code(code)
    if made is None:
        return _page(request, "verify_unknown", {"code": code[:40]}, status=404)
    form = CompareForm(sorted(made.compared), request.POST or None)
    compared = None
    if request.method == "POST" and form.is_valid():
        compared = [
            (LABELS.get(field, field), says(made, field, form.cleaned_data[field])) for field in form.fields
        ]
    return _page(
        request,
        "verify",
        {
            "made": made,
            "code": codes.grouped(made.code),
            "digest": bytes(made.digest).hex(),
            "form": form if made.compared else None,
            "compared": compared,
            "gone": made.document is None or made.document.deleted_at is not None,
        },
        status=422 if form.errors else 200,
    )


def _reason(found: Document) -> dict[str, str]:
    """Whoever opens a document here does so for what it is kept for."""
    return {"purpose": found.purpose, "basis": found.basis}


def _sent(opened: queries.Opened, how: str) -> HttpResponse:
    """Send bytes that a stranger wrote: no page can be made of them, whatever a browser thinks they are."""
    plain = "".join(
        each if (each.isascii() and each.isalnum()) or each in ".-_" else "_" for each in opened.name
    )
    response = HttpResponse(
        opened.data,
        content_type=opened.media_type,
        headers={
            "Content-Disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(opened.name)}",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
    response.sandboxed = True  # type: ignore[attr-defined]
    return response


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    trail = [(_("문서 진위확인"), reverse("documents:verify-typed") if name != "verify_typed" else None)]
    if name != "verify_typed":
        trail.append((_("확인한 것"), None))
    response = render(request, f"documents/{name}.html", {**context, "breadcrumb": trail}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
