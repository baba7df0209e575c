"""Stretches of a column coded by order: a person's code is the place of the value among the distinct ones, sorted.

So a comparison with a constant is one comparison of small integers, at a place found by exact search, and every
other question is asked of the engine once a distinct value. Values that have no place in the order (null,
unknown, of another kind) have the codes behind: they are *special*.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from madang_rules.feel.types import BOOLEAN
from madang_rules.feel.unknown import Unknown
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.duration import DaysDuration, MonthsDuration
from madang_rules.feel.values.number import DECIMAL

__all__ = [
    "Coded",
    "Codes",
    "Plane",
    "coded_of_integers",
    "coded_of_values",
    "identity",
    "is_open",
    "key_of",
    "narrow",
    "packed",
    "ranked",
    "repeated",
]

Codes = NDArray[Any]
Plane = NDArray[np.uint8]
"""One bit a person, packed."""

_EXACT = Context(prec=7000, Emin=-999_999, Emax=999_999)


class Coded:
    """A stretch of people: `codes`, and what they stand for.

    `plain` codes from 0 have keys in ascending order (`keys`: integers or strings); `value(code)` gives the
    value of any code, `name(code)` something hashable that is the same for the same value in every stretch.
    """

    def __init__(
        self,
        codes: Codes,
        keys: Sequence[Any],
        specials: Sequence[Any],
        *,
        kind: type | None,
        scale: int = 0,
        value_of: Callable[[Any], Any],
        vocabulary: tuple[Any, ...] = (),
    ) -> None:
        self.codes = codes
        self.keys = keys
        self.plain = len(keys)
        self.specials = specials
        self.kind = kind
        self.scale = scale
        self.vocabulary = vocabulary
        self.is_open = all(map(is_open, specials))
        """Whether nothing is special but absence and facts of which nothing is known."""
        self._value_of = value_of
        self._planes: dict[int, Plane] = {}
        self._plain_plane: Plane | None = None

    @property
    def total(self) -> int:
        """How many codes there are."""
        return self.plain + len(self.specials)

    def value(self, code: int) -> Any:
        """Return the FEEL value of a code."""
        return self._value_of(self.keys[code]) if code < self.plain else self.specials[code - self.plain]

    def name(self, code: int) -> Hashable:
        """Return what tells the value apart from all others of the column."""
        if code < self.plain:
            return (self.kind, self.scale, self.vocabulary, self.keys[code])
        return identity(self.specials[code - self.plain])

    def place(self, constant: Any, *, behind: bool) -> int:
        """Return how many plain codes lie below the constant, or (`behind`) not above it."""
        key, exact = self._key(constant)
        if behind or not exact:
            return bisect_right(self.keys, key)
        return bisect_left(self.keys, key)

    def _key(self, constant: Any) -> tuple[Any, bool]:
        """Return the greatest key not above the constant, and whether it equals it."""
        if self.kind is not Decimal:
            return key_of(constant), True
        scaled = _EXACT.scaleb(constant, self.scale)
        floor = int(scaled.to_integral_value(ROUND_FLOOR, _EXACT))
        return floor, floor == int(scaled.to_integral_value(ROUND_CEILING, _EXACT))

    def plane_of(self, code: int) -> Plane:
        """Return who has the code."""
        plane = self._planes.get(code)
        if plane is None:
            plane = self._planes[code] = packed(self.codes == code)
        return plane

    @property
    def plain_plane(self) -> Plane:
        """Who has a plain code."""
        if self._plain_plane is None:
            self._plain_plane = packed(self.codes < self.plain) if self.specials else packed(
                np.ones(len(self.codes), bool)
            )  # fmt: skip
        return self._plain_plane

    def between(self, low: int, high: int) -> Plane:
        """Return who has a plain code from `low` to before `high`."""
        if low >= high:
            return np.zeros((len(self.codes) + 7) // 8, np.uint8)
        if low == 0:
            return self.plain_plane if high >= self.plain else packed(self.codes < high)
        if high == low + 1:
            return self.plane_of(low)
        if high >= self.total:
            return packed(self.codes >= low)
        kind = self.codes.dtype.type
        return packed(self.codes - kind(low) < kind(high - low))

    def chosen(self, table: NDArray[np.bool_]) -> Plane:
        """Return who has a code for which the table says true."""
        return packed(table.take(self.codes, mode="clip"))


def is_open(value: Any) -> bool:
    """Whether a value is null, or unknown without a hint at what it may be."""
    return value is None or (
        value.__class__ is Unknown and value.allowed is None and value.type is not BOOLEAN
    )


def packed(truths: NDArray[np.bool_]) -> Plane:
    """Return truths as bits, the first person the lowest."""
    return np.packbits(truths, bitorder="little")


def narrow(codes: NDArray[Any], total: int) -> Codes:
    """Return codes in the smallest integers that hold them all."""
    return codes.astype(np.uint8 if total <= 256 else np.uint16 if total <= 65_536 else np.uint32)


def coded_of_integers(
    data: NDArray[np.int64],
    null: NDArray[np.bool_],
    unknown: NDArray[np.bool_],
    fact: Unknown | None,
    *,
    kind: type,
    scale: int = 0,
    values: Sequence[Any] | None = None,
    vocabulary: tuple[Any, ...] = (),
) -> Coded:
    """Code integers that stand for numbers of a scale, days, places in `values`, or bits of a vocabulary."""
    special = null | unknown
    known = data[~special] if special.any() else data
    keys, places = ranked(known)
    specials: list[Any] = []
    if len(known) == len(data):
        codes = places
    else:
        codes = np.empty(len(data), np.int64)
        codes[~special] = places
        if (null & ~unknown).any():
            codes[null] = len(keys) + len(specials)
            specials.append(None)
        if unknown.any():
            codes[unknown] = len(keys) + len(specials)
            specials.append(fact)
    codes = narrow(codes, len(keys) + len(specials))
    found = keys.tolist()
    if values is not None:
        ordered = list(values)
        return Coded(
            codes, [ordered[key] for key in found], specials, kind=kind, value_of=lambda value: value
        )
    if kind is Decimal:
        return Coded(
            codes, found, specials, kind=kind, scale=scale,
            value_of=lambda key: Decimal(key).scaleb(-scale, DECIMAL),
        )  # fmt: skip
    if kind is Date:
        return Coded(codes, found, specials, kind=kind, value_of=Date.from_days)
    return Coded(
        codes, found, specials, kind=kind, vocabulary=vocabulary,
        value_of=lambda bits: [item for place, item in enumerate(vocabulary) if bits >> place & 1],
    )  # fmt: skip


def ranked(data: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the distinct values, sorted, and the place of each among them."""
    if not len(data):
        return data, data
    low, high = int(data.min()), int(data.max())
    if high - low > 8 * len(data) + 1024:
        keys, places = np.unique(data, return_inverse=True)
        return keys, places
    shifted = data - low
    present = np.zeros(high - low + 1, bool)
    present[shifted] = True
    place_of = np.cumsum(present, dtype=np.int64) - 1
    return np.flatnonzero(present).astype(np.int64) + low, place_of[shifted]


