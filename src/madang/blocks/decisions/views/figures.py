"""The desk of dated figures: a table proposed by one person; another one sees what it does before it holds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from madang_rules.errors import RulesError

from madang.blocks.decisions import actions, populations, running, saying
from madang.blocks.decisions.actions.expectations import not_asked
from madang.blocks.decisions.actions.parameters import read_table
from madang.blocks.decisions.actions.reviewing import closed_to
from madang.blocks.decisions.errors import NotNow
from madang.blocks.decisions.forms import ParameterForm, ReviewForm
from madang.blocks.decisions.models import Counting, DatedParameter, ParameterChange, State
from madang.blocks.decisions.queries import counted, effects, figures
from madang.blocks.decisions.queries.touching import Touched
from madang.blocks.decisions.views.steps import (
    SEE,
    WRITE,
    attempt,
    done,
    form_page,
    judge,
    still_counted,
    user_of,
)
from madang.blocks.decisions.views.touched import Part, parts
from madang.blocks.decisions.views.touched import in_words as assumed_in_words
from madang.blocks.identity.access import office_act, office_page


@require_http_methods(["GET", "POST"])
@office_act(WRITE, keeps=ParameterForm.typed_again)
def change_parameter(request: HttpRequest, parameter: str) -> HttpResponse:
    """Propose a table of figures."""
    user = user_of(request)
    found = DatedParameter.objects.filter(key=parameter).first()
    if found is None or found.organisation_id not in user.reach():
        raise Http404
    form = ParameterForm(found.dimensions, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        made = attempt(
            form,
            lambda: actions.propose_parameters(
                user,
                found,
                rows=read_table(found, data.pop("rows")),
                note_=data.pop("note"),
                **data,
            ),
        )
        if made is not None:
            messages.success(
                request, _("검토를 요청했습니다. 누구의 결과가 달라지는지 아래에서 볼 수 있습니다.")
            )
            return redirect("decisions:review-parameter", made.pk)
    return form_page(request, form, _("값 고치기: %(name)s") % {"name": found.title}, _("검토 요청하기"))


@require_http_methods(["GET", "POST"])
@office_act(SEE, keeps=ReviewForm.typed_again)
def review_parameter(request: HttpRequest, change: int) -> HttpResponse:
    """A proposed table beside the figures of now, the rules that read it, and whom it changes; and its review."""
    user = user_of(request)
    found = _change(user, change)
    counts = _counts(found)
    effect = _effect(found)
    context = {
        **effect,
        "theirs": not_asked(effects.not_ours(user, effect.get("effects", ()))),
        "counts": counts,
        "still_counted": found.state == State.PROPOSED and still_counted(each for each, *_rest in counts),
        "here": request.get_full_path(),
        "closed": closed_to(user, found),
        "uncounted": _uncounted(found, effect.get("effects")),
    }
    form = ReviewForm(effects.nameable(context.get("effects", ())), request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = judge(
            form,
            lambda note: actions.approve_parameters(user, found, changed=form.named(), note_=note),
            lambda note: actions.refuse_parameters(user, found, note_=note),
        )
        if act is not None:
            return done(request, act, _("판단을 남겼습니다."))
    return form_page(
        request, form, _("검토: %(name)s") % {"name": found.parameter.title}, _("판단 남기기"), **context
    )


@require_POST
@office_page(SEE)
def count_parameter(request: HttpRequest, change: int) -> HttpResponse:
    """Have the city asked about those rules that read the figures and were not counted, as when too many waited."""
    user = user_of(request)
    found = _change(user, change)
    try:
        for each in counted.uncounted(counted.questions_of_figures(found)):
            if found.state == State.PROPOSED:
                actions.ask_the_city(user, each)
    except (NotNow, RulesError) as error:
        messages.error(request, running.sentence_of(error) if isinstance(error, RulesError) else str(error))
    return redirect("decisions:review-parameter", found.pk)


def _change(user: Any, identifier: int) -> ParameterChange:
    """Proposed figures of the reader's body, or 404."""
    found = ParameterChange.objects.select_related("parameter").filter(pk=identifier).first()
    if found is None or found.parameter.organisation_id not in user.reach():
        raise Http404
    return found


def _uncounted(found: ParameterChange, touched: Any) -> list[str]:
    """The titles of rules whose people nobody has counted, of figures that wait."""
    if found.state != State.PROPOSED or touched is None or not populations.exists():
        return []
    questions = counted.uncounted(counted.questions_of_figures(found, touched))
    return [each.after.model.title for each in questions]


def _effect(found: ParameterChange) -> dict[str, Any]:
    """What the page shows above the form: of a table that was judged only what it says."""
    columns = [", ".join(found.parameter.dimensions) or _("칸")]
    context: dict[str, Any] = {"change": found, "past": found, "figures": True}
    if found.state != State.PROPOSED:
        rows = [(", ".join(keys) or "–", saying.in_words(f"{value:f}")) for keys, value in found.rows]
        return {**context, "table": rows, "columns": [*columns, _("값")]}
    try:
        lines, touched = figures.changes(found), effects.of_figures(found)
    except RulesError as error:
        return {**context, "fault": running.sentence_of(error)}
    return {**context, "lines": lines, "key_column": columns[0], "effects": touched}


def _counts(found: ParameterChange) -> list[tuple[Counting, Touched | None, list[Part], str]]:
    """What the whole city was asked about it: each count with its result, tables and assumptions."""
    counts = []
    for each in counted.of_figures(found):
        touched = Touched.of_data(each.result) if each.result else None
        counts.append((each, touched, parts(touched), assumed_in_words(each.assumed)))
    return counts
