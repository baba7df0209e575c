"""Two versions side by side for everybody who may see both; the whole city is asked in a job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madang.blocks.decisions import actions, limits, populations, shown
from madang.blocks.decisions.errors import NotNow, Unfit
from madang.blocks.decisions.forms import CompareForm, FactsForm
from madang.blocks.decisions.models import CountingState, DecisionModel, ModelVersion
from madang.blocks.decisions.queries import comparing, counted, imports, standing
from madang.blocks.decisions.queries.answers import ready
from madang.blocks.decisions.queries.assumptions import assumable
from madang.blocks.decisions.queries.counted import Question
from madang.blocks.decisions.queries.touching import Touched
from madang.blocks.decisions.views.touched import address, in_words, parts
from madang.blocks.identity.access import office_page

SEE = "decisions.see_proposals"
Versions = Mapping[int, ModelVersion]


@never_cache
@require_safe
@limits.COMPARED.page("GET", "HEAD")
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Rows, test persons, and whom a change touches: of the whole city where that was counted, else of a small one."""
    found, seen = _model(request, key)
    context: dict[str, Any] = {"model": found, "few": len(seen) < 2}
    status = 200
    if len(seen) >= 2:
        asked = request.GET if "after" in request.GET else _pair(found, seen)
        context["form"] = form = CompareForm(sorted(seen), asked)
        status = _compared(request, context, form, seen) if form.is_valid() else 422
    trail = [
        (_("규칙"), reverse("decisions:home")),
        (found.title, reverse("decisions:model", args=[found.key])),
        (_("판 견주기"), ""),
    ]
    return render(request, "decisions/compare.html", {**context, "breadcrumb": trail}, status=status)


@require_POST
@office_page(SEE)
def count(request: HttpRequest, key: str) -> HttpResponse:
    """Have the whole city asked, then show how far it is."""
    found, seen = _model(request, key)
    if not _own(request, found):
        raise Http404
    form = CompareForm(sorted(seen), request.POST)
    if not form.is_valid():
        raise Http404
    before, after, day = _chosen(form, seen)
    assumed = _assuming(ready(after, day), request.POST)
    try:
        actions.ask_the_city(
            request.user,  # type: ignore[arg-type]
            Question(before, after, day, assumed.facts() if assumed.is_valid() else {}),
        )
    except NotNow as error:
        messages.error(request, str(error))
    except Unfit:
        pass  # the page says at which field
    query = request.POST.copy()
    query.pop("csrfmiddlewaretoken", None)
    return redirect(f"{reverse('decisions:compare', args=[found.key])}?{query.urlencode()}#city")


def _compared(request: HttpRequest, context: dict[str, Any], form: CompareForm, seen: Versions) -> int:
    before, after, day = _chosen(form, seen)
    assumed = _assuming(ready(after, day), request.GET)
    context |= {"assumed": assumed if assumed.fields else None, "day": day, "before": before, "after": after}
    told = assumed.facts() if assumed.is_valid() else {}
    try:
        question = Question(before, after, day, told)
        kept = counted.kept(question) if populations.exists() else None
        if kept is None or kept.state == CountingState.FAILED:
            found = comparing.compare(before, after, day, told)
            touched = found.touched
        else:
            found = comparing.side_by_side(before, after, day)
            touched = Touched.of_data(kept.result) if kept.result else None
    except Unfit as error:
        if error.field in form.fields:
            form.add_error(error.field, str(error))
        else:
            assumed.refuse(error)
        return 422
    context |= {
        "comparison": found,
        "touched": touched,
        "parts": parts(touched),
        "kept": kept,
        "beside": [
            (address(each), each.day, in_words(each.assumed))
            for each in counted.beside(question)
            if kept is None or each.pk != kept.pk
        ],
        "assumed_words": in_words(told),
        "whole": populations.WHOLE,
        "city": populations.exists(),
        "may_count": _own(request, after.model) and (kept is None or kept.state == CountingState.FAILED),
        "hidden": [
            *((name, form.cleaned_data[name]) for name in ("before", "after")),
            ("day", day.isoformat()),
            *((name, request.GET[name]) for name in assumed.fields if request.GET.get(name)),
        ],
        "here": request.get_full_path(),
        "row_changes": shown.changed_rows(
            found.rows, imports.engine_of(before, day), imports.engine_of(after, day)
        ),
    }
    return 200


def _own(request: HttpRequest, model: DecisionModel) -> bool:
    """Whether the reader drafts or reviews the rules of the model's body: who may have the city asked."""
    user: Any = request.user
    return bool(user.has_perm(SEE)) and model.organisation_id in user.reach()


def _chosen(form: CompareForm, seen: Versions) -> tuple[ModelVersion, ModelVersion, Any]:
    before, after = seen[form.cleaned_data["before"]], seen[form.cleaned_data["after"]]
    today = timezone.localdate()
    return before, after, form.cleaned_data["day"] or max(today, after.valid_from or today)


def _assuming(prepared: Any, data: Any) -> FactsForm:
    """The form of what the city does not tell."""
    return FactsForm(prepared.engine, assumable(prepared), data)


def _pair(found: DecisionModel, seen: Versions) -> dict[str, Any]:
    numbers = sorted(seen)
    current = standing.in_force(found, timezone.localdate())
    before = current.number if current and current.number in seen else numbers[0]
    after = next((number for number in reversed(numbers) if number != before), before)
    return {"before": before, "after": after}


def _model(request: HttpRequest, key: str) -> tuple[DecisionModel, Versions]:
    found = standing.model(key)
    if found is None:
        raise Http404
    return found, {each.number: each for each in standing.versions(found, request.user)}
