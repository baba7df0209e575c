"""What everybody reads: the rules, the figures they rest on, their test persons; and trying a rule on oneself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madang.blocks.decisions import limits, running, saying, shown
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.forms import DayForm, FactsForm
from madang.blocks.decisions.models import DatedParameter, DecisionModel, ModelVersion, ParameterChange, State
from madang.blocks.decisions.queries import endings, figures, imports, standing
from madang.blocks.decisions.queries.answers import ready, trial

MEDIA_TYPE = "application/xml"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All rules, each with the version in force today."""
    today = timezone.localdate()
    rows = [(each, standing.in_force(each, today)) for each in standing.models()]
    return _page(request, "home", {"rows": rows, "parameters": standing.parameters()})


@require_safe
def model(request: HttpRequest, key: str) -> HttpResponse:
    """A rule as in force on a day, as known on a day."""
    found = _model(key)
    form = DayForm(request.GET or None)
    day, known = timezone.localdate(), None
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["day"] or day
        known = _until(form.cleaned_data["known"])
    version = standing.in_force(found, day, known)
    context = {
        "model": found,
        "form": form,
        "day": day,
        "other_day": day if day != timezone.localdate() else None,
        "known": form.cleaned_data.get("known") if form.is_bound and form.is_valid() else None,
        "periods": standing.periods(found, known),
        "versions": standing.versions(found, request.user),
        **(_reading(version, day) if version else {}),
    }
    return _page(request, "model", context, [(found.title, "")])


