"""Which human an official's account belonged to before (전에 등록했던 사람과 사번)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.blocks.identity.models.account import Account
from madang.blocks.identity.models.organisation import Organisation
from madang.blocks.identity.models.person import Person


class PastTie(models.Model):
    """A person or a staff number that an account was tied to until ``ended_at``.

    Kept so that nobody becomes another human by having the tie changed: what was proposed before goes on being
    compared with it (``humans.told_apart``).
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="past_ties")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    staff_number = models.CharField(_("사번"), max_length=40, blank=True, default="")
    staff_number_in = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("푼 때"), default=timezone.now)

    class Meta:
        verbose_name = _("전에 등록했던 사람과 사번")
        ordering = ["-ended_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, staff_number="", staff_number_in__isnull=True)
                | Q(person__isnull=True, staff_number_in__isnull=False) & ~Q(staff_number=""),
                name="past_tie_says_one",
            ),
        ]

    def __str__(self) -> str:
        return f"past-tie:{self.pk}"
