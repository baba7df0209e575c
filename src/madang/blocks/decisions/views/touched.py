"""Whom a change touches, as tables that people read: used by the comparison and by the desk of a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from madang.blocks.decisions import saying
from madang.blocks.decisions.errors import Unfit
from madang.blocks.decisions.forms import FactsForm
from madang.blocks.decisions.models import Counting, ModelVersion
from madang.blocks.decisions.populations import DECILES, SEXES, exists
from madang.blocks.decisions.queries.answers import ready
from madang.blocks.decisions.queries.assumptions import assumable, suggested
from madang.blocks.decisions.queries.completing import (
    GAIN,
    LOSE,
    MAY_GAIN,
    MAY_LOSE,
    NO_ANSWER,
    OTHER,
    SAME,
    UNKNOWN,
)
from madang.blocks.decisions.queries.touching import Counts, Touched


@dataclass(frozen=True)
class Part:
    """One table: people divided in one way. Outcomes that nobody in the city has are left out of all of them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def parts(touched: Touched | None) -> list[Part]:
    """Tables by age, income, sex and district, after one of all."""
    if touched is None:
        return []
    words = {
        GAIN: _("이로움"),
        LOSE: _("불리함"),
        OTHER: _("달라짐"),
        NO_ANSWER: _("한쪽 판이 답하지 못함"),
        MAY_GAIN: _("이로울 수 있고 불리하지 않음"),
        MAY_LOSE: _("불리할 수 있고 이롭지 않음"),
        UNKNOWN: _("아직 모름"),
        SAME: _("그대로"),
    }
    kept = [each for each in words if each == SAME or getattr(touched.all, each)]

    def part(title: str, counts: Mapping[str, Counts]) -> Part:
        rows = tuple((name, tuple(getattr(each, column) for column in kept)) for name, each in counts.items())
        return Part(title, tuple(words[column] for column in kept), rows)

    incomes = {_decile(name, touched.income_tops): counts for name, counts in touched.by_income.items()}
    sexes = {str(SEXES[name]): counts for name, counts in sorted(touched.by_sex.items())}
    return [
        part(_("모두"), {_("모두"): touched.all}),
        part(_("나이대"), touched.by_age),
        part(_("소득 십분위"), incomes),
        part(_("성별"), sexes),
        part(_("사는 구"), dict(sorted(touched.by_district.items()))),
    ]


def _decile(name: str, tops: tuple[int, ...]) -> str:
    number = int(name)
    if number == DECILES:
        return _("%(number)d분위: 그보다 많음") % {"number": number}
    return _("%(number)d분위: 월 %(won)s원까지") % {
        "number": number,
        "won": f"{round(tops[number - 1], -4):,}",
    }


def in_words(assumed: Mapping[str, Any]) -> str:
    """Assumptions as people read them."""
    return ", ".join(f"{name}: {saying.in_words(value)}" for name, value in assumed.items())


def assuming(version: ModelVersion, data: Any = None) -> FactsForm | None:
    """The form of what a proposal takes for true of everybody; as a test person suggests until somebody tells otherwise.

    None where there is no city to ask, or the version cannot be asked today.
    """
    day = max(version.valid_from or timezone.localdate(), timezone.localdate())
    if not exists():
        return None
    try:
        prepared = ready(version, day)
    except Unfit:
        return None
    told = {} if data is not None else version.assumed or suggested(version, day)
    names = assumable(prepared)
    return FactsForm(prepared.engine, names, data, initial=query_of(names, told))


def again(
    request: Any, version: ModelVersion, current: ModelVersion | None, day: date
) -> dict[str, Any] | None:
    """The form by which officials of the rule's body have a proposal counted anew under other assumptions."""
    if current is None or current.pk == version.pk or version.valid_from is None:
        return None
    form = assuming(version)
    hidden = [("before", current.number), ("after", version.number), ("day", day.isoformat())]
    return {"form": form, "hidden": hidden} if form is not None and form.fields else None


def address(counting: Counting) -> str:
    """Where the comparison that was counted is read."""
    return address_of(counting.before, counting.after, counting.day, counting.assumed)


def address_of(before: ModelVersion, after: ModelVersion, day: date, assumed: Mapping[str, Any]) -> str:
    """Where two versions are compared on a day, under assumptions."""
    query = dict(pair(before, after, day, assumed))
    return f"{reverse('decisions:compare', args=[after.model.key])}?{urlencode(query)}#city"


def pair(
    before: ModelVersion, after: ModelVersion, day: date, assumed: Mapping[str, Any]
) -> list[tuple[str, str | int]]:
    """What a comparison is asked with, field by field."""
    told = query_of(assumable(ready(after, day)), assumed)
    return [("before", before.number), ("after", after.number), ("day", day.isoformat()), *told.items()]


def query_of(names: list[str], told: Mapping[str, Any]) -> dict[str, str]:
    """What is told, by the names of the fields that ask for it."""
    return {f"f{names.index(name)}": _typed(value) for name, value in told.items() if name in names}


def _typed(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
