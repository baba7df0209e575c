"""Reads that are acts: whoever opens raw or personal data leaves an entry."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from hashlib import sha256

from django.core.paginator import Page, Paginator
from django.db import transaction

from madang.blocks.catalogue import queries as catalogue
from madang.blocks.catalogue.queries import QuarantinedRow
from madang.blocks.identity.basis import STAFFING, STAFFING_BASIS
from madang.blocks.identity.models import Membership
from madang.blocks.identity.principal import Principal, require
from madang.blocks.ledger import record
from madang.systems.operations.basis import MEND_IMPORT, MEND_IMPORT_BASIS

HOLDERS = 100
"""Holders of a role on a page."""


@transaction.atomic
def open_quarantine(by: Principal, run: uuid.UUID, page: int = 1) -> Page[QuarantinedRow]:
    """Return a page of what an import could not take in, as it came. Raises PermissionDenied."""
    actor = require(by, "operations.open_quarantine")
    rows = catalogue.quarantined(by, run, page)
    record(
        "operations.quarantine.opened",
        actor=actor,
        subject=None,
        detail={"run": str(run), "rows": len(rows), "digest": _digest(row.id for row in rows)},
        purpose=MEND_IMPORT,
        basis=MEND_IMPORT_BASIS,
    )
    return rows


@transaction.atomic
def open_holders(by: Principal, role: str, page: int = 1) -> Page[Membership]:
    """Return a page of those who hold a role now, in which body, since when. Raises PermissionDenied."""
    actor = require(by, "operations.see_holders")
    held = Membership.objects.current().filter(role=role, account__is_active=True)
    ordered = held.select_related("account", "organisation").order_by(
        "organisation__code", "account__username", "pk"
    )
    found = Paginator(ordered, HOLDERS).get_page(page)
    record(
        "operations.holders.opened",
        actor=actor,
        subject=None,
        detail={"role": role, "rows": len(found), "digest": _digest(each.pk for each in found)},
        purpose=STAFFING,
        basis=STAFFING_BASIS,
    )
    return found


def _digest(identifiers: Iterable[int]) -> str:
    return sha256(",".join(map(str, identifiers)).encode()).hexdigest()
