"""What the pages of the office share: who reads, their forms, and steps that may be refused."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from madang.blocks.decisions.errors import Contradicts, DecisionsError, PersonsFail, Unfit
from madang.blocks.decisions.forms import FactsForm, ReviewForm
from madang.blocks.decisions.models import Counting, DecisionModel, ModelVersion, Proposal
from madang.blocks.decisions.person_form import ask_anyway
from madang.blocks.decisions.queries import standing
from madang.blocks.decisions.queries.authors import told_from_authors

SEE, WRITE, JUDGE, END = "decisions.see_proposals", "decisions.draft", "decisions.judge", "decisions.end"


def user_of(request: HttpRequest) -> Any:
    """Who is signed in."""
    return request.user


def model_of(request: HttpRequest, key: str) -> DecisionModel:
    """A rule of the reader's body, or 404."""
    found = standing.model(key)
    if found is None or found.organisation_id not in user_of(request).reach():
        raise Http404
    return found


def version_of(request: HttpRequest, identifier: int) -> ModelVersion:
    """A version of the reader's body, or 404."""
    if identifier > 10**18:
        raise Http404
    found = ModelVersion.objects.select_related("model__organisation").filter(pk=identifier).first()
    if found is None or found.model.organisation_id not in user_of(request).reach():
        raise Http404
    return found


def name_of(version: ModelVersion) -> str:
    """What people call a version."""
    return _("%(model)s %(number)d판") % {"model": version.model.title, "number": version.number}


def may_judge(user: Any, proposal: Proposal) -> bool:
    """Whether a reader is not known to be who wrote or proposed it, by this account or another one of theirs."""
    return told_from_authors(user, proposal) is not False


def still_counted(counts: Iterable[Counting | None]) -> bool:
    """Whether nobody knows yet whom of the city a proposal touches."""
    return any(each is not None and each.is_open for each in counts)


def judge(
    form: ReviewForm, approve: Callable[[str], uuid.UUID], refuse: Callable[[str], uuid.UUID]
) -> uuid.UUID | None:
    """Take a reviewer's step, or show why not and return None."""
    chosen = approve if form.cleaned_data["judgement"] == "approve" else refuse
    return attempt(form, lambda: chosen(form.cleaned_data["note"]))


def attempt(form: Form, act: Callable[[], Any], assumed: FactsForm | None = None) -> Any:
    """Do it, or show at its field why not and return None."""
    try:
        return act()
    except (DecisionsError, PermissionDenied) as error:
        blame(form, error, assumed)
    return None


def blame(form: Form, error: DecisionsError | PermissionDenied, assumed: FactsForm | None = None) -> None:
    """Show at its field why something was refused; a permission that no sentence explains is raised again."""
    if isinstance(error, PermissionDenied) and (not str(error) or str(error).startswith("decisions.")):
        raise error
    if isinstance(error, Contradicts):
        ask_anyway(form)
    if isinstance(error, Unfit) and assumed is not None and error.field in assumed.names.values():
        assumed.refuse(error)
        return
    field = error.field if isinstance(error, Unfit) else "changed" if isinstance(error, PersonsFail) else None
    form.add_error(field if field in form.fields else None, str(error))


def done(request: HttpRequest, act: uuid.UUID | None, sentence: str) -> HttpResponse:
    """Say that it is done, at the receipt of the act."""
    messages.success(request, sentence)
    return redirect("ledger:receipt", act) if act else redirect("decisions:office")


def form_page(request: HttpRequest, form: Form, title: str, submit: str, **context: Any) -> HttpResponse:
    status = 422 if form.errors or getattr(context.get("assumed"), "errors", None) else 200
    return page(
        request,
        "form",
        {"form": form, "title": title, "submit": submit, **context},
        title=title,
        status=status,
    )


def page(
    request: HttpRequest, name: str, context: dict[str, Any], *, title: str = "", status: int = 200
) -> HttpResponse:
    trail = [(_("규칙 개정"), reverse("decisions:office")), *([(title, "")] if title else [])]
    return render(request, f"decisions/office/{name}.html", {**context, "breadcrumb": trail}, status=status)
