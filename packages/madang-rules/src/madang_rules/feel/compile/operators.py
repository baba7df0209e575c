"""Logic, arithmetic, tests and types (DMN 1.5, 10.3.2.8 and tables 45, 49, 55)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from madang_rules.errors import Place
from madang_rules.feel.builtins import BUILTINS
from madang_rules.feel.compile.comparisons import DECIMAL_ORDER
from madang_rules.feel.compile.fusion import Fusion
from madang_rules.feel.compile.unit import Frame, Run, Unit, compiles
from madang_rules.feel.conform import SCALARS, instance_of
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import INPUT
from madang_rules.feel.syntax.walk import names_in
from madang_rules.feel.types import BOOLEAN
from madang_rules.feel.unknown import Unknown, lift, truth_of, truths
from madang_rules.feel.values.arithmetic import NUMERIC, calculate, negative
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.equality import compare, equals
from madang_rules.feel.values.membership import disjunction, in_range, is_item, negation, satisfies
from madang_rules.feel.values.range import Range


@compiles(nodes.And)
def _and(unit: Unit, node: nodes.And) -> Run:
    operands = [unit(operand) for operand in node.operands]

    def run(scope: Any, evaluation: Evaluation) -> Any:
        following = iter(operands)
        for operand in following:
            value = operand(scope, evaluation)
            if value is True:
                continue
            if value is False:
                return False
            return _junction_rest(value, following, scope, evaluation, False)
        return True

    return _fused(unit, node, operands, run) if unit.fuses else run


@compiles(nodes.Or)
def _or(unit: Unit, node: nodes.Or) -> Run:
    operands = [unit(operand) for operand in node.operands]

    def run(scope: Any, evaluation: Evaluation) -> Any:
        following = iter(operands)
        for operand in following:
            value = operand(scope, evaluation)
            if value is False:
                continue
            if value is True:
                return True
            return _junction_rest(value, following, scope, evaluation, True)
        return False

    return _fused(unit, node, operands, run) if unit.fuses else run


def _fused(
    unit: Unit,
    node: nodes.And | nodes.Or,
    closures: list[Run],
    run: Run,
    faults: tuple[type[Exception], ...] = (),
) -> Run:
    decisive = isinstance(node, nodes.Or)

    def rest(index: int) -> Any:
        return lambda value, scope, evaluation: _junction_rest(
            value, iter(closures[index + 1 :]), scope, evaluation, decisive
        )

    return Fusion(unit, run, faults).junction(node.operands, closures, decisive, rest) or run


def compile_hot(
    declared: Iterable[str], node: nodes.Node, plain: Run, faults: tuple[type[Exception], ...]
) -> Run:
    """Compile an expression with all effort. `plain` answers where a fact is absent or a fault is raised."""
    unit = Unit(BUILTINS, declared, fuses=True)
    if isinstance(node, nodes.And | nodes.Or):
        return _fused(unit, node, [unit(operand) for operand in node.operands], plain, faults)
    unit(node)  # what is constant is found where it is compiled, with the names that are bound there
    return Fusion(unit, plain, faults).single(node) or plain


def _junction_rest(
    first: Any, following: Iterator[Run], scope: Any, evaluation: Evaluation, decisive: bool
) -> Any:
    """Go on once an operand is neither true nor false: only a `decisive` one still settles the outcome."""
    possible: set[bool | None] = {not decisive}
    facts: frozenset[str] = frozenset()
    value = first
    while True:
        if value is decisive:
            return decisive
        if value.__class__ is Unknown:
            facts = facts | value.facts
        possible = {
            decisive if a is decisive or b is decisive else None if a is None or b is None else not decisive
            for a in possible
            for b in truths(value)
        }
        operand = next(following, None)
        if operand is None:
            return truth_of(possible, facts)
        value = operand(scope, evaluation)


@compiles(nodes.Arithmetic)
def _arithmetic(unit: Unit, node: nodes.Arithmetic) -> Run:
    operator, left, right, place = node.operator, unit(node.left), unit(node.right), node.place
    numeric = NUMERIC[operator]
    if operator in ("/", "**"):
        return lambda scope, evaluation: calculate(
            evaluation, operator, left(scope, evaluation), right(scope, evaluation), place
        )

    def run(scope: Any, evaluation: Evaluation) -> Any:
        a = left(scope, evaluation)
        b = right(scope, evaluation)
        if a.__class__ is Decimal and b.__class__ is Decimal:
            number = numeric(a, b)
            if number.is_finite():
                return number
        return calculate(evaluation, operator, a, b, place)

    return run


@compiles(nodes.Negation)
def _negation(unit: Unit, node: nodes.Negation) -> Run:
    operand, place = unit(node.operand), node.place
    return lambda scope, evaluation: negative(evaluation, operand(scope, evaluation), place)


@compiles(nodes.InstanceOf)
def _instance_of(unit: Unit, node: nodes.InstanceOf) -> Run:
    value, type_ = unit(node.value), node.type
    return lambda scope, evaluation: instance_of(value(scope, evaluation), type_, evaluation)


@compiles(nodes.In)
def _in(unit: Unit, node: nodes.In) -> Run:
    value = unit(node.value)
    members = _members(unit, node.tests)
    tests = tests_of(unit, node.tests)

    def run(scope: Any, evaluation: Evaluation) -> Any:
        return tests(scope, evaluation, value(scope, evaluation))

    def run_members(scope: Any, evaluation: Evaluation) -> Any:
        tested = value(scope, evaluation)
        if tested.__class__ is str:
            return tested in members  # type: ignore[operator]
        return tests(scope, evaluation, tested)

    return run if members is None else run_members


def _members(unit: Unit, tests: nodes.UnaryTests) -> frozenset[str] | None:
    """Return the strings among which the value is sought, None where there are other tests than strings."""
    constants = [unit.constant(test) for test in tests.tests]
    values: list[Any] = []
    for constant in constants:
        if constant is None:
            return None
        values.extend(constant.value if constant.value.__class__ is list else [constant.value])
    return (
        frozenset(values) if not tests.negated and all(value.__class__ is str for value in values) else None
    )


def tests_of(unit: Unit, node: nodes.UnaryTests) -> Any:
    """Return a function of (scope, evaluation, value tested) for unary tests (DMN 1.5, 7.3.3 and 10.3.2.10)."""
    tests = [_test(unit, test) for test in node.tests]
    negated = node.negated
    if not tests:
        return lambda scope, evaluation, value: True
    if len(tests) == 1 and not negated:
        return tests[0]

    def run(scope: Any, evaluation: Evaluation, value: Any) -> Any:
        if value.__class__ is Unknown and value.values is not None:
            return lift(evaluation, lambda one: run(scope, evaluation, one), (value,), BOOLEAN)
        answers: list[Any] = []
        for test in tests:
            answer = test(scope, evaluation, value)
            if answer is True:
                return not negated
            answers.append(answer)
        found = disjunction(answers)
        return negation(found) if negated else found

    return run


def _test(unit: Unit, node: nodes.Node) -> Any:
    place = node.place
    if isinstance(node, nodes.OperatorTest):
        return _operator_test(unit, node)
    constant = unit.constant(node)
    if constant is not None:
        wanted = constant.value
        if wanted.__class__ is Range and not wanted.operator:
            return _range_test(wanted, place)
        return lambda scope, evaluation, value: satisfies(evaluation, value, wanted, place)
    expression = unit(node)
    if INPUT in names_in(node):

        def run_with_input(scope: Any, evaluation: Evaluation, value: Any) -> Any:
            inner = Frame(scope)
            inner[INPUT] = value
            return _as_test(evaluation, value, expression(inner, evaluation), place)

        return run_with_input

    def run(scope: Any, evaluation: Evaluation, value: Any) -> Any:
        found = expression(scope, evaluation)
        if found.__class__ is list and value.__class__ in SCALARS:
            return is_item(evaluation, value, found, place)
        if found is not True:
            return satisfies(evaluation, value, found, place)
        if value.__class__ is not Unknown:
            return value if value is False else True
        if value.values is None:
            return truth_of((True, False), value.facts)
        return truth_of((one is not False for one in value.values), value.facts)

    return run


def _range_test(range_: Range, place: Place) -> Any:
    """Return the test of a constant range; of numbers and dates compared directly."""
    kind: type = (range_.start if range_.start is not None else range_.end).__class__
    if kind is not Decimal and kind is not Date:
        return lambda scope, evaluation, value: in_range(evaluation, value, range_, place)
    low: Any = range_.start.days if isinstance(range_.start, Date) else range_.start
    high: Any = range_.end.days if isinstance(range_.end, Date) else range_.end
    low_in, high_in = range_.start_included, range_.end_included
    key: Any = (lambda date: date.days) if kind is Date else None

    def run(scope: Any, evaluation: Evaluation, value: Any) -> Any:
        if kind is not value.__class__:
            return in_range(evaluation, value, range_, place)
        at: Any = value if key is None else key(value)
        if low is not None and (at < low or (at == low and not low_in)):
            return False
        return high is None or at < high or (high_in and at == high)

    return run


def _as_test(evaluation: Evaluation, value: Any, found: Any, place: Place) -> Any:
    """Take what an expression about `?` gave: a truth is the answer, anything else is a test of the value."""
    if found is True or found is False or found is None:
        return found
    if found.__class__ is Unknown:
        answers = set(truths(found))
        if found.values is None and None in answers:
            answers |= {True, False}
        return truth_of(answers, found.facts)
    return satisfies(evaluation, value, found, place)


def _operator_test(unit: Unit, node: nodes.OperatorTest) -> Any:
    operator, operand, place = node.operator, unit(node.operand), node.place
    if INPUT in names_in(node):
        inner_operand = operand

        def with_input(scope: Any, evaluation: Evaluation, value: Any) -> Any:
            inner = Frame(scope)
            inner[INPUT] = value
            return _apply(evaluation, operator, value, inner_operand(inner, evaluation), place)

        return with_input
    return lambda scope, evaluation, value: _apply(
        evaluation, operator, value, operand(scope, evaluation), place
    )


def _apply(evaluation: Evaluation, operator: str, value: Any, operand: Any, place: Place) -> Any:
    if value.__class__ is Decimal and operand.__class__ is Decimal and operator in DECIMAL_ORDER:
        return DECIMAL_ORDER[operator](value, operand)
    if operator == "=":
        return equals(evaluation, value, operand, place)
    if operator == "!=":
        return negation(equals(evaluation, value, operand, place))
    return compare(evaluation, operator, value, operand, place)


@compiles(nodes.UnaryTests)
def _unary_tests(unit: Unit, node: nodes.UnaryTests) -> Run:
    tests = tests_of(unit, node)
    return lambda scope, evaluation: tests(scope, evaluation, scope[INPUT])
