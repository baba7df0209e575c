"""Doors of pages: who may open one, from which realm, and how sure we must be.

@citizen_page
def my_applications(request): ...

@office_page("catalogue.write")
def edit(request): ...

@office_act("identity.manage_members")  # asks for a second factor proved within 15 minutes
def appoint(request): ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from madang.blocks.identity.assurance import Level, level_of
from madang.blocks.identity.middleware import OFFICE_LEVEL
from madang.blocks.identity.models import Realm
from madang.blocks.identity.typed import keep_typed

View = Callable[..., HttpResponse]

FRESH = timedelta(minutes=15)
"""How long a proof counts for acts that reach others."""

SIGN_IN_PAGES = {Realm.CITIZEN: "account_login", Realm.STAFF: "identity:office_sign_in"}


def signed_in(view: View) -> View:
    """Let everybody in who has signed in, in either realm."""
    return _door(view, realm=None, level=Level.PASSWORD)


def citizen_page(view: View) -> View:
    """Let citizens in; an official is told to come back with their citizen's account."""
    return _door(view, realm=Realm.CITIZEN, level=Level.PASSWORD)


def office_page(
    permission: str | None = None,
    *,
    level: Level = OFFICE_LEVEL,
    within: timedelta | None = None,
    keeps: Iterable[str] = (),
) -> Callable[[View], View]:
    """Let officials in who act in a role, hold ``permission`` and proved themselves up to ``level``."""

    def decorate(view: View) -> View:
        return _door(
            view, realm=Realm.STAFF, level=level, within=within, permission=permission, keeps=tuple(keeps)
        )

    return decorate


def staff_page(view: View) -> View:
    """Let officials in whatever their role, those without any too: for what is about their own places."""
    return _door(view, realm=Realm.STAFF, level=OFFICE_LEVEL, placed=False)


def office_act(permission: str, *, keeps: Iterable[str] = ()) -> Callable[[View], View]:
    """A door of the office behind which something is done that reaches others: the second factor must be fresh.

    What was typed into the fields ``keeps`` of a form that came too late is there again afterwards
    (``typed_before``).
    """
    return office_page(permission, within=FRESH, keeps=keeps)


def assurance_required(
    level: Level | Callable[[HttpRequest], Level],
    *,
    within: timedelta | None = None,
    keeps: Iterable[str] = (),
) -> Callable[[View], View]:
    """Ask for more proof when the session's level (or what was proved ``within`` a time) is below ``level``.

    ``keeps`` names the fields of a form that are there again afterwards (``typed_before``).
    """
    kept = tuple(keeps)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            wanted = level if isinstance(level, Level) else level(request)
            return _step_up(request, wanted, within, kept) or view(request, *args, **kwargs)

        return guarded

    return decorate


def realm_of_page(request: HttpRequest) -> Realm | None:
    """Return the realm whose sign-in page this is, or None on any other page."""
    realm: Realm | None = getattr(request, "identity_realm", None)
    return realm


def safe_next(request: HttpRequest, default: str) -> str:
    """Return where the reader wanted to go (``next``) when that is a path of this site, else ``default``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_path(wanted) else default


def is_own_path(url: str) -> bool:
    """Whether ``url`` is a path of this very site: no scheme, no host, nothing a browser reads as one."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def _door(
    view: View,
    *,
    realm: Realm | None,
    level: Level,
    within: timedelta | None = None,
    permission: str | None = None,
    keeps: tuple[str, ...] = (),
    placed: bool = True,
) -> View:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        if not user.is_authenticated:
            return _redirect(SIGN_IN_PAGES[realm or Realm.CITIZEN], request)
        if realm is not None and user.realm != realm:
            return render(request, "identity/wrong_realm.html", {"realm": realm}, status=403)
        answer = _step_up(request, level, None, keeps)
        if answer is None and realm == Realm.STAFF:
            answer = _role_missing(request, placed)
        if answer is not None:
            return answer
        if permission is not None and not user.has_perm(permission):
            raise PermissionDenied(permission)
        # Last, so that nobody proves anything for a door that does not open for them.
        return _step_up(request, level, within, keeps) or view(request, *args, **kwargs)

    return guarded


def _step_up(
    request: HttpRequest, level: Level, within: timedelta | None, keeps: tuple[str, ...]
) -> HttpResponse | None:
    if level_of(request, within=within) >= level:
        return None
    more = {"level": str(int(level))}
    if within is not None:
        more["within"] = str(int(within.total_seconds()))
    if request.method == "POST":
        keep_typed(request, keeps)
        messages.info(request, _("확인이 끝나면 하던 화면으로 돌아갑니다. 거기서 단추를 다시 눌러 주세요."))
    return _redirect("identity:step_up", request, **more)


def _role_missing(request: HttpRequest, placed: bool) -> HttpResponse | None:
    user: Any = request.user
    if user.password_temporary:
        return _redirect("account_change_password", request)
    if placed and user.acting is None:
        return _redirect("identity:choose_role", request)
    return None


def _redirect(page: str, request: HttpRequest, **more: str) -> HttpResponse:
    """Redirect to ``page``, which leads back here; a form that was sent leads back to the page it stood on."""
    back = request.get_full_path()
    if request.method not in {"GET", "HEAD"}:
        parts = urlsplit(request.META.get("HTTP_REFERER", ""))
        back = parts.path if parts.netloc == request.get_host() else ""
    query = {**more, **({"next": back} if is_own_path(back) else {})}
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode(query)}")
