"""One dated parameter: the values it had, has and will have, and since when that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any, Literal, NamedTuple

from madang_rules.errors import Language
from madang_rules.feel.conform import SIMPLE_TYPE_OF
from madang_rules.feel.types import NUMBER, Type
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.range import Range
from madang_rules.parameters.messages import ParameterError

__all__ = ["ALWAYS", "Entry", "Gap", "Mark", "Parameter", "Period"]

Mark = Literal["checked", "lead"]
"""`checked`: compared with the source by a person. `lead`: taken from somewhere, to be checked."""


class Period(NamedTuple):
    """Days from `start` until before `end`; None has no bound on that side."""

    start: Date | None
    end: Date | None

    def holds(self, day: Date) -> bool:
        """Whether the day lies in it."""
        return (self.start is None or self.start.days <= day.days) and (
            self.end is None or day.days < self.end.days
        )

    def meets(self, other: Period) -> bool:
        """Whether a day lies in both."""
        return _before(self.start, other.end) and _before(other.start, self.end)

    def without(self, other: Period) -> Iterator[Period]:
        """Return what is left of it where `other` is taken out."""
        if not self.meets(other):
            yield self
            return
        if other.start is not None and (self.start is None or self.start.days < other.start.days):
            yield Period(self.start, other.start)
        if other.end is not None and (self.end is None or other.end.days < self.end.days):
            yield Period(other.end, self.end)

    def in_words(self, language: Language) -> str:
        """The days in words, the last one among them: "2026년 1월 1일부터 2026년 12월 31일까지"."""
        if self == ALWAYS:
            return "언제나" if language == "ko" else "always"
        last = None if self.end is None else Date.from_days(self.end.days - 1)
        if language == "ko":
            return " ".join(
                f"{day.year}년 {day.month}월 {day.day}일{particle}"
                for day, particle in ((self.start, "부터"), (last, "까지"))
                if day is not None
            )
        start, end = (day and f"{day.day} {_MONTHS[day.month - 1]} {day.year}" for day in (self.start, last))
        if start and end:
            return f"from {start} to {end}"
        return f"since {start}" if start else f"until {end}"

    def __str__(self) -> str:
        return f"[{self.start or '…'}, {self.end or '…'})"


ALWAYS = Period(None, None)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _before(start: Date | None, end: Date | None) -> bool:
    return start is None or end is None or start.days < end.days


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: for which dimensions, in force when, known when, from which article, and whether checked.

    `at` has one FEEL value, or a `Range` of values, for each dimension, in the parameter's order. `valid` is the
    time the value is in force, `known` the time it was taken for true; a correction ends the one and begins
    another.
    """

    value: Any
    valid: Period
    known: Period = ALWAYS
    at: tuple[Any, ...] = ()
    source: str = ""
    mark: Mark = "lead"

    def is_at(self, at: tuple[Any, ...]) -> bool:
        """Whether it speaks of these values of the dimensions."""
        return all(_is_in(one, wanted) for one, wanted in zip(at, self.at, strict=True))


class Gap(NamedTuple):
    """A time between two entries of the same dimensions in which there is no value."""

    at: tuple[Any, ...]
    period: Period


