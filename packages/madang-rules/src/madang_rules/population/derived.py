"""What is computed from columns before it is compared: sums and products in whole columns, all else by the engine."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import Node
from madang_rules.feel.values.date import Date
from madang_rules.population.canonical import fact_path
from madang_rules.population.coding import Coded, is_open, key_of, narrow, ranked

__all__ = ["Group", "Path", "combined", "of_arithmetic", "of_values"]

Path = tuple[str, ...]
_LARGEST = 2**62


class Group(NamedTuple):
    """People coded, and for each code facts that stand for all who have it, and what tells these facts apart."""

    coded: Coded
    facts: Callable[[int], dict[Path, Any]]
    name: Callable[[int], Hashable]


class _Ints(NamedTuple):
    """Numbers of a column or constant: integers of a scale, and bounds on them that hold for certain."""

    data: Any
    scale: int
    low: int
    high: int


class _TooLarge(Exception):
    """A result could exceed 63 bits, or is of no kind that can be computed so."""


def of_arithmetic(source: Node, minus: Node | None, columns: dict[Path, Coded]) -> Group | None:
    """Return people coded by the value of a sum (less another); None where it cannot be computed in integers.

    Within 63 bits every step is exact, as it is with the engine's 34 digits.
    """
    coded = list(columns.values())
    dates = all(one.kind is Date for one in coded)
    if dates and (minus is None or fact_path(source) is None or fact_path(minus) is None):
        return None
    if not dates and any(one.kind is not Decimal for one in coded):
        return None
    special = np.zeros(len(coded[0].codes), bool)
    for one in coded:
        if one.specials:
            special |= one.codes >= one.plain
    plain = ~special
    read = {path: _ints(one, plain) for path, one in columns.items()}
    try:
        value = _computed(source, read)
        if minus is not None:
            value = _sum(value, _computed(minus, read), -1)
    except _TooLarge:
        return None
    data = np.broadcast_to(np.asarray(value.data, np.int64), (int(plain.sum()),))
    keys, places = ranked(np.ascontiguousarray(data))
    group = combined(columns, special, stand_ins=True)
    codes = np.empty(len(special), np.int64)
    codes[plain] = places
    codes[special] = group.coded.codes.astype(np.int64) + len(keys)
    count = len(keys)
    made = Coded(
        narrow(codes, count + group.coded.total), keys.tolist(), [None] * group.coded.total,
        kind=Decimal, scale=value.scale, value_of=lambda key: key,
    )  # fmt: skip
    made.is_open = all(one.is_open for one in coded)
    return Group(made, lambda code: group.facts(code - count), lambda code: group.name(code - count))


def _ints(coded: Coded, plain: NDArray[np.bool_]) -> _Ints:
    keys = np.array(coded.keys or [0], np.int64)
    return _Ints(keys[coded.codes[plain]], coded.scale, int(keys.min()), int(keys.max()))


def _computed(node: Node, read: dict[Path, _Ints]) -> _Ints:
    path = fact_path(node)
    if path is not None:
        if path not in read:
            raise _TooLarge
        return read[path]
    match node:
        case nodes.Literal(value=Decimal() as value):
            exponent = value.as_tuple().exponent
            assert isinstance(exponent, int)
            scale = max(0, -exponent)
            if scale > 18 or value.adjusted() > 18:
                raise _TooLarge
            number = int(value.scaleb(scale))
            return _Ints(number, scale, number, number)
        case nodes.Negation(operand=operand):
            inner = _computed(operand, read)
            return _Ints(-inner.data, inner.scale, -inner.high, -inner.low)
        case nodes.Arithmetic(operator="*", left=left, right=right):
            a, b = _computed(left, read), _computed(right, read)
            ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
            return _Ints(a.data * b.data, a.scale + b.scale, *_bounded(min(ends), max(ends)))
        case nodes.Arithmetic(operator=operator, left=left, right=right):
            return _sum(_computed(left, read), _computed(right, read), 1 if operator == "+" else -1)
    raise _TooLarge


def _sum(a: _Ints, b: _Ints, sign: int) -> _Ints:
    scale = max(a.scale, b.scale)
    left, right = 10 ** (scale - a.scale), sign * 10 ** (scale - b.scale)
    lows = sorted((b.low * right, b.high * right))
    _bounded(a.low * left, a.high * left)
    _bounded(*lows)
    low, high = _bounded(a.low * left + lows[0], a.high * left + lows[1])
    return _Ints(a.data * left + b.data * right, scale, low, high)


def _bounded(low: int, high: int) -> tuple[int, int]:
    if low < -_LARGEST or high > _LARGEST:
        raise _TooLarge
    return low, high


def combined(columns: dict[Path, Coded], among: NDArray[np.bool_], *, stand_ins: bool = False) -> Group:
    """Return people coded by the combination of their values in several columns; all codes are special.

    With `stand_ins`, known numbers beside an absent or entirely unknown one are not told apart: sums with it
    and comparisons of these do not depend on them.
    """
    kept: list[NDArray[Any]] = []
    closed = np.zeros(int(among.sum()), bool)
    for one in columns.values():
        codes = one.codes[among].astype(np.int64)
        kept.append(codes)
        table = np.array([False] * one.plain + [not is_open(value) for value in one.specials])
        if table.any():
            closed |= table[codes]
    if stand_ins:
        kept = [
            np.where((codes < one.plain) & ~closed, 0, codes)
            for codes, one in zip(kept, columns.values(), strict=True)
        ]
    keys = np.zeros(len(closed), np.int64)
    for codes, one in zip(kept, columns.values(), strict=True):
        keys = np.unique(keys, return_inverse=True)[1] * one.total + codes
    _, first, places = np.unique(keys, return_index=True, return_inverse=True)
    chosen = [codes[first].tolist() for codes in kept]
    coded = list(columns.values())
    paths = list(columns)
    made = Coded(
        narrow(places.astype(np.int64), len(first)), [], [None] * len(first), kind=None, value_of=_same
    )

    def facts(code: int) -> dict[Path, Any]:
        return {path: one.value(codes[code]) for path, one, codes in zip(paths, coded, chosen, strict=True)}

    def name(code: int) -> Hashable:
        return tuple(one.name(codes[code]) for one, codes in zip(coded, chosen, strict=True))

    return Group(made, facts, name)


def _same(value: Any) -> Any:
    return value


def of_values(coded: Coded, path: Path, values: Sequence[Any], kind: type) -> Group:
    """Return people coded by what the engine gave for each code of a column; what is not of `kind` is special."""
    plain = sorted(
        (code for code, value in enumerate(values) if value.__class__ is kind),
        key=lambda code: key_of(values[code]),
    )
    special = [code for code, value in enumerate(values) if value.__class__ is not kind]
    keys: list[Any] = []
    table = np.zeros(len(values), np.int64)
    for code in plain:
        key = key_of(values[code])
        if not keys or keys[-1] != key:
            keys.append(key)
        table[code] = len(keys) - 1
    table[special] = np.arange(len(special)) + len(keys)
    count = len(keys)
    made = _Keyed(narrow(table, count + len(special))[coded.codes], keys, special, kind=kind, value_of=_same)
    made.is_open = all(is_open(values[code]) for code in special)
    return Group(
        made,
        lambda code: {path: coded.value(special[code - count])},
        lambda code: coded.name(special[code - count]),
    )


class _Keyed(Coded):
    """Keys of any exact value."""

    def _key(self, constant: Any) -> tuple[Any, bool]:
        return key_of(constant), True
