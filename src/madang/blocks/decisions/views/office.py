"""The desk of rules: drafted and proposed by one person, reviewed by another."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.blocks.decisions import actions, running, shown
from madang.blocks.decisions.actions.expectations import not_asked
from madang.blocks.decisions.actions.persons import fail_later, read_persons
from madang.blocks.decisions.actions.reviewing import closed_to, unknown_account
from madang.blocks.decisions.errors import DecisionsError, Unchanged, Unfit
from madang.blocks.decisions.forms import (
    DraftForm,
    ModelForm,
    PersonsForm,
    ProposeForm,
    ReviewForm,
)
from madang.blocks.decisions.models import (
    DecisionModel,
    Ending,
    ModelVersion,
    PersonsChange,
    State,
)
from madang.blocks.decisions.queries import counted, effects, imports, proposed_persons, standing
from madang.blocks.decisions.queries.answers import trial, try_persons
from madang.blocks.decisions.queries.touching import Touched
from madang.blocks.decisions.sheets import decisions_with_tables
from madang.blocks.decisions.views.steps import (
    JUDGE,
    SEE,
    WRITE,
    attempt,
    blame,
    done,
    form_page,
    judge,
    may_judge,
    model_of,
    name_of,
    page,
    still_counted,
    user_of,
    version_of,
)
from madang.blocks.decisions.views.touched import address, address_of, again, assuming, pair, parts
from madang.blocks.decisions.views.touched import in_words as assumed_in_words
from madang.blocks.identity.access import office_act, office_page


@require_safe
@office_page(SEE)
def office(request: HttpRequest) -> HttpResponse:
    """Drafts and proposals of one's own body, and where to begin new ones."""
    user = user_of(request)
    found = standing.open_proposals(user)
    context = {
        **found,
        "models": [
            (each, _tables(standing.in_force(each, timezone.localdate())))
            for each in standing.models()
            if each.organisation_id in user.reach()
        ],
        "figures": [each for each in standing.parameters() if each.organisation_id in user.reach()],
        "write": user.has_perm(WRITE),
        "unknown": "" if user.is_known else unknown_account(),
    }
    return page(request, "office", context)


