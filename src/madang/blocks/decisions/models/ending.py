"""Ending what is in force: proposed by one person, reviewed by another, like everything else."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.blocks.decisions.models.decision import ModelVersion
from madang.blocks.decisions.models.proposal import Proposal


class Ending(Proposal):
    """A proposal that a version is no longer in force from ``valid_from`` on.

    ``whole``: as if it had never been approved: its days go back to what would have been in force without it, and
    test persons expect again what they did. Else no rule follows it.
    """

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="endings")
    whole = models.BooleanField(_("처음부터 거둠"))

    class Meta:
        verbose_name = _("규칙을 끝내는 안")
        ordering = ["-recorded_at"]
        constraints = [*Proposal.promises("decisions_ending")]
