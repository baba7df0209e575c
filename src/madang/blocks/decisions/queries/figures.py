"""Dated parameters through the library: which figure is in force on day D, as known at moment K, and who reads it.

What was known is chosen by the database, to the moment; validity, dimensions (also ranges such as ``>= 7``), gaps and
the sentence on a figure that was used are the library's (``madang_rules.parameters``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from madang_rules.dmn.explain.words import range_in_words
from madang_rules.errors import Language, RulesError
from madang_rules.feel.types import NUMBER, STRING, FunctionType, Type, unnamed
from madang_rules.feel.values import Date, Range
from madang_rules.feel.values.function import Function
from madang_rules.feel.values.number import DECIMAL
from madang_rules.parameters import ALWAYS, Entry, Parameter, Parameters, Period, Use, digest
from madang_rules.parameters.text import read_at, written

from madang.blocks.decisions import saying
from madang.blocks.decisions.models import (
    ChangeKind,
    DatedParameter,
    Mark,
    ParameterChange,
    ParameterValue,
)
from madang.blocks.decisions.models.parameter import VALUE, place_of
from madang.blocks.decisions.periods import Days, without
from madang.blocks.decisions.queries.standing import as_known


def book(
    parameters: Iterable[DatedParameter],
    known: datetime | None = None,
    *,
    proposed: ParameterChange | None = None,
) -> Parameters:
    """The tables of parameters, of all days, as known at ``known`` (default: now).

    With ``proposed`` as they will be when that table is approved; raises RulesError where it meets another row then.
    """
    found: dict[int, list[Row]] = {}
    wanted = list(parameters)
    left = dict(beside(proposed)) if proposed is not None else {}
    rows = as_known(ParameterValue.objects.filter(parameter__in=wanted), known).order_by("valid_from", "id")
    for row in rows:
        for first, last in left.get(row, [(row.valid_from, row.valid_to)]):
            found.setdefault(row.parameter_id, []).append(
                (row.keys, row.value, first, last, row.article, row.mark)
            )
    if proposed is not None:
        assert proposed.valid_from is not None
        found.setdefault(proposed.parameter_id, []).extend(
            (keys, value, proposed.valid_from, proposed.valid_to, proposed.article, proposed.mark)
            for keys, value in proposed.rows
        )
    return Parameters(table(each, found.get(each.pk, ())) for each in wanted)


def beside(change: ParameterChange) -> list[tuple[ParameterValue, list[Days]]]:
    """The figures that a proposed table takes days from, each with the days that it keeps."""
    first, last = change.valid_from, change.valid_to
    assert first is not None
    rows = ParameterValue.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=first), parameter=change.parameter_id, known_to__isnull=True
    )
    if last is not None:
        rows = rows.filter(valid_from__lt=last)
    if change.kind == ChangeKind.ROWS:
        rows = rows.filter(place__in=[place_of(keys) for keys, _value in change.rows])
    return [(row, without(row.valid_from, row.valid_to, first, last)) for row in rows]


Row = tuple[list[str], Decimal, date, date | None, str, str]
"""Keys, figure, in force from, until before, article, mark."""


def table(parameter: DatedParameter, rows: Iterable[Row]) -> Parameter:
    """The library's table of rows; raises RulesError where two rows speak of one day and place."""
    lines = list(rows)
    types = [_type_of([keys[place] for keys, *_ in lines]) for place in range(len(parameter.dimensions))]
    return Parameter(
        parameter.name,
        parameter.unit,
        NUMBER,
        tuple(zip(parameter.dimensions, types, strict=True)),
        tuple(
            Entry(
                value.normalize(DECIMAL),
                Period(_day(first), None if last is None else _day(last)),
                ALWAYS,
                tuple(read_at(key, type_, parameter.name) for key, type_ in zip(keys, types, strict=True)),
                article,
                "checked" if mark == "checked" else "lead",
            )
            for keys, value, first, last, article, mark in lines
        ),
        {"ko": parameter.title_ko, "en": parameter.title_en},
    )


def _type_of(keys: list[str]) -> Type:
    """Numbers where every key is one, or a range of such; else words."""
    for key in keys:
        try:
            if written(read_at(key, NUMBER, "")) != key:
                return STRING
        except RulesError:
            return STRING
    return NUMBER if keys else STRING


def _day(day: date) -> Date:
    return Date(day.year, day.month, day.day)


