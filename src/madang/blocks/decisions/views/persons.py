"""One test person as a form: facts by kind, the result that the law wants, and what the rule answers now beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.blocks.decisions import actions, saying
from madang.blocks.decisions.errors import Contradicts, DecisionsError, Unfit
from madang.blocks.decisions.forms import FactsForm
from madang.blocks.decisions.models import DecisionModel, TestPerson
from madang.blocks.decisions.person_form import PersonForm, ask_anyway
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.answers import Ready, ready
from madang.blocks.decisions.queries.proposed_persons import day_of, measure_of
from madang.blocks.decisions.views.steps import WRITE, done, model_of
from madang.blocks.decisions.views.touched import query_of
from madang.blocks.identity.access import office_act

PLAIN = (str, int, float, bool)


@require_http_methods(["GET", "POST"])
@office_act(WRITE, keeps=PersonForm.typed_again)
def change_person(request: HttpRequest, key: str) -> HttpResponse:
    """Propose one test person: a new one, or one that stands, changed or ended (``?person=``)."""
    user: Any = request.user
    model = model_of(request, key)
    prepared = _asked(model)
    old = next((each for each in standing.persons(model) if each.key == request.GET.get("person")), None)
    if prepared is None or (old is not None and not _fits_a_form(old)):
        messages.info(request, _("이 시험 인물은 칸에 적을 수 없는 값이 있어 JSON으로 고칩니다."))
        return redirect("decisions:change-persons", model.key)
    told = old.facts if old is not None else {}
    asks = request.POST.get("do") == "ask"
    initial = request.POST.dict() if asks else PersonForm.of(old) if old is not None else None
    form = PersonForm(None if asks else request.POST or None, initial=initial)
    facts = FactsForm(
        prepared.engine, prepared.asked, request.POST or None, initial=query_of(list(prepared.asked), told)
    )
    answer = ""
    if request.method == "POST" and (asks or form.is_valid()) and facts.is_valid():
        try:
            if asks:
                answer = saying.in_words(prepared.answer(facts.facts(), ask=False).value)
            else:
                row = form.row(facts.facts(), [each for each in prepared.asked if each not in facts.facts()])
                note, anyway = form.cleaned_data["note"], "anyway" in request.POST
                made = actions.propose_persons(user, model, rows=[row], note_=note, anyway=anyway)
                return done(request, made.act, _("검토를 요청했습니다."))
        except DecisionsError as error:
            _blame(error, form, facts)
    title = _("시험 인물: %(model)s") % {"model": model.title}
    trail = [
        (_("규칙 개정"), reverse("decisions:office")),
        (title, reverse("decisions:change-persons", args=[model.key])),
        (_("한 사람"), ""),
    ]
    context = {"title": title, "model": model, "form": form, "facts": facts, "answer": answer, "old": old}
    status = 422 if form.errors or facts.errors else 200
    return render(request, "decisions/office/person.html", {**context, "breadcrumb": trail}, status=status)


def _blame(error: DecisionsError, form: PersonForm, facts: FactsForm) -> None:
    field = error.field if isinstance(error, Unfit) else None
    if isinstance(error, Contradicts):
        ask_anyway(form)
    if isinstance(error, Unfit) and field in facts.names.values():
        facts.refuse(error)
    else:
        (form if form.is_bound else facts).add_error(
            field if field in form.fields and form.is_bound else None, str(error)
        )


def _asked(model: DecisionModel) -> Ready | None:
    measure = measure_of(model)
    try:
        return ready(measure, day_of(measure)) if measure is not None else None
    except Unfit:
        return None


def _fits_a_form(person: TestPerson) -> bool:
    expected = person.expected
    plain = expected is None or isinstance(expected, PLAIN) or saying.is_unknown(expected)
    return plain and all(isinstance(each, PLAIN) for each in person.facts.values())
