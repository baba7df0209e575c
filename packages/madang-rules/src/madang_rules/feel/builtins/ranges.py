"""How points and ranges lie to one another, after Allen (DMN 1.5, 10.3.4.10, table 78)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from madang_rules.feel.builtins.registry import builtin
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.values.equality import order_key
from madang_rules.feel.values.range import Range


class _NoOrder(Exception):
    """Two ends have no common order."""


class _End:
    """One end of a range; without bound where `key` is None."""

    __slots__ = ("included", "key")

    def __init__(self, value: Any, included: bool) -> None:
        self.key = order_key(value)
        self.included = included


class _Span:
    """A range, or a point as the range that holds only it."""

    __slots__ = ("end", "point", "start")

    def __init__(self, value: Any) -> None:
        self.point = value.__class__ is not Range
        if self.point:
            self.start = self.end = _End(value, True)
        else:
            if value.operator == "!=":
                raise _NoOrder
            self.start = _End(value.start, value.start_included)
            self.end = _End(value.end, value.end_included)


def _sign(a: _End, b: _End, without_a: int, without_b: int) -> int:
    """Compare two ends as values; one without bound lies at the side its sign tells."""
    if a.key is None or b.key is None:
        left = without_a if a.key is None else 0
        right = without_b if b.key is None else 0
        return (left > right) - (left < right)
    if a.key[0] is not b.key[0]:
        raise _NoOrder
    return int((a.key[1] > b.key[1]) - (a.key[1] < b.key[1]))


def _starts(a: _Span, b: _Span) -> int:
    return _sign(a.start, b.start, -1, -1)


def _ends(a: _Span, b: _Span) -> int:
    return _sign(a.end, b.end, 1, 1)


def _end_to_start(a: _Span, b: _Span) -> int:
    return _sign(a.end, b.start, 1, -1)


def _before(a: _Span, b: _Span) -> bool:
    sign = _end_to_start(a, b)
    return sign < 0 or (sign == 0 and not (a.end.included and b.start.included))


def _meets(a: _Span, b: _Span) -> bool:
    return a.end.included and b.start.included and _end_to_start(a, b) == 0


def _overlaps(a: _Span, b: _Span) -> bool:
    return not _before(a, b) and not _before(b, a)


def _begins_first(a: _Span, b: _Span) -> bool:
    sign = _starts(a, b)
    return sign < 0 or (sign == 0 and a.start.included and not b.start.included)


def _begins_first_or_together(a: _Span, b: _Span) -> bool:
    sign = _starts(a, b)
    return sign < 0 or (sign == 0 and (a.start.included or not b.start.included))


def _ends_first_or_together(a: _Span, b: _Span) -> bool:
    sign = _ends(a, b)
    return sign < 0 or (sign == 0 and (b.end.included or not a.end.included))


def _overlaps_before(a: _Span, b: _Span) -> bool:
    return _begins_first(a, b) and _overlaps(a, b) and _ends_first_or_together(a, b)


def _includes(a: _Span, b: _Span) -> bool:
    return _begins_first_or_together(a, b) and _ends_first_or_together(b, a)


def _finishes(a: _Span, b: _Span) -> bool:
    return a.end.included == b.end.included and _ends(a, b) == 0 and _begins_first_or_together(b, a)


def _begins(a: _Span, b: _Span) -> bool:
    return a.start.included == b.start.included and _starts(a, b) == 0 and _ends_first_or_together(a, b)


def _coincides(a: _Span, b: _Span) -> bool:
    return (
        a.start.included == b.start.included
        and a.end.included == b.end.included
        and _starts(a, b) == 0
        and _ends(a, b) == 0
    )


def _declare(relation: Callable[[_Span, _Span], bool], *signatures: str) -> None:
    def answer(evaluation: Evaluation, first: Any, second: Any) -> bool | None:
        try:
            return relation(_Span(first), _Span(second))
        except _NoOrder:
            return None

    builtin(*(f"{signature} -> boolean" for signature in signatures))(answer)


def _reversed(relation: Callable[[_Span, _Span], bool]) -> Callable[[_Span, _Span], bool]:
    return lambda a, b: relation(b, a)


def _four(name: str) -> tuple[str, ...]:
    return (
        f"{name}(point1: point, point2: point)",
        f"{name}(point: point, range: range)",
        f"{name}(range: range, point: point)",
        f"{name}(range1: range, range2: range)",
    )


_declare(_before, *_four("before"))
_declare(_reversed(_before), *_four("after"))
_declare(_meets, "meets(range1: range, range2: range)")
_declare(_reversed(_meets), "met by(range1: range, range2: range)")
_declare(_overlaps, "overlaps(range1: range, range2: range)")
_declare(_overlaps_before, "overlaps before(range1: range, range2: range)")
_declare(_reversed(_overlaps_before), "overlaps after(range1: range, range2: range)")
_declare(_finishes, "finishes(point: point, range: range)", "finishes(range1: range, range2: range)")
_declare(
    _reversed(_finishes),
    "finished by(range: range, point: point)",
    "finished by(range1: range, range2: range)",
)
_declare(_includes, "includes(range: range, point: point)", "includes(range1: range, range2: range)")
_declare(_reversed(_includes), "during(point: point, range: range)", "during(range1: range, range2: range)")
_declare(_begins, "starts(point: point, range: range)", "starts(range1: range, range2: range)")
_declare(
    _reversed(_begins), "started by(range: range, point: point)", "started by(range1: range, range2: range)"
)
_declare(_coincides, "coincides(point1: point, point2: point)", "coincides(range1: range, range2: range)")