@require_safe
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version of a rule, whether in force or not."""
    found = _version(request, key, number)
    day = found.valid_from or timezone.localdate()
    return _page(
        request,
        "version",
        {"model": found.model, **_reading(found, day)},
        [(found.model.title, _at(found.model)), (_("%(number)d판") % {"number": number}, "")],
    )


@require_safe
def version_xml(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The DMN document of a version, byte for byte."""
    found = _version(request, key, number)
    return HttpResponse(
        found.source_xml,
        content_type=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{found.model.key}-{number}.dmn"'},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@limits.ASKED.page("POST")
def try_it(request: HttpRequest, key: str) -> HttpResponse:
    """Ask the rule of today, or of ``?day=``, about oneself. What is told is answered and forgotten: neither stored nor logged."""
    found = _model(key)
    today = timezone.localdate()
    asked = DayForm(request.GET)
    if not asked.is_valid():  # the rule's page says at the field what is no day
        return redirect(f"{_at(found)}?{urlencode({'day': request.GET.get('day', '')})}")
    day = asked.cleaned_data["day"] or today
    on = {"model": found, "day": day, "other_day": day if day != today else None}
    current = standing.in_force(found, day)
    if current is None:
        return _page(request, "try", on, [(found.title, _at(found)), (_("물어보기"), "")])
    prepared = ready(current, day)
    form = FactsForm(prepared.engine, prepared.asked, request.POST or None)
    address = f"{reverse('decisions:version', args=[found.key, current.number])}#"
    context: dict[str, Any] = {
        **on,
        "form": form,
        "version": current,
        "figures": prepared.figures.sentences(prepared.figures.names, saying.language()),
        "row_address": address + shown.anchor_of(prepared.engine, prepared.decision, 0),
    }
    if request.method == "POST" and form.is_bound:
        fits = form.is_valid()
        try:
            if fits:
                context |= _answered(found, current, prepared, prepared.answer(form.facts()))
            else:
                prepared.facts(form.facts())  # what else does not fit is told, too
        except Unfit as error:
            form.refuse(error)
    return _page(
        request,
        "try",
        context,
        [(found.title, _at(found)), (_("물어보기"), "")],
        status=422 if form.errors else 200,
    )


@require_safe
def persons(request: HttpRequest, key: str) -> HttpResponse:
    """The test persons of a rule, what came out for each, and which rows they reach."""
    found = _model(key)
    today = timezone.localdate()
    current = standing.in_force(found, today)
    tried = trial(current, today, endings.expected_on(found, today)) if current else None
    return _page(
        request,
        "persons",
        {"model": found, "version": current, "trial": tried, "tried": tried.tried if tried else []},
        [(found.title, _at(found)), (_("시험 인물"), "")],
    )


@require_safe
def parameter(request: HttpRequest, parameter: str) -> HttpResponse:
    """The figures of a dated parameter, with validity, source and mark, as known on a day."""
    found = DatedParameter.objects.select_related("organisation").filter(key=parameter).first()
    if found is None:
        raise Http404
    form = DayForm(request.GET or None)
    day, known = None, None
    if form.is_bound and form.is_valid():
        day, known = form.cleaned_data["day"], _until(form.cleaned_data["known"])
    return _page(
        request,
        "parameter",
        {
            "parameter": found,
            "form": form,
            "values": figures.lines(found, day, known),
            "gaps": figures.gaps(found, known),
            "changes": found.changes.filter(state=State.APPROVED),
        },
        [(found.title, "")],
    )


@require_safe
def figures_json(request: HttpRequest, parameter: str, change: int) -> HttpResponse:
    """An approved table of figures, byte for byte as it was signed."""
    approved = ParameterChange.objects.filter(state=State.APPROVED, parameter__key=parameter)
    found = approved.filter(pk=change).first() if change < 10**18 else None
    if found is None:
        raise Http404
    return HttpResponse(
        found.source_json,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{parameter}-{found.pk}.json"'},
    )


def _reading(found: ModelVersion, day: date) -> dict[str, Any]:
    engine = imports.engine_of(found, day)
    tried = trial(found, day, endings.expected_on(found.model, day))
    diagrams = shown.diagrams(engine, found.source_xml)
    return {
        "version": found,
        "elements": shown.elements(engine, warned=found.state in {State.DRAFT, State.PROPOSED}),
        "requirements": shown.requirements(engine),
        "diagrams": diagrams,
        "imported": shown.imports(engine),
        "laid_out": any(each.laid_out for each in diagrams),
        "decision_kind": _("결정"),
        "well": sum(each.well for each in tried.tried),
        "tried": len(tried.tried),
        "trial": tried,
        "lead": shown.marks.unchecked(engine),
        "parameters": DatedParameter.objects.filter(name__in=list(engine.inputs)),
    }


def _answered(
    found: DecisionModel, current: ModelVersion, prepared: Any, result: running.Result
) -> dict[str, Any]:
    address = reverse("decisions:version", args=[found.key, current.number])
    return {
        "result": result,
        "value": saying.in_words(result.value),
        "sentences": result.sentences[saying.language()],
        "rows": [
            (
                each.number,
                f"{address}#{shown.anchor_of(prepared.engine, prepared.decision, each.number)}",
                [(name, text, shown.marks.in_words(text)) for name, text in each.annotations if text],
            )
            for each in (result.rows if result.known else ())
        ],
        "mark": shown.marks.heading(shown.marks.COLUMN),
        "missing": saying.names(result.missing),
        "reasons": result.reasons[saying.language()],
    }


def _until(day: date | None) -> datetime | None:
    return standing.end_of_day(day) if day is not None and day.year < 9999 else None


def _model(key: str) -> DecisionModel:
    found = standing.model(key)
    if found is None:
        raise Http404
    return found


def _version(request: HttpRequest, key: str, number: int) -> ModelVersion:
    found = standing.version(_model(key), number, request.user)
    if found is None:
        raise Http404
    return found


def _at(found: DecisionModel) -> str:
    return reverse("decisions:model", args=[found.key])


def _page(
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    places: list[tuple[str, str]] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    trail = [(_("규칙"), reverse("decisions:home") if places else ""), *(places or [])]
    return render(request, f"decisions/{name}.html", {**context, "breadcrumb": trail}, status=status)
