"""Comparisons (DMN 1.5, table 53). The common ones, of a fact with a constant, have closures of their own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from madang_rules.errors import Place
from madang_rules.feel.compile.unit import Run, Unit, compiles
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.equality import compare, equals
from madang_rules.feel.values.membership import conjunction, negation

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@compiles(nodes.Comparison)
def _comparison(unit: Unit, node: nodes.Comparison) -> Run:
    operator, left, right, place = node.operator, node.left, node.right, node.place
    constant = unit.constant(right)
    if constant is None and unit.constant(left) is not None:
        constant = unit.constant(left)
        left, operator = right, _MIRRORED[operator]
    if constant is not None:
        special = _with_constant(unit, operator, left, constant.value, place)
        if special is not None:
            return special
    return _general(node.operator, unit(node.left), unit(node.right), place)


def _general(operator: str, left: Run, right: Run, place: Place) -> Run:
    if operator == "=":
        return lambda scope, evaluation: equals(
            evaluation, left(scope, evaluation), right(scope, evaluation), place
        )
    if operator == "!=":
        return lambda scope, evaluation: negation(
            equals(evaluation, left(scope, evaluation), right(scope, evaluation), place)
        )
    order = DECIMAL_ORDER[operator]

    def run(scope: Any, evaluation: Evaluation) -> Any:
        a = left(scope, evaluation)
        b = right(scope, evaluation)
        if a.__class__ is Decimal and b.__class__ is Decimal:
            return order(a, b)
        return compare(evaluation, operator, a, b, place)

    return run


DECIMAL_ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__, "<=": Decimal.__le__, ">": Decimal.__gt__, ">=": Decimal.__ge__,
}  # fmt: skip


def _with_constant(unit: Unit, operator: str, node: nodes.Node, constant: Any, place: Place) -> Run | None:
    read = unit(node)
    name = node.name if isinstance(node, nodes.Name) and unit.builtin(node) is None else None

    def slow(value: Any, evaluation: Evaluation) -> Any:
        if operator == "=":
            return equals(evaluation, value, constant, place)
        if operator == "!=":
            return negation(equals(evaluation, value, constant, place))
        return compare(evaluation, operator, value, constant, place)

    kind = constant.__class__
    if operator in ("=", "!="):
        if kind is str or kind is Decimal or kind is bool:
            return _equality(operator == "=", name, read, constant, slow)
        return None
    if kind is Decimal:
        return _NUMBER_ORDER[operator](name, read, constant, slow)
    if kind is Date:
        return _dates(operator, read, constant, slow)
    return None


Slow = Callable[[Any, Evaluation], Any]


def _equality(wanted: bool, name: str | None, read: Run, constant: Any, slow: Slow) -> Run:
    kind = constant.__class__

    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = read(scope, evaluation)
        if value.__class__ is kind:
            return (value == constant) is wanted
        return slow(value, evaluation)

    def run_name(scope: Any, evaluation: Evaluation) -> Any:
        try:
            value = scope[name]
        except KeyError:
            value = read(scope, evaluation)
        if value.__class__ is kind:
            return (value == constant) is wanted
        return slow(value, evaluation)

    return run if name is None else run_name


# One closure for each operator: a call through a table of operators would cost as much as the comparison.


def _below(name: str | None, read: Run, constant: Decimal, slow: Slow) -> Run:
    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = read(scope, evaluation)
        return value < constant if value.__class__ is Decimal else slow(value, evaluation)

    def run_name(scope: Any, evaluation: Evaluation) -> Any:
        try:
            value = scope[name]
        except KeyError:
            value = read(scope, evaluation)
        return value < constant if value.__class__ is Decimal else slow(value, evaluation)

    return run if name is None else run_name


def _at_most(name: str | None, read: Run, constant: Decimal, slow: Slow) -> Run:
    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = read(scope, evaluation)
        return value <= constant if value.__class__ is Decimal else slow(value, evaluation)

    def run_name(scope: Any, evaluation: Evaluation) -> Any:
        try:
            value = scope[name]
        except KeyError:
            value = read(scope, evaluation)
        return value <= constant if value.__class__ is Decimal else slow(value, evaluation)

    return run if name is None else run_name


def _above(name: str | None, read: Run, constant: Decimal, slow: Slow) -> Run:
    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = read(scope, evaluation)
        return value > constant if value.__class__ is Decimal else slow(value, evaluation)

    def run_name(scope: Any, evaluation: Evaluation) -> Any:
        try:
            value = scope[name]
        except KeyError:
            value = read(scope, evaluation)
        return value > constant if value.__class__ is Decimal else slow(value, evaluation)

    return run if name is None else run_name


def _at_least(name: str | None, read: Run, constant: Decimal, slow: Slow) -> Run:
    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = read(scope, evaluation)
        return value >= constant if value.__class__ is Decimal else slow(value, evaluation)

    def run_name(scope: Any, evaluation: Evaluation) -> Any:
        try:
            value = scope[name]
        except KeyError:
            value = read(scope, evaluation)
        return value >= constant if value.__class__ is Decimal else slow(value, evaluation)

    return run if name is None else run_name


_NUMBER_ORDER: dict[str, Callable[[str | None, Run, Decimal, Slow], Run]] = {
    "<": _below, "<=": _at_most, ">": _above, ">=": _at_least,
}  # fmt: skip


def _dates(operator: str, read: Run, constant: Date, slow: Slow) -> Run:
    # For the constant on the right: `days < constant` asks the constant whether it is greater.
    days = constant.days
    ask = {"<": days.__gt__, "<=": days.__ge__, ">": days.__lt__, ">=": days.__le__}[operator]

    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = read(scope, evaluation)
        return ask(value.days) if value.__class__ is Date else slow(value, evaluation)

    return run


@compiles(nodes.Between)
def _between(unit: Unit, node: nodes.Between) -> Run:
    value, low, high, place = unit(node.value), unit(node.low), unit(node.high), node.place

    def run(scope: Any, evaluation: Evaluation) -> Any:
        tested = value(scope, evaluation)
        lowest = low(scope, evaluation)
        highest = high(scope, evaluation)
        if tested.__class__ is Decimal and lowest.__class__ is Decimal and highest.__class__ is Decimal:
            return lowest <= tested <= highest
        return conjunction(
            [
                compare(evaluation, ">=", tested, lowest, place),
                compare(evaluation, "<=", tested, highest, place),
            ]
        )

    return run