class Figures:
    """What a version reads of dated parameters on one day.

    Attributes:
        names: the inputs that are dated parameters, whether they have a figure on that day or not.
        given: what the house tells to them: a number; with dimensions a list of contexts with the dimensions' names
            and ``값``, or to an input that is declared a function the function of the dimensions. One without a figure
            on that day is left out: it is unknown, not zero.
    """

    def __init__(
        self,
        inputs: Mapping[str, Type],
        day: date,
        known: datetime | None = None,
        proposed: ParameterChange | None = None,
    ) -> None:
        parameters = list(DatedParameter.objects.filter(name__in=list(inputs)))
        if proposed is not None and proposed.parameter not in parameters:
            proposed = None
        self.book = book(parameters, known, proposed=proposed)
        self.on = _day(day)
        self.names = tuple(each.name for each in self.book)
        functions = self.book.context(self.on)
        self.given: dict[str, Any] = {}
        for each in self.book:
            entries = each.entries_on(self.on)
            if not entries:
                continue
            if isinstance(unnamed(inputs[each.name]), FunctionType):
                self.given[each.name] = functions[each.name]
            elif not each.dimensions:
                self.given[each.name] = entries[0].value
            else:
                names = [name for name, _type in each.dimensions]
                self.given[each.name] = [
                    {**dict(zip(names, entry.at, strict=True)), VALUE: entry.value} for entry in entries
                ]

    @property
    def digest(self) -> str:
        """SHA-256 of what the figures say on the day, whatever they say on others and from which article."""
        return digest(
            Parameters(
                replace(
                    each,
                    entries=tuple(Entry(one.value, ALWAYS, at=one.at) for one in each.entries_on(self.on)),
                )
                for each in self.book
            )
        )

    def sentences(self, names: Iterable[str], language: Language) -> list[str]:
        """Which figures the inputs ``names`` hold: in force when, from which article, whether checked.

        A function tells its own use, in the trace; of a table one sentence stands for its rows of one article.
        """
        said: list[str] = []
        for name in names:
            if name not in self.given or isinstance(self.given[name], Function):
                continue
            parameter = self.book[name]
            entries = parameter.entries_on(self.on)
            if len(entries) == 1:
                said.append(Use(parameter, entries[0], entries[0].at, self.on).sentence(language))
                continue
            with override(language):
                for valid, source, mark in dict.fromkeys((e.valid, e.source, e.mark) for e in entries):
                    said.append(
                        _("%(name)s: %(period)s 시행하는 표, 근거 %(source)s (%(mark)s)")
                        % {
                            "name": parameter.title[language],
                            "period": valid.in_words(language),
                            "source": source,
                            "mark": Mark(mark).label,
                        }
                    )
        return said


@dataclass(frozen=True)
class Line:
    """One figure as people read it."""

    keys: str
    amount: str
    valid_from: date | None
    valid_to: date | None
    article: str
    mark: str


def lines(parameter: DatedParameter, day: date | None = None, known: datetime | None = None) -> list[Line]:
    """The figures of a parameter as known at ``known``: those valid on ``day``, or of all days."""
    found = book([parameter], known)[parameter.name]
    entries = found.entries if day is None else found.entries_on(_day(day))
    return [
        Line(
            _keys(each.at),
            f"{each.value:,f}",
            _date(each.valid.start),
            _date(each.valid.end),
            each.source,
            str(Mark(each.mark).label),
        )
        for each in entries
    ]


@dataclass(frozen=True)
class FigureChange:
    """What a proposed table does to one figure from a day on; None where there is none."""

    keys: str
    day: date
    before: str | None
    after: str | None


def changes(change: ParameterChange) -> list[FigureChange]:
    """The figures of a proposed table beside those known now: of its first day, and of each day when they change.

    Raises RulesError where it meets another row.
    """
    first, last = change.valid_from, change.valid_to
    assert first is not None
    name = change.parameter.name
    now, then = (
        book([change.parameter])[name],
        book([change.parameter], proposed=change)[name],
    )
    named = {place_of(keys) for keys, _value in change.rows}
    days = sorted(
        {day for day in ends(now) | ends(then) | {first} if first <= day and (not last or day < last)}
    )
    before: dict[str, tuple[str | None, str | None]] = {}
    found = []
    for day in days:
        old, new = (_on(each, day) for each in (now, then))
        for keys in [*new, *(each for each in old if each not in new)]:
            pair = (old.get(keys), new.get(keys))
            if pair != before.get(keys) and (change.kind != ChangeKind.ROWS or keys in named):
                found.append(FigureChange(keys.replace("|", ", "), day, *pair))
            before[keys] = pair
    return found


def ends(table: Parameter) -> set[date]:
    """The days on which some figure of a table begins or ends."""
    found = {_date(day) for each in table.entries for day in (each.valid.start, each.valid.end)}
    return {day for day in found if day is not None}


def _on(table: Parameter, day: date) -> dict[str, str]:
    return {place_of(list(map(written, each.at))): f"{each.value:,f}" for each in table.entries_on(_day(day))}


def gaps(parameter: DatedParameter, known: datetime | None = None) -> list[str]:
    """Where the parameter has no figure between two: keys and days."""
    found = book([parameter], known)[parameter.name].gaps()
    return [f"{_keys(gap.at) or '–'}: {gap.period.in_words(saying.language())}" for gap in found]


def _keys(at: Iterable[Any]) -> str:
    """The keys of a figure as people read them, ranges in words."""
    return ", ".join(
        range_in_words(each, saying.language()) if isinstance(each, Range) else written(each) for each in at
    )


def _date(day: Date | None) -> date | None:
    return None if day is None else date.fromisoformat(str(day))
