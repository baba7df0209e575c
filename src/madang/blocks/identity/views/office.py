"""The office of people and roles: the tree of bodies, who holds which role, joiner, mover, leaver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from madang.blocks.identity import actions, queries
from madang.blocks.identity.access import office_act, office_page
from madang.blocks.identity.errors import IdentityError
from madang.blocks.identity.forms import (
    AssignForm,
    JoinForm,
    LockForm,
    MoveForm,
    OrganisationForm,
    RenameForm,
)
from madang.blocks.identity.models import Account, Membership, Organisation, PlaceOffer, Realm
from madang.blocks.identity.roles import roles
from madang.blocks.identity.rules import administered
from madang.blocks.identity.typed import typed_before

SEE = "identity.see_offices"
A_PAGE = 50  # rows

_OFFERED = gettext_lazy(
    "다른 기관에 소속된 직원이라 자리를 제안했습니다. 본인이 ‘내 계정’에서 받아들이면 역할이 생깁니다."
)


@require_safe
@office_page(SEE)
def organisations(request: HttpRequest) -> HttpResponse:
    """The tree of bodies within reach."""
    user: Any = request.user
    shown = Paginator(queries.organisation_tree(user), A_PAGE * 2).get_page(request.GET.get("page"))
    return render(request, "identity/organisations.html", {"branches": shown})


@require_safe
@office_page(SEE)
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One body: who holds which role in it."""
    body = _body(request, code)
    user: Any = request.user
    shown = Paginator(queries.members_of(body), A_PAGE).get_page(request.GET.get("page"))
    ours = administered(user, [each.account for each in shown])
    members = [
        {
            "membership": each,
            "role": _title(each.role),
            "account": each.account,
            "ours": each.account_id in ours,
        }
        for each in shown
    ]
    offers = [{"offer": each, "role": _title(each.role)} for each in queries.offers_of(body)]
    return render(
        request,
        "identity/organisation.html",
        {
            "organisation": body,
            "members": members,
            "shown": shown,
            "offers": offers,
            "manageable": user.has_perm("identity.manage_members", body),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE, keeps=OrganisationForm.typed_again)
def new_organisation(request: HttpRequest, code: str) -> HttpResponse:
    """A new body below one."""
    parent = _body(request, code, "identity.manage_organisation")
    return _form_page(
        request,
        OrganisationForm(request.POST or None, initial=typed_before(request)),
        lambda form: actions.create_organisation(request.user, parent=parent, **form.cleaned_data),  # type: ignore[arg-type]
        title=_("%(name)s 아래에 기관 만들기") % {"name": parent.name},
        submit=_("만들기"),
        back=reverse("identity:organisation", args=[parent.code]),
        done=_("기관을 만들었습니다."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE, keeps=RenameForm.typed_again)
def rename_organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Other names for a body."""
    body = _body(request, code, "identity.manage_organisation")
    now = {"name_ko": body.name_ko, "name_en": body.name_en}
    form = RenameForm(request.POST or None, initial={**now, **typed_before(request)})
    return _form_page(
        request,
        form,
        lambda form: actions.rename_organisation(request.user, body, **form.cleaned_data),  # type: ignore[arg-type]
        title=_("%(name)s 이름 고치기") % {"name": body.name},
        submit=_("고치기"),
        back=reverse("identity:organisation", args=[body.code]),
        done=_("이름을 고쳤습니다."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE, keeps=JoinForm.typed_again)
def join(request: HttpRequest, code: str) -> HttpResponse:
    """A new official; the answer is the only page that shows the first password."""
    body = _body(request, code, "identity.manage_members")
    made: list[actions.Joined] = []

    def act(form: Any) -> None:
        starts_at, ends_at = form.term()
        made.append(
            actions.join(
                request.user,  # type: ignore[arg-type]
                username=form.cleaned_data["username"],
                email=form.cleaned_data["email"],
                staff_number=form.cleaned_data["staff_number"],
                organisation=body,
                role=form.cleaned_data["role"],
                starts_at=starts_at,
                ends_at=ends_at,
            )
        )

    answer = _form_page(
        request,
        JoinForm(request.POST or None, initial=typed_before(request)),
        act,
        title=_("%(name)s에 직원 등록하기") % {"name": body.name},
        submit=_("등록하기"),
        back=reverse("identity:organisation", args=[body.code]),
        done="",
    )
    if made:
        context = {"account": made[0].account, "password": made[0].password, "organisation": body}
        return render(request, "identity/password_made.html", context)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE, keeps=AssignForm.typed_again)
def assign(request: HttpRequest, code: str) -> HttpResponse:
    """One more role for somebody who is here already; somebody who belongs elsewhere is offered it."""
    body = _body(request, code, "identity.manage_members")

    def act(form: Any) -> None:
        account = form.account()
        if account is None:
            raise IdentityError(_("그런 직원이 없습니다."), field="username")
        starts_at, ends_at = form.term()
        user: Any = request.user
        ours = account == user or user.has_perm("identity.administer_account", account)
        (actions.assign if ours else actions.offer_place)(
            user,
            account,
            organisation=body,
            role=form.cleaned_data["role"],
            starts_at=starts_at,
            ends_at=ends_at,
        )
        messages.success(request, _("역할을 주었습니다.") if ours else _OFFERED)

    return _form_page(
        request,
        AssignForm(request.POST or None, initial=typed_before(request)),
        act,
        title=_("%(name)s에서 역할 더 주기") % {"name": body.name},
        lead=_("다른 기관에 소속된 직원에게는 제안이 갑니다. 본인이 받아들여야 역할이 생깁니다."),
        submit=_("역할 주기"),
        back=reverse("identity:organisation", args=[body.code]),
        done="",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE, keeps=MoveForm.typed_again)
def move(request: HttpRequest, identifier: int) -> HttpResponse:
    """From one place to another."""
    membership = _membership(request, identifier)
    user: Any = request.user
    now = {"role": membership.role, **typed_before(request)}
    form = MoveForm(request.POST or None, reach=user.reach(), initial=now)
    return _form_page(
        request,
        form,
        lambda form: actions.move(
            user,
            membership,
            organisation=form.cleaned_data["organisation"],
            role=form.cleaned_data["role"],
            at=form.at(),
        ),
        title=_("%(name)s 자리 옮기기") % {"name": membership.account.username},
        lead=_("지금 역할의 마지막 날이 정해져 있으면 옮긴 자리도 그날 끝납니다."),
        submit=_("옮기기"),
        back=reverse("identity:organisation", args=[membership.organisation.code]),
        done=_("자리를 옮겼습니다."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE)
def end_membership(request: HttpRequest, identifier: int) -> HttpResponse:
    """One role less, from now on."""
    membership = _membership(request, identifier)
    return _form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda form: actions.end_membership(request.user, membership),  # type: ignore[arg-type]
        title=_("%(name)s의 역할 끝내기") % {"name": membership.account.username},
        lead=_("지금부터 이 역할로는 아무것도 할 수 없고, 이 역할로 만든 API 키도 폐기됩니다."),
        submit=_("역할 끝내기"),
        back=reverse("identity:organisation", args=[membership.organisation.code]),
        done=_("역할을 끝냈습니다."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE)
def withdraw_offer(request: HttpRequest, identifier: int) -> HttpResponse:
    """An offer of the body's, taken back."""
    found = PlaceOffer.objects.select_related("organisation", "account")
    offer = get_object_or_404(found, pk=identifier)
    body = _body(request, offer.organisation.code, "identity.manage_members")
    return _form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda form: actions.withdraw_offer(request.user, offer),  # type: ignore[arg-type]
        title=_("%(name)s에게 한 제안 거두기") % {"name": offer.account.username},
        submit=_("제안 거두기"),
        back=reverse("identity:organisation", args=[body.code]),
        done=_("제안을 거두었습니다."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE)
def leave(request: HttpRequest, identifier: int) -> HttpResponse:
    """An official goes; everything of theirs ends at once."""
    account = account_of(request, identifier)
    return _form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda form: actions.leave(request.user, account),  # type: ignore[arg-type]
        title=_("%(name)s 퇴직 처리") % {"name": account.username},
        lead=_("모든 역할과 접속, API 키가 지금 끝나고 다시 로그인할 수 없습니다."),
        submit=_("퇴직 처리"),
        back=reverse("identity:organisations"),
        done=_("퇴직 처리를 마쳤습니다."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE)
def reset_sign_in(request: HttpRequest, identifier: int) -> HttpResponse:
    """New first password for somebody who lost theirs; shown once."""
    account = account_of(request, identifier)
    made: list[str] = []
    answer = _form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda form: made.append(actions.reset_sign_in(request.user, account)),  # type: ignore[arg-type]
        title=_("%(name)s 로그인 수단 새로 주기") % {"name": account.username},
        lead=_(
            "지금의 비밀번호, 인증 앱, 패스키, API 키와 접속이 모두 없어집니다. 본인인지 먼저 확인하세요."
        ),
        submit=_("새로 주기"),
        back=reverse("identity:organisations"),
        done="",
    )
    if made:
        return render(request, "identity/password_made.html", {"account": account, "password": made[0]})
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE, keeps=LockForm.typed_again)
def lock(request: HttpRequest, identifier: int) -> HttpResponse:
    """No sign-in for a while."""
    account = account_of(request, identifier)
    return _form_page(
        request,
        LockForm(request.POST or None, initial=typed_before(request)),
        lambda form: actions.lock(
            request.user,  # type: ignore[arg-type]
            account,
            until=form.until(),
            reason=form.cleaned_data["reason"],
        ),
        title=_("%(name)s 계정 잠그기") % {"name": account.username},
        lead=_("접속이 모두 끊기고, 풀릴 때까지 로그인할 수 없습니다."),
        submit=_("잠그기"),
        back=reverse("identity:organisations"),
        done=_("계정을 잠갔습니다."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_act(SEE)
def unlock(request: HttpRequest, identifier: int) -> HttpResponse:
    """Let somebody sign in again."""
    account = account_of(request, identifier)
    return _form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda form: actions.unlock(request.user, account),  # type: ignore[arg-type]
        title=_("%(name)s 잠금 풀기") % {"name": account.username},
        submit=_("잠금 풀기"),
        back=reverse("identity:organisations"),
        done=_("잠금을 풀었습니다."),
    )


def _title(code: str) -> str:
    known = roles().get(code)
    return str(known.title) if known else code


def _body(request: HttpRequest, code: str, permission: str = "identity.see_members") -> Organisation:
    """Return the body, or 404: whoever may not see it does not learn that it exists."""
    user: Any = request.user
    body = get_object_or_404(Organisation, code=code)
    if not user.has_perm("identity.see_members", body):
        raise Http404
    if not user.has_perm(permission, body):
        raise PermissionDenied(permission)
    return body


def _membership(request: HttpRequest, identifier: int) -> Membership:
    found = get_object_or_404(Membership.objects.select_related("organisation", "account"), pk=identifier)
    _body(request, found.organisation.code, "identity.manage_members")
    return found


def account_of(request: HttpRequest, identifier: int) -> Account:
    """Return the official's account that the reader administers, or 404."""
    user: Any = request.user
    account = get_object_or_404(Account, pk=identifier, realm=Realm.STAFF)
    if not user.has_perm("identity.administer_account", account):
        raise Http404
    return account


def _form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[Any], object],
    *,
    title: str,
    submit: str,
    back: str,
    done: str,
    lead: str = "",
) -> HttpResponse:
    """Show a form; when it is sent and fits, act, say so and go back. What does not fit changes nothing."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form)
        except IdentityError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            if done:
                messages.success(request, done)
            return redirect(back)
    context = {"form": form, "title": title, "lead": lead, "submit": submit, "back": back}
    return render(request, "identity/office_form.html", context, status=422 if form.errors else 200)
