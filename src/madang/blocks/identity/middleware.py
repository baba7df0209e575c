"""In which role somebody acts during a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from madang.blocks.identity.assurance import Level, level_of
from madang.blocks.identity.models import Realm

ACTING_KEY = "identity_acting"
"""Session key: id of the membership chosen to act in."""

OFFICE_LEVEL = Level.TWO_FACTORS
"""What an official has to prove before any role is theirs, in demo mode too."""


class ActingRoleMiddleware:
    """Give ``request.user`` the membership chosen in this session; lazily, so that pages which never ask who
    reads them cost no query.

    An official whose session is below ``OFFICE_LEVEL``, or who still has a temporary password, acts in no
    role at all: every permission fails, whatever page forgot to ask for more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        plain = request.user
        user: Any = SimpleLazyObject(lambda: with_role(request, plain))
        request.user = user
        request.auser = sync_to_async(lambda: with_role(request, plain))
        return self.get_response(request)


def with_role(request: HttpRequest, user: Any) -> Any:
    """Return the session's account, acting in the membership chosen for this session."""
    if not user.is_authenticated or user.realm != Realm.STAFF:
        return user
    if user.password_temporary or level_of(request, user=user) < OFFICE_LEVEL:
        user.act_as(None)
        return user
    chosen = request.session.get(ACTING_KEY)
    memberships = user.memberships_now()
    if len(memberships) > 1:
        user.act_as(next((each for each in memberships if each.pk == chosen), None))
    return user