@require_http_methods(["GET", "POST"])
@office_act(WRITE)
def new_model(request: HttpRequest) -> HttpResponse:
    """Found a model."""
    user = user_of(request)
    form = ModelForm(user.reach(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.found(user, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("모형을 만들었습니다. 이제 첫 판을 올려 주세요."))
            return redirect("decisions:draft", made.key)
    return form_page(request, form, _("새 모형"), _("만들기"))


@require_http_methods(["GET", "POST"])
@office_act(WRITE)
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Bring a new text of a model; it is checked before it is kept."""
    user, model = user_of(request), model_of(request, key)
    current = standing.in_force(model, timezone.localdate())
    initial = {"xml": current.source_xml.decode("utf-8", errors="replace")} if current else {}
    form = DraftForm(request.POST or None, request.FILES or None, initial=initial)
    findings: list[Any] = []
    if request.method == "POST" and form.is_valid():
        xml = form.content()

        try:
            made = actions.bring(user, model, xml=xml, note_=form.cleaned_data["note"])
        except Unchanged as error:
            messages.info(request, str(error))
            return redirect("decisions:desk", error.version.pk)
        except (DecisionsError, PermissionDenied) as error:
            blame(form, error)
            findings = shown.in_words(error.findings) if isinstance(error, Unfit) else []
        else:
            messages.success(request, _("초안을 저장했습니다. 무엇이 바뀌는지 본 뒤 검토를 요청해 주세요."))
            return redirect("decisions:desk", made.pk)
    return form_page(
        request, form, _("새 판: %(model)s") % {"model": model.title}, _("초안 저장"), findings=findings
    )


@require_safe
@office_page(SEE)
def desk(request: HttpRequest, version: int) -> HttpResponse:
    """One version: its test persons, and the next step."""
    found = version_of(request, version)
    day = found.valid_from or timezone.localdate()
    user = user_of(request)
    current = standing.in_force(found.model, day)
    tried = try_persons(found, day)
    if current is not None and current.pk == found.pk:
        current = None
    touching = effects.of_import(found, day, found.valid_to)
    kept, outdated = counted.of_proposal(found)
    touched = Touched.of_data(kept.result) if kept and kept.result and not outdated else None
    assumed = (kept.assumed if kept else found.assumed) or {}
    return page(
        request,
        "desk",
        {
            "kept": kept,
            "touched": touched,
            "parts": parts(touched),
            "assumed_words": assumed_in_words(touched.assumed) if touched else "",
            "outdated": outdated,
            "still_counted": found.state == State.PROPOSED and still_counted([kept]),
            "compared_at": address(kept)
            if kept and not outdated
            else (address_of(current, found, day, assumed) if current else ""),
            "count_again": pair(current, found, day, assumed) if current and outdated else [],
            "assumed": again(request, found, current, day),
            "warnings": shown.warnings(imports.engine_of(found, day)),
            "tables": _tables(found) if user.has_perm("decisions.propose", found.model) else [],
            "here": request.get_full_path(),
            "version": found,
            "model": found.model,
            "effects": touching,
            "theirs": not_asked(effects.not_ours(user, touching)),
            "since": _since(found),
            "overlaid": standing.overlaid(found) if found.state == State.PROPOSED else [],
            "tried": tried,
            "failing": [each for each in tried if not each.well],
            "current": current,
            "propose": found.state == State.DRAFT and user.has_perm("decisions.propose", found.model),
            "review": found.state == State.PROPOSED
            and user.has_perm("decisions.review", found.model)
            and may_judge(user, found),
            "endings": Ending.objects.filter(version=found),
            "approved": found.state == State.APPROVED,
            "withdraw": found.state in {State.DRAFT, State.PROPOSED, State.APPROVED}
            and user.has_perm("decisions.withdraw", found.model),
        },
    )


@require_http_methods(["GET", "POST"])
@office_act(WRITE, keeps=ProposeForm.typed_again)
def propose(request: HttpRequest, version: int) -> HttpResponse:
    """Ask for a second person's review."""
    user, found = user_of(request), version_of(request, version)
    form = ProposeForm(request.POST or None, initial={"note": found.note})
    assumed = assuming(found, request.POST or None)
    if request.method == "POST" and form.is_valid() and (assumed is None or assumed.is_valid()):
        told = None if assumed is None else assumed.facts()
        data = form.cleaned_data
        act = attempt(
            form,
            lambda: actions.propose(
                user,
                found,
                valid_from=data["valid_from"],
                valid_to=data["valid_to"],
                past_reason=data["past_reason"],
                note_=data["note"],
                assumed=told,
            ),
            assumed,
        )
        if act is not None:
            return done(request, act, _("검토를 요청했습니다."))
    title = _("검토 요청: %(version)s") % {"version": name_of(found)}
    return form_page(request, form, title, _("검토 요청하기"), assumed=assumed)


@require_http_methods(["GET", "POST"])
@office_act(JUDGE, keeps=ReviewForm.typed_again)
def review(request: HttpRequest, version: int) -> HttpResponse:
    """Judge a proposed version."""
    user, found = user_of(request), version_of(request, version)
    day = found.valid_from or timezone.localdate()
    failing = [each for each in try_persons(found, day) if not each.well]
    touched = effects.of_import(found, day, found.valid_to)
    form = ReviewForm(
        [*((each.person.key, each.person.title) for each in failing), *effects.nameable(touched)],
        request.POST or None,
    )
    if request.method == "POST" and form.is_valid():
        act = judge(
            form,
            lambda note: actions.approve(user, found, changed=form.named(), note_=note),
            lambda note: actions.refuse(user, found, note_=note),
        )
        if act is not None:
            return done(request, act, _("판단을 남겼습니다."))
    return form_page(
        request,
        form,
        _("검토: %(version)s") % {"version": name_of(found)},
        _("판단 남기기"),
        failing=failing,
        effects=touched,
        theirs=not_asked(effects.not_ours(user, touched)),
        version=found,
        past=found,
        since=_since(found),
        still_counted=still_counted([counted.of_proposal(found)[0]]),
    )


@require_http_methods(["GET", "POST"])
@office_act(WRITE, keeps=PersonsForm.typed_again)
def change_persons(request: HttpRequest, key: str) -> HttpResponse:
    """Propose test persons."""
    user, model = user_of(request), model_of(request, key)
    form = PersonsForm(request.POST or None, initial={"rows": _missing(model)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.propose_persons(
                user,
                model,
                rows=read_persons(data["rows"]),
                note_=data["note"],
                anyway="anyway" in request.POST,
            ),
        )
        if made is not None:
            return done(request, made.act, _("검토를 요청했습니다."))
    title = _("시험 인물: %(model)s") % {"model": model.title}
    shown_persons = standing.persons(model)
    return form_page(request, form, title, _("검토 요청"), persons_of=model, standing=shown_persons)


@require_http_methods(["GET", "POST"])
@office_act(SEE, keeps=ReviewForm.typed_again)
def review_persons(request: HttpRequest, persons_change: int) -> HttpResponse:
    """Judge proposed test persons."""
    user = user_of(request)
    found = PersonsChange.objects.select_related("model").filter(pk=persons_change).first()
    if found is None or found.model.organisation_id not in user.reach():
        raise Http404
    waits = found.state == State.PROPOSED
    later = [(each.person.key, each.person.title) for each in fail_later(found)] if waits else []
    form = ReviewForm(later, request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = judge(
            form,
            lambda note: actions.approve_persons(user, found, changed=form.named(), note_=note),
            lambda note: actions.refuse_persons(user, found, note_=note),
        )
        if act is not None:
            return done(request, act, _("판단을 남겼습니다."))
    return form_page(
        request,
        form,
        _("검토: %(name)s") % {"name": found.model.title},
        _("판단 남기기"),
        proposed=proposed_persons.lines(found),
        change=found,
        closed=closed_to(user, found),
    )


def _since(version: ModelVersion) -> list[effects.Since]:
    """What was in force on past days that it takes, while it is not decided yet."""
    return effects.since(version) if version.state == State.PROPOSED else []


def _missing(model: DecisionModel) -> str:
    """Test persons who would try what the others leave open, to be compared with the law and changed."""
    today = timezone.localdate()
    current = standing.in_force(model, today)
    found = trial(current, today).missing() if current is not None else []
    return json.dumps(found, ensure_ascii=False, indent=1) if found else ""


def _tables(version: ModelVersion | None) -> list[tuple[int, int, str]]:
    """Where the tables of a version are edited: the version, the place of the decision, its name."""
    if version is None:
        return []
    found = decisions_with_tables(running.engine_of(version.source_xml).definitions)
    return [(version.pk, place, each.name) for place, each in found]
