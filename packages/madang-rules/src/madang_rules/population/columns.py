"""Facts of many people, one column a fact: numbers as scaled integers, dates as days, words as codes, lists as bits.

A column is a fact's value for each person: known, null (a known absence), or unknown (an `Unknown` of the fact).
For computing, a stretch of people is *coded*: see `coding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from madang_rules.feel.types import ANY, BOOLEAN, DATE, NUMBER, STRING, ListType, Type
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.door import to_feel
from madang_rules.feel.values.number import DECIMAL
from madang_rules.population.coding import Coded, coded_of_integers, coded_of_values, repeated
from madang_rules.population.messages import PopulationError

__all__ = [
    "Column",
    "Constant",
    "Days",
    "Flags",
    "Lists",
    "Numbers",
    "People",
    "Values",
    "Words",
    "column_of",
]

Path = tuple[str, ...]
Mask = NDArray[np.bool_]


class Column:
    """A fact of many people. `null` and `unknown` mark those for whom it is known to be absent, or not known.

    `fact` is the `Unknown` that stands for the fact where it is not known; without it, one of the column's type.
    """

    type: Type

    def __init__(self, length: int, null: ArrayLike | None, unknown: ArrayLike | None) -> None:
        self.length = length
        self.null = np.zeros(length, bool) if null is None else np.asarray(null, bool)
        self.unknown = np.zeros(length, bool) if unknown is None else np.asarray(unknown, bool)
        self.fact: Unknown | None = None

    def __len__(self) -> int:
        return self.length

    def named(self, name: str) -> None:
        """Take `name` as the name of the fact, for those for whom it is unknown."""
        if self.fact is None:
            self.fact = Unknown.fact(name, self.type)

    def value(self, person: int) -> Any:
        """Return the FEEL value of a person's fact."""
        if self.unknown[person]:
            return self.fact
        return None if self.null[person] else self._known(person)

    def _known(self, person: int) -> Any:
        raise NotImplementedError

    def coded(self, start: int, stop: int) -> Coded:
        """Return the people from `start` to before `stop`, coded."""
        raise NotImplementedError

    def _integers(self, data: NDArray[Any], start: int, stop: int, **how: Any) -> Coded:
        return coded_of_integers(
            data[start:stop], self.null[start:stop], self.unknown[start:stop], self.fact, **how
        )


class Numbers(Column):
    """Numbers as integers of a fixed scale: the value is `data / 10**scale`, exactly."""

    type = NUMBER

    def __init__(
        self,
        data: ArrayLike,
        scale: int = 0,
        *,
        null: ArrayLike | None = None,
        unknown: ArrayLike | None = None,
    ) -> None:
        self.data = np.asarray(data)
        if self.data.dtype.kind not in "iu":
            raise TypeError("numbers are integers of a fixed scale; floats are not exact")
        self.data = self.data.astype(np.int64, copy=False)
        self.scale = scale
        super().__init__(len(self.data), null, unknown)

    def _known(self, person: int) -> Any:
        return Decimal(int(self.data[person])).scaleb(-self.scale, DECIMAL)

    def coded(self, start: int, stop: int) -> Coded:
        return self._integers(self.data, start, stop, kind=Decimal, scale=self.scale)


class Days(Column):
    """Dates, as days from 1970-01-01 or as NumPy's `datetime64[D]`."""

    type = DATE

    def __init__(
        self, data: ArrayLike, *, null: ArrayLike | None = None, unknown: ArrayLike | None = None
    ) -> None:
        array = np.asarray(data)
        if array.dtype.kind == "M":
            array = array.astype("datetime64[D]")
        self.data = array.astype(np.int64)
        super().__init__(len(self.data), null, unknown)

    def _known(self, person: int) -> Any:
        return Date.from_days(int(self.data[person]))

    def coded(self, start: int, stop: int) -> Coded:
        return self._integers(self.data, start, stop, kind=Date)


class Words(Column):
    """Strings, as codes into `categories`."""

    type = STRING

    def __init__(
        self,
        codes: ArrayLike,
        categories: Sequence[str],
        *,
        null: ArrayLike | None = None,
        unknown: ArrayLike | None = None,
    ) -> None:
        order = sorted(set(categories))
        places = {word: place for place, word in enumerate(order)}
        self.categories = order
        self.codes = np.array([places[word] for word in categories], np.int64)[np.asarray(codes)]
        super().__init__(len(self.codes), null, unknown)

    def _known(self, person: int) -> Any:
        return self.categories[int(self.codes[person])]

    def coded(self, start: int, stop: int) -> Coded:
        return self._integers(self.codes, start, stop, kind=str, values=self.categories)


