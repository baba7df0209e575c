"""What is known of the days on which versions are in force: rows are closed and written anew, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from madang.blocks.decisions.models import InForce, ModelVersion
from madang.blocks.decisions.periods import without


def put(version: ModelVersion, first: date, last: date | None, moment: datetime) -> None:
    """Put a version in force for days that no other one has."""
    InForce.objects.create(
        version=version, model_id=version.model_id, valid_from=first, valid_to=last, known_from=moment
    )


def clear(rows: Iterable[InForce], first: date, last: date | None, moment: datetime) -> None:
    """Free the days from ``first`` to before ``last``; what we knew of them is closed, not lost."""
    for each in rows:
        left = without(each.valid_from, each.valid_to, first, last)
        if left == [(each.valid_from, each.valid_to)]:
            continue
        each.known_to = moment
        each.save(update_fields=["known_to"])
        for begin, end in left:
            put(each.version, begin, end, moment)
