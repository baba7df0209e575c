"""One's own account: home, role, step-up, sessions, history, API keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.blocks.identity import actions, queries
from madang.blocks.identity.access import FRESH, assurance_required, safe_next, signed_in, staff_page
from madang.blocks.identity.assurance import Level, level_of
from madang.blocks.identity.errors import IdentityError
from madang.blocks.identity.forms import ApiKeyForm
from madang.blocks.identity.middleware import ACTING_KEY, OFFICE_LEVEL
from madang.blocks.identity.models import ApiKey, PlaceOffer, Realm
from madang.blocks.identity.roles import roles
from madang.blocks.identity.typed import typed_before
from madang.blocks.ui.asked import whole_number

LONGEST_WITHIN = 86_400  # seconds
A_PAGE = 50  # rows


def key_level(request: HttpRequest) -> Level:
    """What making a key, or taking one away, has to be proved by: two factors where there are two."""
    user: Any = request.user
    if user.realm == Realm.STAFF or queries.credentials_of(user) & {"totp", "webauthn"}:
        return Level.TWO_FACTORS
    return Level.PASSWORD


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Who one is here, and where one's own things are."""
    user: Any = request.user
    return render(
        request,
        "identity/home.html",
        {
            "name": user.shown_name,
            "level": level_of(request),
            "office_level": OFFICE_LEVEL,
            "is_staff": user.realm == Realm.STAFF,
            "acting": _named(user.acting),
            "places": [_named(each) for each in user.memberships_now()],
            "offers": queries.offers_to(user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def offers(request: HttpRequest) -> HttpResponse:
    """Places that other bodies offer; taking one is proved afresh."""
    if request.method == "POST":
        return _answer_offer(request)
    user: Any = request.user
    shown = [{**(_named(each) or {}), "from": each.starts_at} for each in queries.offers_to(user)]
    return render(request, "identity/offers.html", {"offers": shown})


@assurance_required(OFFICE_LEVEL, within=FRESH)
def _answer_offer(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    number = whole_number(request.POST.get("offer", "")) or 0
    offer = get_object_or_404(PlaceOffer.objects.standing(), pk=number, account=user)
    try:
        if request.POST.get("answer") == "accept":
            actions.accept_offer(user, offer)
            messages.success(request, _("자리를 받아들였습니다. 이제 이 역할로 일할 수 있습니다."))
        else:
            actions.decline_offer(user, offer)
            messages.success(request, _("제안을 사양했습니다."))
    except IdentityError as error:
        messages.error(request, str(error))
    return redirect("identity:offers")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choose_role(request: HttpRequest) -> HttpResponse:
    """Choose in which of one's roles to act in this session."""
    user: Any = request.user
    target = safe_next(request, reverse("identity:home"))
    if request.method == "POST":
        chosen = request.POST.get("membership", "")
        try:
            membership = actions.choose_role(user, whole_number(chosen) or 0)
        except IdentityError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(_with_next("identity:choose_role", target))
        request.session[ACTING_KEY] = membership.pk
        return HttpResponseRedirect(target)
    if user.realm == Realm.STAFF and level_of(request) < OFFICE_LEVEL:
        here = request.get_full_path()
        return HttpResponseRedirect(_with_next("identity:step_up", here, level=str(int(OFFICE_LEVEL))))
    return render(
        request,
        "identity/choose_role.html",
        {"places": [_named(each) for each in user.memberships_now()], "acting": user.acting, "next": target},
    )


@require_safe
@signed_in
def step_up(request: HttpRequest) -> HttpResponse:
    """Say what more has to be proved and offer the ways to do it; back to ``next`` when it is proved."""
    user: Any = request.user
    target = safe_next(request, reverse("identity:home"))
    level = Level(min(max(whole_number(request.GET.get("level")) or 1, 1), 3))
    seconds = min(whole_number(request.GET.get("within")) or 0, LONGEST_WITHIN)
    if level_of(request, within=timedelta(seconds=seconds) if seconds else None) >= level:
        return HttpResponseRedirect(target)
    here = request.get_full_path()
    own = queries.credentials_of(user)
    ways = []
    if "webauthn" in own:
        ways.append((_("패스키로 확인"), _with_next("mfa_reauthenticate_webauthn", target)))
    if "totp" in own and level <= Level.TWO_FACTORS:
        ways.append((_("인증 앱의 번호로 확인"), _with_next("mfa_reauthenticate", target)))
    if level == Level.PASSWORD:
        ways.append((_("비밀번호로 확인"), _with_next("account_reauthenticate", target)))
    if not ways:
        ways.append((_("패스키 등록하기"), _with_next("mfa_add_webauthn", here)))
        if level <= Level.TWO_FACTORS:
            ways.append((_("인증 앱 등록하기"), _with_next("mfa_activate_totp", here)))
    return render(
        request,
        "identity/step_up.html",
        {"level": level, "ways": ways, "enrol": not own & {"webauthn", "totp"}, "next": target},
    )


@require_safe
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    found = UserSession.objects.purge_and_list(request.user)
    found.sort(key=lambda session: session.created_at, reverse=True)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "identity/sessions.html", {"sessions": shown})


@require_POST
@signed_in
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End the chosen sessions, or all but this one."""
    user: Any = request.user
    if request.POST.get("which") == "others":
        found = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
        keys = [str(pk) for pk in found.values_list("pk", flat=True)]
    else:
        keys = request.POST.getlist("session")
    ended = actions.end_sessions(user, keys=keys)
    if ended:
        messages.success(request, _("접속 %(count)s개를 끊었습니다.") % {"count": ended})
    else:
        messages.info(request, _("끊을 접속을 고르지 않았습니다."))
    return redirect("usersessions_list")


@require_safe
@signed_in
def history(request: HttpRequest) -> HttpResponse:
    """One's own latest sign-ins and failed attempts."""
    return render(request, "identity/history.html", {"events": queries.sign_ins_of(request.user)})  # type: ignore[arg-type]


@require_safe
@signed_in
def api_keys(request: HttpRequest) -> HttpResponse:
    """One's own API keys."""
    shown = Paginator(queries.api_keys_of(request.user), A_PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    return render(request, "identity/api_keys.html", {"keys": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@assurance_required(key_level, within=FRESH, keeps=ApiKeyForm.typed_again)
def new_api_key(request: HttpRequest) -> HttpResponse:
    """Make a key; the answer to the form is the only page that ever shows its secret."""
    user: Any = request.user
    form = ApiKeyForm(request.POST or None, initial=typed_before(request), account=user)
    if request.method == "POST" and form.is_valid():
        try:
            key, secret = actions.issue_api_key(
                user,
                label=form.cleaned_data["label"],
                scopes=form.cleaned_data["scopes"],
                expires_at=form.expires_at(),
                hourly_quota=form.cleaned_data["hourly_quota"],
            )
        except IdentityError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return render(request, "identity/api_key_made.html", {"key": key, "secret": secret})
    return render(request, "identity/api_key_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in
@assurance_required(key_level, within=FRESH)
def revoke_api_key(request: HttpRequest, identifier: int) -> HttpResponse:
    """Let one of one's own keys open nothing any more."""
    user: Any = request.user
    key = get_object_or_404(ApiKey, pk=identifier, account=user)
    try:
        actions.revoke_api_key(user, key)
    except IdentityError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("키를 폐기했습니다."))
    return redirect("identity:api_keys")


def _with_next(page: str, target: str, **more: str) -> str:
    return f"{reverse(page)}?{urlencode({**more, 'next': target})}"


def _named(membership: Any) -> dict[str, Any] | None:
    """Return a membership, or the offer of one, with its role's title for the reader."""
    if membership is None:
        return None
    role = roles().get(membership.role)
    return {
        "id": membership.pk,
        "organisation": membership.organisation.name,
        "role": str(role.title) if role else membership.role,
        "until": membership.ends_at,
    }
