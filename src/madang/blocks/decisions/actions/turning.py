"""Telling the ledger that a rule or a table of figures comes into force today, or ends: for whoever listens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from madang.blocks.decisions.actions.reviewing import BASIS, PURPOSE
from madang.blocks.decisions.models import (
    ChangeKind,
    InForce,
    ModelVersion,
    ParameterChange,
    ParameterValue,
    State,
    Turn,
    TurnKind,
)
from madang.blocks.ledger import SYSTEM, record

Subject = ModelVersion | ParameterChange
Span = tuple[date, date | None]
"""In force from the first to before the second day; until further notice where it is None."""


@dataclass(frozen=True)
class _Told:
    """What was told of one version or table so far: each day, and the kind of the last."""

    days: frozenset[tuple[str, date]] = frozenset()
    last: str = ""


@transaction.atomic
def tell_turns(today: date | None = None) -> int:
    """Tell each day that has come and was not told yet; return how many. Safe to run twice, and after days off.

    What was told and holds no more, because somebody learnt otherwise since (a rule withdrawn whole, its days given
    back), is told with today's day.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('decisions.tell-turns'))")
    day = today or timezone.localdate()
    return _tell(ModelVersion, _spans_of_versions(), day) + _tell(ParameterChange, _spans_of_figures(), day)


def _tell(kind: type[Subject], spans: Mapping[int, list[Span]], today: date) -> int:
    told = _told(kind)
    wanted: list[tuple[date, bool, int]] = []  # of one day what ends comes before what begins
    for key in spans.keys() | told.keys():
        known, found = told.get(key, _Told()), spans.get(key, [])
        new = {
            (day, which)
            for first, last in found
            for day, which in ((first, TurnKind.BEGAN), (last, TurnKind.ENDED))
            if day is not None and day <= today and (which, day) not in known.days
        }
        last_told = max(new, key=lambda each: (each[0], each[1] == TurnKind.BEGAN))[1] if new else known.last
        holds = any(first <= today and (last is None or today < last) for first, last in found)
        if holds != (last_told == TurnKind.BEGAN) and (holds or last_told):
            turn = (today, TurnKind.BEGAN if holds else TurnKind.ENDED)
            new |= {turn} if (turn[1], today) not in known.days else set()
        wanted += [(day, which == TurnKind.BEGAN, key) for day, which in new]
    rows = kind._default_manager.select_related("model" if kind is ModelVersion else "parameter")
    subjects = rows.in_bulk([key for _day, _began, key in wanted])
    for day, began, key in sorted(wanted):
        _record(subjects[key], TurnKind.BEGAN if began else TurnKind.ENDED, day)
    return len(wanted)


def _record(subject: Subject, which: TurnKind, day: date) -> None:
    if isinstance(subject, ModelVersion):
        room, about = "version", f"decision-model:{subject.model.key}"
        detail = {"model": subject.model.key, "version": subject.number, "xml_sha256": subject.digest_hex}
    else:
        room, about = "parameter", f"dated-parameter:{subject.parameter.key}"
        detail = {
            "parameter": subject.parameter.key,
            "change": subject.pk,
            "document_sha256": subject.digest_hex,
        }
    act = record(
        f"decisions.{room}.{which.value}",
        actor=SYSTEM,
        subject=about,
        detail={**detail, "day": day.isoformat()},
        purpose=PURPOSE,
        basis=BASIS,
    )
    is_version = isinstance(subject, ModelVersion)
    Turn.objects.create(
        kind=which, day=day, act=act, **({"version": subject} if is_version else {"figures": subject})
    )


def _told(kind: type[Subject]) -> dict[int, _Told]:
    name = "version_id" if kind is ModelVersion else "figures_id"
    found: dict[int, _Told] = {}
    rows = Turn.objects.filter(**{f"{name}__isnull": False}).order_by("id")
    for key, which, day in rows.values_list(name, "kind", "day"):
        found[key] = _Told(found.get(key, _Told()).days | {(which, day)}, which)
    return found


def _spans_of_versions() -> dict[int, list[Span]]:
    """On which days each version is in force, as known now; days that touch are one span."""
    rows = InForce.objects.filter(known_to__isnull=True).order_by("version_id", "valid_from")
    found: dict[int, list[Span]] = {}
    for key, first, last in rows.values_list("version_id", "valid_from", "valid_to"):
        spans = found.setdefault(key, [])
        if spans and spans[-1][1] == first:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return found


def _spans_of_figures() -> dict[int, list[Span]]:
    """From when to when something of each table holds, as known now; of one that ends all figures, that they are ended."""
    rows = ParameterValue.objects.filter(known_to__isnull=True)
    found = _whole(rows.values_list("change_id", "valid_from", "valid_to"))
    ending = ParameterChange.objects.filter(kind=ChangeKind.END, state=State.APPROVED)
    return found | _whole(ending.values_list("pk", "valid_from", "valid_to"))


def _whole(rows: Iterable[tuple[int, date | None, date | None]]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for key, first, last in rows:
        assert first is not None  # of what was approved
        before = found.get(key, [(first, last)])[0]
        ends = None if before[1] is None or last is None else max(before[1], last)
        found[key] = [(min(before[0], first), ends)]
    return found
