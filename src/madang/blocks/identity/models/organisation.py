"""Bodies (기관) in a tree, and who holds which role in them for which term."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeBoundary, RangeOperators
from django.db import connections, models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models.account import Account


class OrganisationKind(models.TextChoices):
    MINISTRY = "ministry", _("중앙행정기관")
    PROVINCE = "province", _("광역자치단체")
    CITY = "city", _("기초자치단체")
    TOWN = "town", _("읍·면·동")
    DEPARTMENT = "department", _("부서")
    AGENCY = "agency", _("공공기관")
    COMMITTEE = "committee", _("위원회")
    COMPANY = "company", _("기업")
    CIVIC = "civic", _("시민단체")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def valid(self, day: date | None = None) -> OrganisationQuerySet:
        """Those that exist on ``day`` (default: today)."""
        on = day or timezone.localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def ids_below(self, root: int) -> frozenset[int]:
        """Return the ids of the body ``root`` and of all below it, closed ones too."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE below (id) AS (SELECT %s::bigint UNION SELECT o.id "
                "FROM identity_organisation o JOIN below b ON o.parent_id = b.id) SELECT id FROM below",
                [root],
            )
            return frozenset(row[0] for row in cursor.fetchall())

    def top_of(self, body: int) -> Organisation:
        """Return the topmost body above the body ``body``, or itself."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE above (id, parent_id) AS (SELECT id, parent_id FROM identity_organisation "
                "WHERE id = %s::bigint UNION SELECT o.id, o.parent_id FROM identity_organisation o "
                "JOIN above a ON o.id = a.parent_id) SELECT id FROM above WHERE parent_id IS NULL",
                [body],
            )
            (top,) = cursor.fetchone()
        return self.get(pk=top)


class Organisation(models.Model):
    """A body or a part of one. It has a valid period because bodies are merged, renamed and dissolved."""

    code = models.CharField(_("기관 코드"), max_length=64, unique=True)
    name_ko = models.CharField(_("이름"), max_length=200)
    name_en = models.CharField(_("영문 이름"), max_length=200)
    kind = models.CharField(_("종류"), max_length=16, choices=OrganisationKind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    valid_from = models.DateField(_("설치일"), default=timezone.localdate)
    valid_to = models.DateField(_("폐지일"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("기관")
        verbose_name_plural = _("기관")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Za-z0-9][A-Za-z0-9._-]*$"), name="organisation_code"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organisation_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="organisation_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "ko").startswith("en") else self.name_ko

    def is_valid_on(self, day: date) -> bool:
        """Whether the body exists on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class IdRange(Func):
    """``[id, id]`` as a range: gist knows ranges, and plain equality only with the extension btree_gist."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


class CodeRange(Func):
    """``[code, code]`` as a range of our type ``identity_code_range`` (made in the first migration)."""

    function = "identity_code_range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


class Term(Func):
    """``[starts_at, ends_at)``; open at the end when ``ends_at`` is NULL, empty when both are equal."""

    function = "tstzrange"
    output_field = DateTimeRangeField()

    def __init__(self, *expressions: Any) -> None:
        super().__init__(*expressions, RangeBoundary())


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, at: datetime | None = None) -> MembershipQuerySet:
        """Those whose term holds at ``at`` (default: now)."""
        moment = at or timezone.now()
        return self.not_over(moment).filter(starts_at__lte=moment)

    def not_over(self, at: datetime | None = None) -> MembershipQuerySet:
        """Those whose term holds at ``at`` or begins later; none that were called off."""
        return self.filter(
            Q(ends_at__isnull=True) | (Q(ends_at__gt=at or timezone.now()) & Q(ends_at__gt=F("starts_at")))
        )


class Membership(models.Model):
    """One account holds one role in one organisation from ``starts_at`` to before ``ends_at`` (보직).

    ``role`` is a role's code of some room's manifest. A membership called off before it began has
    ``ends_at`` equal to ``starts_at``. A ``guest`` belongs elsewhere: the place was offered to them and taken
    (``PlaceOffer``), and it gives the body no say over their account.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("역할"), max_length=48)
    starts_at = models.DateTimeField(_("시작"), default=timezone.now)
    ends_at = models.DateTimeField(_("끝"), null=True, blank=True)
    guest = models.BooleanField(_("다른 기관에 소속"), default=False, db_default=False, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("보직")
        verbose_name_plural = _("보직")
        constraints = [
            models.CheckConstraint(condition=~Q(role=""), name="membership_has_role"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="membership_term"
            ),
            ExclusionConstraint(
                name="membership_one_term_at_a_time",
                expressions=[
                    (IdRange("account_id"), RangeOperators.OVERLAPS),
                    (IdRange("organisation_id"), RangeOperators.OVERLAPS),
                    (CodeRange("role"), RangeOperators.OVERLAPS),
                    (Term("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"membership:{self.pk}"

    def holds_at(self, moment: datetime) -> bool:
        """Whether the term holds at ``moment``."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)
