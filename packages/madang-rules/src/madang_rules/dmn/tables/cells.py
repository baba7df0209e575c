"""The texts of cells → areas: what a cell accepts, read from its syntax tree where it holds constants only.

Most cells of a big table are a literal, a comparison or a range of literals. Those are recognised by their
form alone, which is exact for them and spares the parser; all others go through it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from madang_rules.dmn.tables.area import EVERYTHING, NULL_ONLY, ORDERED, Area, Interval, Kind
from madang_rules.feel.syntax import nodes
from madang_rules.feel.values import Date, DaysDuration, MonthsDuration, Range, parse_date, parse_duration

__all__ = [
    "KEYS",
    "area_of",
    "area_of_value",
    "constant_of",
    "constants_of",
    "simple_area",
    "simple_value",
    "value_of_key",
]

_NUMBER = r"-?(?:[0-9]{1,30}(?:\.[0-9]{1,30})?|\.[0-9]{1,30})"
_SIMPLE = re.compile(
    rf"""\s*(?:(?P<any>-)
    |(?P<operator><=|>=|<|>)?\s*(?P<number>{_NUMBER})
    |(?P<strings>"[^"\\]*"(?:\s*,\s*"[^"\\]*")*)
    |(?P<truth>true|false)
    |(?P<open>[\[\](])\s*(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})\s*(?P<close>[\[\])])
    )\s*\Z""",
    re.VERBOSE,
)
_SIMPLE_VALUE = re.compile(rf'\s*(?:(?P<number>{_NUMBER})|(?P<truth>true|false)|"(?P<string>[^"\\]*)")\s*\Z')
_STRING = re.compile(r'"([^"\\]*)"')


def _same(value: Any) -> Any:
    return value


def _days(value: Date) -> int:
    return value.days


KEYS: dict[type, tuple[Kind, Any]] = {
    Decimal: ("number", _same),
    str: ("string", _same),
    bool: ("boolean", _same),
    Date: ("date", _days),
    DaysDuration: ("days", lambda value: value.nanos),
    MonthsDuration: ("months", lambda value: value.months),
}
"""Class of a FEEL value → the kind of its axis and its key on it."""


def value_of_key(kind: Kind, key: Any) -> Any:
    """The FEEL value whose key on an axis of `kind` is `key`."""
    match kind:
        case "date":
            return Date.from_days(key)
        case "days":
            return DaysDuration(key)
        case "months":
            return MonthsDuration(key)
        case _:
            return key


def simple_area(text: str) -> Area | None:
    """The area of a cell of one of the commonest forms; None for any other."""
    found = _SIMPLE.match(text)
    if found is None:
        return None
    if found["any"]:
        return EVERYTHING
    if found["strings"] is not None:
        return Area("string", values=frozenset(_STRING.findall(found["strings"])))
    if found["truth"]:
        return Area("boolean", values=frozenset((found["truth"] == "true",)))
    if found["number"] is not None:
        return _compared(found["operator"] or "=", "number", Decimal(found["number"]))
    low, high = Decimal(found["low"]), Decimal(found["high"])
    return _between("number", Interval(low, found["open"] == "[", high, found["close"] == "]"))


def simple_value(text: str) -> tuple[bool, Any]:
    """Whether an output is a plain string, number or truth, and its value."""
    found = _SIMPLE_VALUE.match(text)
    if found is None:
        return False, None
    if found["number"] is not None:
        return True, Decimal(found["number"])
    if found["truth"] is not None:
        return True, found["truth"] == "true"
    return True, found["string"]


def area_of(tests: nodes.UnaryTests) -> Area | None:
    """The area that `tests` accept; None where it depends on more than constants."""
    area: Area | None = None
    for test in tests.tests:
        one = _area_of_test(test)
        if one is None:
            return None
        area = one if area is None else area.united(one)
        if area is None:
            return None
    if area is None:
        return None if tests.negated else EVERYTHING
    if not tests.negated:
        return area
    if area.negated or area.kind == "any":
        return None
    # `not` of a comparison with null is null, which accepts nothing; equality with null is false.
    compares = any(isinstance(test, nodes.OperatorTest | nodes.RangeLiteral) for test in tests.tests)
    return Area(area.kind, area.intervals, area.values, negated=True, null=not compares and not area.null)


def _area_of_test(test: nodes.Node) -> Area | None:
    if isinstance(test, nodes.OperatorTest):
        known, value = constant_of(test.operand)
        if not known or value.__class__ not in KEYS:
            return None
        kind, key = KEYS[value.__class__]
        return _compared(test.operator, kind, key(value))
    if isinstance(test, nodes.RangeLiteral):
        known_start, start = constant_of(test.start)
        known_end, end = constant_of(test.end)
        if not (known_start and known_end) or start.__class__ is not end.__class__:
            return None
        if start.__class__ not in KEYS or KEYS[start.__class__][0] not in ORDERED:
            return None
        kind, key = KEYS[start.__class__]
        return _between(kind, Interval(key(start), test.start_included, key(end), test.end_included))
    known, value = constant_of(test)
    return area_of_value(value) if known else None


def _between(kind: Kind, interval: Interval) -> Area:
    """The area of a range. One whose ends stand the wrong way round is null, and so equal to null."""
    return Area(kind, (interval,), null=bool(interval.low > interval.high))


def area_of_value(value: Any) -> Area | None:
    """The area of a test that is a constant: equality with it, or lying in it if it is a range."""
    if value is None:
        return NULL_ONLY
    if value.__class__ is Range:
        start, end = value.start, value.end
        cls = (end if start is None else start).__class__
        if (
            cls not in KEYS
            or KEYS[cls][0] not in ORDERED
            or {start.__class__, end.__class__} - {cls, type(None)}
        ):
            return None
        kind, key = KEYS[cls]
        low = None if start is None else key(start)
        high = None if end is None else key(end)
        return Area(kind, (Interval(low, value.start_included, high, value.end_included),))
    if value.__class__ not in KEYS:
        return None
    kind, key = KEYS[value.__class__]
    return _compared("=", kind, key(value))


def _compared(operator: str, kind: Kind, key: Any) -> Area | None:
    if operator == "=":
        if kind in ORDERED:
            return Area(kind, (Interval(key, True, key, True),))
        return Area(kind, values=frozenset((key,)))
    if operator == "!=":
        equal = _compared("=", kind, key)
        assert equal is not None
        return Area(kind, equal.intervals, equal.values, negated=True, null=True)
    if kind not in ORDERED:
        return None
    match operator:
        case "<":
            return Area(kind, (Interval(high=key),))
        case "<=":
            return Area(kind, (Interval(high=key, high_closed=True),))
        case ">":
            return Area(kind, (Interval(low=key),))
        case ">=":
            return Area(kind, (Interval(low=key, low_closed=True),))
    return None


def constant_of(node: nodes.Node) -> tuple[bool, Any]:
    """Whether `node` is a constant, and its value."""
    if isinstance(node, nodes.Literal):
        return True, node.value
    if isinstance(node, nodes.Negation):
        known, value = constant_of(node.operand)
        if known and value.__class__ is Decimal:
            return True, -value
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Name)
        and len(node.arguments) == 1
        and isinstance(node.arguments[0], nodes.Literal)
        and isinstance(node.arguments[0].value, str)
    ):
        text = node.arguments[0].value
        value = None
        if node.function.name == "date":
            value = parse_date(text)
        elif node.function.name == "duration":
            value = parse_duration(text)
        return value is not None, value
    return False, None


def constants_of(tests: nodes.UnaryTests) -> tuple[Any, ...] | None:
    """The values and ranges that unary tests list; None where they are more than a list of constants."""
    if tests.negated or not tests.tests:
        return None
    found: list[Any] = []
    for test in tests.tests:
        if isinstance(test, nodes.RangeLiteral):
            known_start, start = constant_of(test.start)
            known_end, end = constant_of(test.end)
            if not (known_start and known_end):
                return None
            found.append(Range(start, end, test.start_included, test.end_included))
            continue
        if isinstance(test, nodes.OperatorTest):
            known, value = constant_of(test.operand)
            if not known or test.operator not in ("<", "<=", ">", ">="):
                return None
            closed = test.operator in ("<=", ">=")
            found.append(
                Range(None, value, False, closed)
                if "<" in test.operator
                else Range(value, None, closed, False)
            )
            continue
        known, value = constant_of(test)
        if not known:
            return None
        if value is not None:
            found.append(value)
    return tuple(found)
