"""Imports of other publishers' records, and what they could not take in."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.blocks.catalogue.models import ImportRun
from madang.blocks.identity.access import office_page
from madang.blocks.identity.roles import roles
from madang.blocks.ui.asked import whole_number
from madang.systems.operations import actions
from madang.systems.operations.views.frame import page

MOST_RUNS = 100


@require_safe
@office_page("operations.see_imports")
def imports(request: HttpRequest) -> HttpResponse:
    """Imports, newest first."""
    user: Any = request.user
    runs = ImportRun.objects.order_by("-started_at")[:MOST_RUNS]
    context = {
        "runs": runs,
        "open": user.has_perm("operations.open_quarantine"),
        "reader": roles()["quarantine_reader"].title,
        "rejected": any(run.rejected for run in runs),
        "mismatched": any(run.mismatched for run in runs),
    }
    return page(request, "imports", context, tab="imports")


@require_safe
@office_page("operations.open_quarantine")
def quarantine(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """What one import could not take in, as it came; opening it leaves an entry."""
    found = get_object_or_404(ImportRun, pk=run)
    user: Any = request.user
    english = (get_language() or "ko").startswith("en")
    opened = actions.open_quarantine(user, run, whole_number(request.GET.get("page")) or 1)
    rows = [
        {
            "row": row,
            "reason": row.reason_en if english else row.reason_ko,
            "text": bytes(row.beginning).decode("utf-8", errors="replace"),
        }
        for row in opened
    ]
    context = {"run": found, "rows": rows, "shown": opened}
    return page(request, "quarantine", context, tab="imports", title=_("격리된 기록"))
