"""How the platform is, who may do what, and its backups."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.blocks.identity.access import office_page
from madang.blocks.identity.roles import roles as known_roles
from madang.blocks.rooms.manifest import Role
from madang.blocks.ui.asked import whole_number
from madang.systems.operations import actions
from madang.systems.operations.models import Backup
from madang.systems.operations.queries import health, permissions, standing
from madang.systems.operations.queries.permissions import Extent
from madang.systems.operations.views.frame import page


@require_safe
@office_page("operations.see")
def home(request: HttpRequest) -> HttpResponse:
    """The overview: checks, processes, queues, log, disk."""
    checks = health.checks()
    return page(
        request,
        "home",
        {
            "checks": checks,
            "troubled": [each for each in checks if each.trouble],
            "processes": health.processes(),
            "queues": health.queues(),
            "storage": health.storage(),
            "read_only": standing.read_only(),
            "last_backup": Backup.objects.first(),
        },
        tab="home",
    )


@require_safe
@office_page("operations.see_roles")
def roles(request: HttpRequest) -> HttpResponse:
    """The table of roles and permissions."""
    table = permissions.matrix()
    lines = [
        {
            "permission": line.permission,
            "reaches": [
                _named(line.holders(extent, table.roles), table.roles)
                for extent in (Extent.EVERYWHERE, Extent.WITHIN, Extent.OWN)
            ],
        }
        for line in table.lines
    ]
    # A citizen's role comes with the account; nobody is given it.
    held = [
        (role.code, str(role.title), table.holders.get(role.code, 0)) for role in table.roles if role.staff
    ]
    return page(
        request,
        "roles",
        {"lines": lines, "held": held, "see_holders": _may(request, "operations.see_holders")},
        tab="roles",
    )


def _named(holders: list[Role], everybody: list[Role]) -> str:
    if holders == everybody:
        return _("모두")
    return ", ".join(str(role.title) for role in holders)


@require_safe
@office_page("operations.see_holders")
def holders(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds one role; opening it leaves an entry."""
    role = known_roles().get(code)
    if role is None or not role.staff:
        raise Http404
    user: Any = request.user
    held = actions.open_holders(user, code, whole_number(request.GET.get("page")) or 1)
    return page(request, "holders", {"held": held}, tab="roles", title=str(role.title))


@require_safe
@office_page("operations.see_backups")
def backups(request: HttpRequest) -> HttpResponse:
    """Backups that were found good, newest first."""
    return page(
        request,
        "backups",
        {"backups": Backup.objects.all()[:100], "trouble": health.backup_health()},
        tab="backups",
    )


def _may(request: HttpRequest, permission: str) -> bool:
    user: Any = request.user
    return bool(user.has_perm(permission))
