"""The tree of bodies: founded, renamed, moved, closed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.blocks.identity.basis import STAFFING, STAFFING_BASIS
from madang.blocks.identity.errors import NotPossible
from madang.blocks.identity.models import Membership, Organisation, OrganisationKind
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import Actor, record

MANAGE = "identity.manage_organisation"


@transaction.atomic
def create_organisation(
    by: Principal,
    *,
    code: str,
    name_ko: str,
    name_en: str,
    kind: str,
    parent: Organisation | None,
    valid_from: date | None = None,
) -> Organisation:
    """Found a body below ``parent``; only the platform itself founds one without a parent.

    Raises PermissionDenied, and NotPossible when the code is taken or malformed, a name is missing, or the
    parent does not exist on that day.
    """
    actor = require(by, MANAGE, parent)
    lock_tree()
    day = valid_from or timezone.localdate()
    if parent is not None:
        parent = Organisation.objects.get(pk=parent.pk)
        if not parent.is_valid_on(day):
            raise NotPossible(
                _("상위 기관이 그날에는 없습니다: %(name)s") % {"name": parent.name}, field="parent"
            )
    if kind not in OrganisationKind.values:
        raise NotPossible(_("그런 기관 종류가 없습니다: %(kind)s") % {"kind": kind}, field="kind")
    organisation = Organisation(
        code=code.strip(), kind=kind, parent=parent, valid_from=day, **_names(name_ko, name_en)
    )
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise _code_error(error) from error
    _note("identity.organisation.founded", organisation, actor, kind=kind, parent=_code(parent))
    return organisation


@transaction.atomic
def rename_organisation(by: Principal, organisation: Organisation, *, name_ko: str, name_en: str) -> None:
    """Give a body other names. Raises PermissionDenied, and NotPossible when a name is missing."""
    actor = require(by, MANAGE, organisation)
    for field, value in _names(name_ko, name_en).items():
        setattr(organisation, field, value)
    organisation.save(update_fields=["name_ko", "name_en"])
    _note("identity.organisation.renamed", organisation, actor)


@transaction.atomic
def move_organisation(by: Principal, organisation: Organisation, *, parent: Organisation) -> None:
    """Put a body under another. Raises PermissionDenied (both places count), and NotPossible for a circle."""
    actor = require(by, MANAGE, organisation)
    require(by, MANAGE, parent)
    lock_tree()
    if parent.pk in Organisation.objects.ids_below(organisation.pk):
        raise NotPossible(
            _("%(parent)s은(는) %(name)s 아래에 있어 상위 기관이 될 수 없습니다.")
            % {"parent": parent.name, "name": organisation.name},
            field="parent",
        )
    before = organisation.parent
    organisation.parent = parent
    organisation.save(update_fields=["parent"])
    _note("identity.organisation.moved", organisation, actor, parent=parent.code, before=_code(before))


@transaction.atomic
def close_organisation(by: Principal, organisation: Organisation, *, on: date) -> None:
    """Close a body from the day ``on``; it stays in history.

    Raises PermissionDenied, and NotPossible while bodies below it or people in it remain on that day.
    """
    actor = require(by, MANAGE, organisation)
    lock_tree()
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if on <= organisation.valid_from:
        raise NotPossible(_("폐지일은 설치일보다 뒤여야 합니다."), field="on")
    if organisation.children.valid(on).exists():
        raise NotPossible(_("아래에 남아 있는 기관이 있습니다. 먼저 옮기거나 폐지하세요."), field="on")
    moment = timezone.make_aware(datetime.combine(on, time.min))
    if Membership.objects.filter(organisation=organisation).not_over(moment).exists():
        raise NotPossible(
            _("이 기관에 아직 자리가 있는 직원이 있습니다. 먼저 옮기거나 끝내세요."), field="on"
        )
    organisation.valid_to = on
    organisation.save(update_fields=["valid_to"])
    _note("identity.organisation.closed", organisation, actor, on=on.isoformat())


def lock_tree() -> None:
    """Let one transaction at a time change the tree, so that two moves cannot close a circle together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('identity.organisation.tree'))")


def _names(name_ko: str, name_en: str) -> dict[str, str]:
    names = {"name_ko": name_ko.strip(), "name_en": name_en.strip()}
    for field, value in names.items():
        if not value:
            raise NotPossible(_("이름을 한국어와 영어로 적어 주세요."), field=field)
    return names


def _code_error(error: IntegrityError) -> NotPossible:
    if "organisation_code" in str(error):
        return NotPossible(
            _("기관 코드는 영문자나 숫자로 시작하고 영문자·숫자·점·밑줄·붙임표만 쓸 수 있습니다."),
            field="code",
        )
    return NotPossible(_("이미 쓰고 있는 기관 코드입니다."), field="code")


def _code(organisation: Organisation | None) -> str | None:
    return organisation.code if organisation else None


def _note(type: str, organisation: Organisation, actor: Actor, **detail: Any) -> None:
    record(
        type,
        actor=actor,
        subject=f"organisation:{organisation.pk}",
        detail={"organisation": organisation.code, **detail},
        purpose=STAFFING,
        basis=STAFFING_BASIS,
    )
