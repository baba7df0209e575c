"""The examiner's pages: what waits, one case with all its answers, a step taken."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.blocks.cases import actions, queries
from madang.blocks.cases.actions.clocks import deadline_of
from madang.blocks.cases.basis import EXAMINE, HANDLE
from madang.blocks.cases.errors import CasesError, Unfit
from madang.blocks.cases.models import Case, Task
from madang.blocks.cases.process.parts import APPLICANT
from madang.blocks.forms.values import in_words
from madang.blocks.identity.access import office_act, office_page
from madang.systems.services.fees import fee_of

A_PAGE = 50
REMEDY = "결정을 안 날부터 60일 안에 이의신청을 할 수 있고, 행정심판이나 행정소송을 낼 수 있습니다."
"""The usual words of remedy (민원 처리에 관한 법률 제35조, lead); the officer may change them."""


@office_page("cases.work")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for one's role, the most urgent first. Lists show number, step and deadline, nothing of a person."""
    page = Paginator(queries.queue(_account(request)), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "services/office/queue.html", {"page": page})


@office_page("cases.work")
@require_safe
def case(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """One case, opened: the reading is on record and the citizen sees it."""
    account = _account(request)
    found = _case(request, case)
    held = queries.open_as_official(account, found, purpose=HANDLE, basis=EXAMINE)
    language = (get_language() or "ko")[:2]
    desk = actions.desk_of(account)
    deadline = deadline_of(found)
    return render(
        request,
        "services/office/case.html",
        {
            "case": found,
            "process": found.process,
            "state": found.at,
            "rows": [
                (question, held.get(question.name), in_words(question, held[question.name].value, language))
                for question in found.form.questions
                if question.name in held
            ],
            "steps": queries.steps(found),
            "task": found.tasks.filter(closed_at__isnull=True).select_related("assignee").first(),
            "possible": [
                each for each in actions.possible(desk, found) if APPLICANT not in each.transition.by
            ],
            "fee": fee_of(found),
            "deadline": deadline,
            "arithmetic": deadline.sentences(language) if deadline else [],
            "remedy": REMEDY,
            "decisions": found.decisions.order_by("number"),
        },
    )


@office_page("cases.work")
@require_POST
def claim(request: HttpRequest, task: int) -> HttpResponse:
    """Take a task, or leave one that one has."""
    found = Task.objects.filter(pk=task).first()
    if found is None:
        raise Http404
    account = _account(request)
    try:
        if request.POST.get("leave"):
            actions.release(account, found, reason=request.POST.get("reason", ""))
        else:
            actions.claim(account, found)
    except (CasesError, PermissionDenied) as error:
        messages.error(request, str(error))
    return redirect("services:office_case", found.case_id)


@office_act("cases.work", keeps=("reason", "remedy"))
@require_http_methods(["POST"])
def take(request: HttpRequest, case: uuid.UUID, name: str) -> HttpResponse:
    """Take a step: decide, ask, send."""
    account = _account(request)
    found = _case(request, case)
    step_named = found.process.transition(name)
    decides = step_named is not None and step_named.outcome is not None
    revision = request.POST.get("revision", "")
    try:
        step = actions.take(
            actions.at_desk(account),
            found,
            name,
            reason=request.POST.get("reason", ""),
            remedy=request.POST.get("remedy", ""),
            rule=fee_of(found).rule if decides else None,
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else None,
        )
    except Unfit as error:
        messages.error(request, " ".join([str(error), *error.fields.values()]))
    except (CasesError, PermissionDenied) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("마쳤습니다: %(step)s") % {"step": str(step.title)})
    return redirect("services:office_case", found.pk)


def _account(request: HttpRequest) -> Any:
    return request.user


def _case(request: HttpRequest, identifier: uuid.UUID) -> Case:
    found = queries.case_of(identifier, request.user)
    if found is None:
        raise Http404
    return found