class Flags(Column):
    """Truths."""

    type = BOOLEAN

    def __init__(
        self, data: ArrayLike, *, null: ArrayLike | None = None, unknown: ArrayLike | None = None
    ) -> None:
        self.data = np.asarray(data, bool)
        super().__init__(len(self.data), null, unknown)

    def _known(self, person: int) -> Any:
        return bool(self.data[person])

    def coded(self, start: int, stop: int) -> Coded:
        return self._integers(self.data.astype(np.int64), start, stop, kind=bool, values=(False, True))


class Lists(Column):
    """Lists without order, as bits: bit i of a person's integer says that `vocabulary[i]` is in the list.

    As values they hold their items in the order of the vocabulary. At most 63 different items.
    """

    def __init__(
        self,
        bits: ArrayLike,
        vocabulary: Sequence[str] | Sequence[Decimal],
        *,
        null: ArrayLike | None = None,
        unknown: ArrayLike | None = None,
    ) -> None:
        if len(vocabulary) > 63:
            raise ValueError("a list column knows at most 63 different items; use Values")
        self.vocabulary = tuple(vocabulary)
        self.type = ListType(STRING if all(isinstance(item, str) for item in vocabulary) else NUMBER)
        self.bits = np.asarray(bits).astype(np.int64)
        super().__init__(len(self.bits), null, unknown)

    def _known(self, person: int) -> Any:
        return self._list(int(self.bits[person]))

    def _list(self, bits: int) -> list[Any]:
        return [item for place, item in enumerate(self.vocabulary) if bits >> place & 1]

    def coded(self, start: int, stop: int) -> Coded:
        return self._integers(self.bits, start, stop, kind=list, vocabulary=self.vocabulary)


class Values(Column):
    """Any FEEL values, one a person; `Unknown` for those not known."""

    def __init__(self, values: Iterable[Any], type_: Type | None = None) -> None:
        self.values = [value if isinstance(value, Unknown) else to_feel(value) for value in values]
        super().__init__(len(self.values), None, None)
        self.type = type_ or NUMBER

    def named(self, name: str) -> None:
        """Unknown values bring the names of their facts with them."""

    def value(self, person: int) -> Any:
        return self.values[person]

    def coded(self, start: int, stop: int) -> Coded:
        return coded_of_values(self.values[start:stop])


class Constant(Column):
    """One FEEL value for everybody: an assumption, a parameter of the day."""

    def __init__(self, value: Any, count: int) -> None:
        self.constant = value if isinstance(value, Unknown) else to_feel(value)
        self.type = ANY
        super().__init__(count, None, None)

    def _known(self, person: int) -> Any:
        return self.constant

    def coded(self, start: int, stop: int) -> Coded:
        return repeated(coded_of_values([self.constant]), stop - start)


def column_of(values: Column | Iterable[Any]) -> Column:
    """Return the column of any values of Python or FEEL."""
    return values if isinstance(values, Column) else Values(values)


class People:
    """Columns of equal length, by name; a path such as `("household", "size")` names a field of a context.

    A field's context is known for everybody: only the field itself may be null or unknown.
    """

    def __init__(self, columns: Mapping[str | Path, Column | Iterable[Any]]) -> None:
        self.columns: dict[Path, Column] = {}
        self.count = 0
        for key, values in columns.items():
            path = (key,) if isinstance(key, str) else tuple(key)
            column = column_of(values)
            column.named(".".join(path))
            if self.columns and len(column) != self.count:
                raise PopulationError(
                    "population-length", name=".".join(path), found=len(column), expected=self.count
                )
            self.columns[path] = column
            self.count = len(column)

    def __len__(self) -> int:
        return self.count

    def facts(self, person: int) -> dict[str, Any]:
        """Return one person's facts as the engine takes them."""
        return scope_of({path: column.value(person) for path, column in self.columns.items()})


def scope_of(values: Mapping[Path, Any]) -> dict[str, Any]:
    """Return a scope of names out of values by path."""
    scope: dict[str, Any] = {}
    for path, value in values.items():
        inner = scope
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
        inner[path[-1]] = value
    return scope
