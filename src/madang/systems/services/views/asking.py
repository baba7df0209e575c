"""Questions asked, answers read back, confirmed, lodged: the same behind every door."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.blocks.cases import actions, queries
from madang.blocks.cases.actions.answering import UNTOLD
from madang.blocks.cases.actions.clocks import deadline_of
from madang.blocks.cases.actions.moving import Possible
from madang.blocks.cases.actions.writing import digest_of, is_confirmed
from madang.blocks.cases.errors import CasesError, Unfit
from madang.blocks.cases.models import Answer, Case, Confirmation
from madang.blocks.cases.parties import By
from madang.blocks.cases.process.parts import APPLICANT, STAFFED, StateKind
from madang.blocks.documents import queries as documents
from madang.blocks.documents.errors import DocumentsError
from madang.blocks.forms.asking import next_question
from madang.blocks.forms.definition import Kind, Question
from madang.blocks.forms.values import in_words
from madang.blocks.forms.web import QuestionForm
from madang.systems.services.actions import bring_photo
from madang.systems.services.errors import ServicesError
from madang.systems.services.fees import fee_of
from madang.systems.services.views.doors import Door, opened


@require_safe
def case_page(request: HttpRequest, door: Door, case: uuid.UUID) -> HttpResponse:
    """A case: what is told, what comes next, what was done; a draft leads to its next question."""
    by, found = opened(request, door, case)
    questions, shown = queries.readable(by, found)
    language = (get_language() or "ko")[:2]
    held = queries.answers(found)
    rows = [
        _row(door, found, each, shown.get(each.name), language, hidden=each.name in held)
        for each in questions
    ]
    asks = found.at.kind in (StateKind.DRAFT, StateKind.WAITING)
    digest = digest_of(found) if asks else b""
    deadline = deadline_of(found)
    return render(
        request,
        "services/case.html",
        {
            **_frame(door, found),
            "asks": asks,
            "rows": rows,
            "next": next((each for each in questions if each.name not in held), None) if asks else None,
            "steps": queries.steps(found),
            "possible": _possible(by, found),
            "fee": fee_of(found),
            "clashes": [(each, _words(found, each, language)) for each in queries.clashes(found)],
            "deadline": deadline,
            "arithmetic": deadline.sentences(language) if deadline else [],
            "digest": digest.hex(),
            "staffed": by.channel in STAFFED,
            "confirmed": asks and is_confirmed(found, digest),
            "methods": Confirmation.Method.choices,
            "papers": [
                {"pk": each.pk, "title": each.made.title_en if language == "en" else each.made.title_ko}
                for each in documents.of_owner(found.subject).filter(made__isnull=False)
            ],
            "hide_search": True,
        },
    )


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, door: Door, case: uuid.UUID, name: str) -> HttpResponse:
    """One question a page, in the channel's wording; saved when it is answered."""
    by, found = opened(request, door, case)
    questions, shown = queries.readable(by, found)
    asked = next((each for each in questions if each.name == name), None)
    if asked is None or found.at.kind not in (StateKind.DRAFT, StateKind.WAITING):
        raise Http404
    form = QuestionForm(
        [asked],
        request.POST or None,
        request.FILES or None,
        channel=door.wording,
        answers={each: shown[each].value for each in shown},
    )
    if request.method == "POST" and form.is_valid():
        corrected = found.answers.filter(question=name, is_current=True).exists()
        kept = _save(request, by, found, asked, form)
        if kept:
            return redirect(door.url("case", found) if corrected else _after(door, found))
    place = questions.index(asked)
    return render(
        request,
        "services/question.html",
        {
            **_frame(door, found),
            "question": asked,
            "form": form,
            "place": place + 1,
            "count": len(questions),
            "seen": str(shown[name].pk) if name in shown else UNTOLD,
            "before": door.url("question", found, name=questions[place - 1].name)
            if place
            else door.url("case", found),
            "hide_search": True,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def take(request: HttpRequest, door: Door, case: uuid.UUID, name: str) -> HttpResponse:
    """Take a step of the process."""
    by, found = opened(request, door, case)
    try:
        step = actions.take(
            by,
            found,
            name,
            reason=request.POST.get("reason", ""),
            remedy=request.POST.get("remedy", ""),
        )
    except Unfit as error:
        messages.error(request, str(error))
        first = next((each for each in error.fields if found.form.question(each)), None)
        return redirect(door.url("question", found, name=first) if first else door.url("case", found))
    except (CasesError, PermissionDenied) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("마쳤습니다: %(step)s") % {"step": str(step.title)})
    return redirect(door.url("case", found))


@require_POST
def confirm(request: HttpRequest, door: Door, case: uuid.UUID) -> HttpResponse:
    """The applicant confirms what was written down for them."""
    by, found = opened(request, door, case)
    try:
        digest = bytes.fromhex(request.POST.get("digest", ""))
        actions.confirm(by, found, method=request.POST.get("method", ""), digest=digest)
    except (CasesError, PermissionDenied) as error:
        messages.error(request, str(error))
    except ValueError:
        messages.error(request, _("읽어 드린 답이 무엇인지 알 수 없습니다. 다시 확인해 주세요."))
    else:
        messages.success(request, _("신청인의 확인을 남겼습니다."))
    return redirect(door.url("case", found))


@require_POST
def settle(request: HttpRequest, door: Door, case: uuid.UUID, answer: uuid.UUID) -> HttpResponse:
    """Choose between two answers that were written at once."""
    by, found = opened(request, door, case)
    clash = found.answers.filter(pk=answer, is_clash=True).first()
    if clash is None:
        raise Http404
    try:
        actions.settle(by, clash, keep=request.POST.get("keep") == "yes")
    except (CasesError, PermissionDenied) as error:
        messages.error(request, str(error))
    return redirect(door.url("case", found))


@require_POST
def code(request: HttpRequest, door: Door, case: uuid.UUID) -> HttpResponse:
    """A code with which the draft goes on elsewhere; shown once, in pairs as it is read aloud."""
    by, found = opened(request, door, case)
    try:
        digits, asked = actions.continue_code(by, found)
    except (CasesError, PermissionDenied) as error:
        messages.error(request, str(error))
        return redirect(door.url("case", found))
    pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return render(
        request,
        "services/code.html",
        {**_frame(door, found), "pairs": pairs, "question": asked, "hide_search": True},
    )


def _save(request: HttpRequest, by: By, case: Case, asked: Question, form: QuestionForm) -> bool:
    """Write the answer; False when the form says what is wrong."""
    try:
        if asked.kind == Kind.FILE:
            upload = request.FILES.get(asked.name)
            if upload is None:
                form.add_error(asked.name, _("파일을 골라 주세요."))
                return False
            bring_photo(by, case, asked, upload, upload.name or "", upload.content_type or "")
            return True
        seen = {asked.name: request.POST.get("seen", "")} if request.POST.get("seen") else None
        written = actions.write_answers(by, case, {asked.name: form.values[asked.name]}, seen=seen)
    except Unfit as error:
        form.add_error(asked.name, error.fields.get(asked.name, str(error)))
        return False
    except (CasesError, ServicesError, DocumentsError, PermissionDenied) as error:
        form.add_error(asked.name, str(error))
        return False
    if written.clashes:
        messages.warning(
            request, _("그 사이에 다른 곳에서 다른 답을 적었습니다. 두 답을 모두 두었으니 골라 주세요.")
        )
    return True


def _after(door: Door, case: Case) -> str:
    """Where to go after a first answer: the next question that has none, else the read-back."""
    held = {each: row.value for each, row in queries.answers(case).items()}
    following = next_question(case.form, held)
    return door.url("question", case, name=following.name) if following else door.url("case", case)


def _frame(door: Door, case: Case) -> dict[str, Any]:
    return {"door": door, "base": door.base, "case": case, "process": case.process, "state": case.at}


def _row(
    door: Door, case: Case, question: Question, answer: Answer | None, language: str, *, hidden: bool
) -> dict[str, Any]:
    return {
        "question": question,
        "label": question.asked_as(door.wording),
        "words": in_words(question, answer.value, language) if answer is not None else "",
        "answer": answer,
        "hidden": hidden and answer is None,
        "url": door.url("question", case, name=question.name),
    }


def _words(case: Case, answer: Answer, language: str) -> str:
    question = case.form.question(answer.question)
    return in_words(question, answer.value, language) if question else ""


def _possible(by: By, case: Case) -> list[Possible]:
    """The steps that the applicant may take here; those of officials stand on their own page."""
    return [each for each in actions.possible(by, case) if APPLICANT in each.transition.by]