def key_of(value: Any) -> Any:
    """Return what orders a value among those of its class; None where it has no such order."""
    kind = value.__class__
    if kind is Date:
        return value.days
    if kind is DaysDuration:
        return value.nanos
    if kind is MonthsDuration:
        return value.months
    return value if kind in (Decimal, str, bool) else None


def identity(value: Any) -> Hashable:
    """Return something hashable that is equal only for values that are the same in every respect."""
    kind = value.__class__
    if kind is Decimal:
        return ("number", value.as_tuple())
    if kind in (list, tuple):
        return ("list", tuple(identity(item) for item in value))
    if isinstance(value, Mapping):
        return ("context", tuple((name, identity(item)) for name, item in value.items()))
    if kind is Unknown:
        return ("unknown", value.facts, str(value.type), value.nullable,
                None if value.allowed is None else tuple(identity(one) for one in value.allowed))  # fmt: skip
    if kind in (str, bool) or value is None:
        return (kind.__name__, value)
    if kind.__module__.startswith("madang_rules.feel.values") and "function" not in kind.__module__:
        return (kind.__name__, repr(value), str(value))
    return ("object", id(value))


def coded_of_values(values: Sequence[Any], names: Mapping[Hashable, Any] | None = None) -> Coded:
    """Code any FEEL values: those of the most common ordered class are plain, all others special."""
    identities = [identity(value) for value in values]
    distinct = dict(zip(identities, values, strict=True))
    counts: dict[type, int] = {}
    for value in distinct.values():
        if key_of(value) is not None:
            counts[value.__class__] = counts.get(value.__class__, 0) + 1
    kind = max(counts, key=lambda one: counts[one]) if counts else None
    plain = sorted(
        ((name, value) for name, value in distinct.items() if value.__class__ is kind),
        key=lambda pair: key_of(pair[1]),
    )
    special = [(name, value) for name, value in distinct.items() if value.__class__ is not kind]
    places = {name: place for place, (name, _) in enumerate([*plain, *special])}
    codes = np.fromiter((places[name] for name in identities), np.int64, len(identities))
    return _CodedValues(
        narrow(codes, len(places)), [value for _, value in plain], [value for _, value in special], kind
    )


def repeated(one: Coded, count: int) -> Coded:
    """Return one person's coded value as that of `count` people."""
    one.codes = np.zeros(count, one.codes.dtype)
    return one


class _CodedValues(Coded):
    """Plain values kept as they are: equal ones may differ in how they are written."""

    def __init__(self, codes: Codes, plain: list[Any], specials: list[Any], kind: type | None) -> None:
        super().__init__(
            codes, [key_of(value) for value in plain], specials, kind=kind, value_of=lambda key: key
        )
        self._values = plain

    def value(self, code: int) -> Any:
        return self._values[code] if code < self.plain else self.specials[code - self.plain]

    def name(self, code: int) -> Hashable:
        return identity(self.value(code))

    def _key(self, constant: Any) -> tuple[Any, bool]:
        return key_of(constant), True
