"""Whether anything may be changed now, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madang.blocks.ledger import queries as ledger
from madang.systems.operations.models import ReadOnlyOrder


@dataclass(frozen=True)
class ReadOnly:
    """The site only reads.

    Attributes:
        reason: a sentence for everybody, in the reader's language.
        since: when an operator began it; None when the ledger itself asks for it.
        automatic: whether the ledger asks for it: then no switch ends it, only what it names.
    """

    reason: str
    since: datetime | None
    automatic: bool


def read_only() -> ReadOnly | None:
    """Return why nothing may be changed now, or None. The ledger's own reason goes before an operator's."""
    if reason := ledger.read_only_reason():
        return ReadOnly(reason, None, automatic=True)
    order = ReadOnlyOrder.objects.filter(ended_at=None).first()
    if order is None:
        return None
    return ReadOnly(_reason(order), order.begun_at, automatic=False)


def _reason(order: ReadOnlyOrder) -> str:
    if (get_language() or "ko").startswith("en"):
        return order.reason_en or _("점검하고 있습니다.")
    return order.reason_ko


def writes_health() -> str | None:
    """Health check: None when changes are possible."""
    found = read_only()
    return found.reason if found else None
