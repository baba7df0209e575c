"""The desk of what ends: a draft taken back; a version in force ended by one person and another one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.blocks.decisions import actions
from madang.blocks.decisions.actions.expectations import not_asked
from madang.blocks.decisions.actions.reviewing import closed_to
from madang.blocks.decisions.forms import EndingForm, ReviewForm, WithdrawForm
from madang.blocks.decisions.models import Ending, State
from madang.blocks.decisions.queries import effects, endings
from madang.blocks.decisions.saying import in_words
from madang.blocks.decisions.views.steps import (
    END,
    SEE,
    attempt,
    done,
    form_page,
    judge,
    name_of,
    user_of,
    version_of,
)
from madang.blocks.identity.access import office_act


@require_http_methods(["GET", "POST"])
@office_act(END, keeps=EndingForm.typed_again)
def withdraw(request: HttpRequest, version: int) -> HttpResponse:
    """Take a draft or proposal back; propose that what was approved ends."""
    user, found = user_of(request), version_of(request, version)
    approved = found.state == State.APPROVED
    form = (EndingForm if approved else WithdrawForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not approved:
            act = attempt(form, lambda: actions.withdraw(user, found, note_=data["note"]))
            if act is not None:
                return done(request, act, _("거두었습니다."))
        else:
            made = attempt(
                form,
                lambda: actions.propose_ending(
                    user,
                    found,
                    from_day=data["from_day"],
                    past_reason=data["past_reason"],
                    note_=data["note"],
                ),
            )
            if made is not None:
                return done(request, made.act, _("검토를 요청했습니다."))
    title = _("끝내기: %(version)s") if approved else _("거두기: %(version)s")
    return form_page(
        request, form, title % {"version": name_of(found)}, _("검토 요청하기") if approved else _("거두기")
    )


@require_http_methods(["GET", "POST"])
@office_act(SEE, keeps=ReviewForm.typed_again)
def review_ending(request: HttpRequest, ending: int) -> HttpResponse:
    """What a version leaves when it ends, and the judgement on it."""
    user = user_of(request)
    found = Ending.objects.select_related("version__model__organisation").filter(pk=ending).first()
    if found is None or found.version.model.organisation_id not in user.reach():
        raise Http404
    waits = found.state == State.PROPOSED and found.whole
    failing, touched = effects.of_ending(found.version) if waits else ([], [])
    own = [(each.person.key, each.person.title) for each in failing]
    form = ReviewForm([*own, *effects.nameable(touched)], request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = judge(
            form,
            lambda note: actions.approve_ending(user, found, changed=form.named(), note_=note),
            lambda note: actions.refuse_ending(user, found, note_=note),
        )
        if act is not None:
            return done(request, act, _("판단을 남겼습니다."))
    return form_page(
        request,
        form,
        _("검토: %(version)s 끝내기") % {"version": name_of(found.version)},
        _("판단 남기기"),
        version=found.version,
        change=found,
        past=found,
        ending=found,
        closed=closed_to(user, found),
        failing=failing,
        effects=touched,
        theirs=not_asked(effects.not_ours(user, touched)),
        back=endings.given_back(found.version) if waits else [],
        again=[
            (now, in_words(now.expected), in_words(before.expected))
            for now, before in (endings.expected_again(found.version) if waits else ())
        ],
    )