@dataclass(frozen=True)
class Parameter:
    """A named table of entries. Two entries never give a value for the same dimensions, day and knowledge.

    `dimensions` are the names and types of what a value depends on. Raises `ParameterError` where a period is
    reversed, a value or a dimension is of a wrong type, or entries overlap.
    """

    name: str
    unit: str = ""
    type: Type = NUMBER
    dimensions: tuple[tuple[str, Type], ...] = ()
    entries: tuple[Entry, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        exact: dict[tuple[Any, ...], list[Entry]] = {}
        ranged: list[Entry] = []
        for entry in self.entries:
            self._check(entry)
            is_ranged = any(isinstance(one, Range) for one in entry.at)
            # An entry with a range may meet any other, one without only those of the same dimensions.
            beside = chain(*exact.values()) if is_ranged else exact.get(entry.at, ())
            for other in chain(beside, ranged):
                if (
                    entry.valid.meets(other.valid)
                    and entry.known.meets(other.known)
                    and all(map(_meet, entry.at, other.at))
                ):
                    raise ParameterError(
                        "parameter-overlap", name=self.name, first=_said(other), second=_said(entry)
                    )
            if is_ranged:
                ranged.append(entry)
            else:
                exact.setdefault(entry.at, []).append(entry)

    def _check(self, entry: Entry) -> None:
        for period in (entry.valid, entry.known):
            if period.start is not None and period.end is not None and period.start.days >= period.end.days:
                raise ParameterError("parameter-period", name=self.name, start=period.start, end=period.end)
        if len(entry.at) != len(self.dimensions):
            raise ParameterError(
                "parameter-dimensions", name=self.name, found=len(entry.at) or "nothing",
                expected=", ".join(name for name, _ in self.dimensions) or "nothing",
            )  # fmt: skip
        if entry.mark not in ("checked", "lead"):
            raise ParameterError("parameter-mark", name=self.name, found=entry.mark)
        wanted = [(entry.value, self.type)]
        for value, (_, type_) in zip(entry.at, self.dimensions, strict=True):
            ends = (value.start, value.end) if isinstance(value, Range) else (value,)
            wanted += [(end, type_) for end in ends if end is not None]
        for value, type_ in wanted:
            if SIMPLE_TYPE_OF.get(value.__class__) != type_:
                raise ParameterError("parameter-value", name=self.name, text=value, type=type_)

    def entry(self, on: Date, at: tuple[Any, ...] = (), known: Date | None = None) -> Entry | None:
        """Return the entry in force on a day, as known on day `known` (None: as known last)."""
        for entry in self.entries:
            if entry.valid.holds(on) and _is_known(entry, known) and entry.is_at(at):
                return entry
        return None

    def entries_on(self, on: Date, known: Date | None = None) -> list[Entry]:
        """Return all entries in force on a day, whatever their dimensions, as known on day `known`."""
        return [entry for entry in self.entries if entry.valid.holds(on) and _is_known(entry, known)]

    def gaps(self, known: Date | None = None) -> list[Gap]:
        """Return the times without a value between entries of the same dimensions, as known on a day."""
        by_dimensions: dict[tuple[Any, ...], list[Period]] = {}
        for entry in self.entries:
            if _is_known(entry, known):
                by_dimensions.setdefault(entry.at, []).append(entry.valid)
        found: list[Gap] = []
        for at, periods in by_dimensions.items():
            periods.sort(key=lambda period: -(10**12) if period.start is None else period.start.days)
            for earlier, later in pairwise(periods):
                assert earlier.end is not None and later.start is not None
                if earlier.end.days < later.start.days:
                    found.append(Gap(at, Period(earlier.end, later.start)))
        return found

    def corrected(self, entry: Entry, since: Date) -> Parameter:
        """Return the table with `entry` known from `since` on: what contradicts it was true until then only.

        Nothing is lost: as known before `since`, every answer stays what it was. The correction must name
        dimensions as the entries it replaces do.
        """
        entries: list[Entry] = []
        for other in self.entries:
            if other.at != entry.at or other.known.end is not None or not other.valid.meets(entry.valid):
                entries.append(other)
                continue
            entries.append(replace(other, known=Period(other.known.start, since)))
            entries += [
                replace(other, valid=rest, known=Period(since, None))
                for rest in other.valid.without(entry.valid)
            ]
        entries.append(replace(entry, known=Period(since, None)))
        return replace(self, entries=tuple(entries))

    def with_entries(self, entries: Iterable[Entry]) -> Parameter:
        """Return the table with entries added."""
        return replace(self, entries=(*self.entries, *entries))


def _is_known(entry: Entry, known: Date | None) -> bool:
    return entry.known.end is None if known is None else entry.known.holds(known)


def _said(entry: Entry) -> str:
    return f"{entry.value} {entry.valid}"


def _is_in(value: Any, wanted: Any) -> bool:
    if not isinstance(wanted, Range):
        return value.__class__ is wanted.__class__ and bool(value == wanted)
    for end, is_start, included in (
        (wanted.start, True, wanted.start_included),
        (wanted.end, False, wanted.end_included),
    ):
        if end is None:
            continue
        if value.__class__ is not end.__class__:
            return False
        a, b = _key(value), _key(end)
        if (a < b if is_start else a > b) or (a == b and not included):
            return False
    return True


def _key(value: Any) -> Any:
    return value.days if isinstance(value, Date) else value


def _meet(first: Any, second: Any) -> bool:
    if not isinstance(first, Range):
        return _is_in(first, second)
    if not isinstance(second, Range):
        return _is_in(second, first)
    return _begins_before_end(first, second) and _begins_before_end(second, first)


def _begins_before_end(first: Range, second: Range) -> bool:
    if first.start is None or second.end is None:
        return True
    a, b = _key(first.start), _key(second.end)
    return bool(a < b or (a == b and first.start_included and second.end_included))
