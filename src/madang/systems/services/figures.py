"""How each channel serves people: begun, lodged, minutes, on time; nothing that tells of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from madang.blocks.cases.models import Case

LEAST = 5
"""Cells of fewer people are hidden, and with them one more, so that none can be worked out from a sum."""
WORSE = 0.2
"""A channel so much worse than the best raises an alarm."""
WINDOW = timedelta(days=90)


@dataclass(frozen=True)
class Row:
    """One channel of one service; None where fewer than five stand behind the figure.

    Attributes:
        begun: drafts begun on the channel.
        success: share of them lodged, whatever the channel of lodging.
        minutes: median from beginning to lodging.
        on_time: share of decided cases decided by the deadline.
        alarms: what is more than 20 % worse than the best channel (``success``, ``minutes``).
    """

    service: str
    channel: str
    begun: int | None
    success: float | None
    minutes: float | None
    on_time: float | None
    alarms: tuple[str, ...] = ()


def table(now: datetime | None = None) -> list[Row]:
    """One row a service and channel over the last ninety days."""
    since = (now or timezone.now()) - WINDOW
    cases = Case.objects.filter(created_at__gte=since).values_list(
        "version__process__key", "began_on", "created_at", "lodged_at", "decided_at", "due_at"
    )
    groups: dict[
        tuple[str, str], list[tuple[datetime, datetime | None, datetime | None, datetime | None]]
    ] = {}
    for service, channel, created, lodged, decided, due in cases.iterator(chunk_size=5_000):
        groups.setdefault((service, channel), []).append((created, lodged, decided, due))
    rows = [_row(service, channel, found) for (service, channel), found in sorted(groups.items())]
    return _with_alarms(_hidden(rows))


def _row(
    service: str,
    channel: str,
    cases: list[tuple[datetime, datetime | None, datetime | None, datetime | None]],
) -> Row:
    lodged = [(created, at) for created, at, _decided, _due in cases if at is not None]
    decided = [(at, due) for _created, _lodged, at, due in cases if at is not None and due is not None]
    return Row(
        service,
        channel,
        len(cases),
        len(lodged) / len(cases) if len(cases) >= LEAST else None,
        median((at - created).total_seconds() / 60 for created, at in lodged)
        if len(lodged) >= LEAST
        else None,
        sum(at <= due for at, due in decided) / len(decided) if len(decided) >= LEAST else None,
    )


def _hidden(rows: list[Row]) -> list[Row]:
    """Hide small cells; where one alone is hidden in a service, the next smallest goes too."""
    hide: set[tuple[str, str]] = set()
    for service in {each.service for each in rows}:
        own = sorted((each for each in rows if each.service == service), key=lambda each: each.begun or 0)
        small = [each for each in own if (each.begun or 0) < LEAST]
        if len(small) == 1 and len(own) > 1:
            small.append(own[1])
        hide |= {(each.service, each.channel) for each in small}
    return [
        Row(each.service, each.channel, None, None, None, None)
        if (each.service, each.channel) in hide
        else each
        for each in rows
    ]


def _with_alarms(rows: list[Row]) -> list[Row]:
    found = []
    for each in rows:
        own = [other for other in rows if other.service == each.service]
        alarms = []
        best = max(_known(other.success for other in own), default=None)
        if each.success is not None and best is not None and each.success < best * (1 - WORSE):
            alarms.append("success")
        quickest = min(_known(other.minutes for other in own), default=None)
        if each.minutes is not None and quickest is not None and each.minutes > quickest * (1 + WORSE):
            alarms.append("minutes")
        found.append(
            Row(
                each.service,
                each.channel,
                each.begun,
                each.success,
                each.minutes,
                each.on_time,
                tuple(alarms),
            )
        )
    return found


def _known(values: Iterable[float | None]) -> list[float]:
    return [each for each in values if each is not None]
