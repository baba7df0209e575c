"""The table of a version edited cell by cell: typed in, seen in what it changes, saved as a draft."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from madang_rules.errors import RulesError

from madang.blocks.decisions import actions, limits, shown
from madang.blocks.decisions.errors import Busy, DecisionsError, Unfit
from madang.blocks.decisions.models import ModelVersion
from madang.blocks.decisions.queries import comparing, imports
from madang.blocks.decisions.queries.assumptions import suggested
from madang.blocks.decisions.sheets import Sheet
from madang.blocks.decisions.views.steps import WRITE, version_of
from madang.blocks.decisions.views.touched import in_words, parts
from madang.blocks.identity.access import office_page
from madang.blocks.identity.errors import TooOften

LONGEST_NOTE = 2000


@require_http_methods(["GET", "POST"])
@office_page(WRITE)
def edit_table(request: HttpRequest, version: int, place: int) -> HttpResponse:
    """Cells as fields of a form; each button sends all of them, so it works without scripts."""
    found = version_of(request, version)
    if not request.user.has_perm("decisions.propose", found.model):
        raise Http404
    try:
        sheet = Sheet(found.source_xml, place)
    except (Unfit, RulesError) as error:
        messages.error(request, str(error))
        return redirect("decisions:draft", found.model.key)
    note = request.POST.get("note", "")[:LONGEST_NOTE]
    context: dict[str, Any] = {"note": note}
    status, wait = 200, 0
    if request.method == "POST":
        sheet.type_in(request.POST)
        act = request.POST.get("do", "")
        if not sheet.do(act):
            wants_save = act == "save" and request.POST.get("seen") == sheet.digest
            try:
                with limits.COMPARED.admitted(request):
                    made = _save(request, found, sheet, note, context) if wants_save else None
                    status = _preview(found, sheet, context) if made is None else status
            except TooOften as error:
                made, context["fault"], status, wait = None, str(error), 429, error.retry_after
            except Busy as error:
                made, context["fault"], status, wait = None, str(error), 503, limits.COME_AGAIN
            if made is not None:
                messages.success(
                    request, _("초안을 저장했습니다. 무엇이 바뀌는지 본 뒤 검토를 요청해 주세요.")
                )
                return redirect("decisions:desk", made.pk)
    title = _("표 고치기: %(decision)s") % {"decision": sheet.decision.name}
    trail = [
        (_("규칙 개정"), reverse("decisions:office")),
        (found.model.title, reverse("decisions:desk", args=[found.pk])),
        (title, ""),
    ]
    context |= {
        "title": title,
        "version": found,
        "model": found.model,
        "sheet": sheet,
        "policy": shown.policy(sheet.table),
        "rows": list(zip(sheet.rows, sheet.cells(), strict=True)),
        "faulty": [
            (each.name, each.label, said) for row in sheet.cells() for each in row for said in each.faults
        ],
        "breadcrumb": trail,
    }
    answer = render(request, "decisions/office/table.html", context, status=status)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


def _save(
    request: HttpRequest, base: ModelVersion, sheet: Sheet, note: str, context: dict[str, Any]
) -> ModelVersion | None:
    if not note.strip():
        context["note_fault"] = _("비어 있습니다. 적어 주세요.")
        return None
    try:
        return actions.bring(request.user, base.model, xml=sheet.written(), note_=note)  # type: ignore[arg-type]
    except (DecisionsError, PermissionDenied) as error:
        context["fault"] = str(error)
        return None


def _preview(base: ModelVersion, sheet: Sheet, context: dict[str, Any]) -> int:
    """Say what the rows as typed in would change, or at which cell something is wrong."""
    if not sheet.is_changed:
        context["unchanged"] = True
        return 200
    day = max(timezone.localdate(), base.valid_from or timezone.localdate())
    xml = sheet.written()
    try:
        engine = imports.checked(xml, day, later=True)
    except Unfit as error:
        context["findings"] = sheet.blame(shown.in_words(error.findings))
        context["fault"] = (
            _("고칠 칸이 있습니다. 빨간 글이 있는 칸을 보아 주세요.") if error.findings else str(error)
        )
        return 422
    context["warnings"] = shown.warnings(engine)
    after = ModelVersion(model=base.model, number=base.number, xml=xml, digest=sha256(xml).digest())
    try:
        assumed = suggested(after, day)
        comparison = comparing.compare(base, after, day, assumed)
    except Unfit as error:
        context["fault"] = str(error)
        return 422
    context |= {
        "comparison": comparison,
        "row_changes": shown.changed_rows(comparison.rows, imports.engine_of(base, day), engine),
        "touched": comparison.touched,
        "parts": parts(comparison.touched),
        "assumed_words": in_words(assumed),
        "seen": sheet.digest,
    }
    return 422 if "note_fault" in context or "fault" in context else 200
