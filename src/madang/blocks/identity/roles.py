"""All roles that the rooms of this site know, by code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madang.blocks.identity.errors import NotPossible
from madang.blocks.rooms.manifest import Role, manifests

ADMINISTRATOR = "administrator"


def roles() -> dict[str, Role]:
    """Return every role of every room's manifest by its code, in order of registration.

    Raises ValueError when two rooms give one code two meanings.
    """
    found: dict[str, Role] = {}
    for room in manifests():
        for role in room.roles:
            if found.setdefault(role.code, role) != role:
                raise ValueError(f"two rooms define the role {role.code!r} differently; rename one of them")
    return found


def staff_role(code: str) -> Role:
    """Return the role ``code`` that an official can hold; raises NotPossible for any other code."""
    role = roles().get(code)
    if role is None or not role.staff:
        raise NotPossible(_("그런 직원 역할이 없습니다: %(code)s") % {"code": code}, field="role")
    return role
