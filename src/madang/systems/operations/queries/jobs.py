"""Jobs of the queue and events that nobody could hear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from madang.blocks.ledger import queries as ledger
from madang.blocks.ledger.models import Delivery
from madang.blocks.rooms.manifest import manifests

PAGE = 50
STATES = {
    "failed": _("실패"),
    "doing": _("하는 중"),
    "todo": _("기다림"),
    "aborted": _("멈추게 함"),
    "cancelled": _("취소됨"),
    "succeeded": _("성공"),
}
"""States of a job, in the order in which an operator asks for them."""


def jobs(state: str, page: int) -> Page[ProcrastinateJob]:
    """Return one page of jobs in a state, latest event first. Their arguments are for programmes only."""
    found: QuerySet[ProcrastinateJob] = (
        ProcrastinateJob.objects.filter(status=state)
        .annotate(last_event=Max("procrastinateevent__at"))
        .order_by("-last_event", "-pk")
    )
    return Paginator(found, PAGE).get_page(page)


@dataclass(frozen=True)
class DeadLetter:
    """An event that a listener could not hear.

    Attributes:
        room: title of the room that listens.
        listener: dotted path of the function.
        index: the event's place in the log.
        error: class of the last error; its text may quote what could not be handled and is not shown.
    """

    id: int
    room: str
    listener: str
    index: int
    attempts: int
    due_at: datetime
    error: str


def dead_letters(page: int) -> tuple[list[DeadLetter], Page[Delivery]]:
    """Return a page of the deliveries given up, oldest event first, and the page itself for its numbers."""
    found = Paginator(ledger.dead_letters(), PAGE).get_page(page)
    return _letters(found.object_list), found


def dead_letter(identifier: int) -> DeadLetter | None:
    """Return one delivery given up, or None."""
    return next(iter(_letters(ledger.dead_letters().filter(pk=identifier))), None)


def _letters(deliveries: Iterable[Delivery]) -> list[DeadLetter]:
    rooms = {path: str(room.title) for room in manifests() for path in room.hears.values()}
    return [
        DeadLetter(
            id=each.pk,
            room=rooms.get(each.listener, each.listener.partition(":")[0]),
            listener=each.listener,
            index=each.index,
            attempts=each.attempts,
            due_at=each.due_at,
            error=each.error.partition(":")[0],
        )
        for each in deliveries
    ]
