"""`if`, `for`, `some`, `every` and filters (DMN 1.5, tables 47, 48, 53, and 10.3.2.14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from madang_rules.errors import Place
from madang_rules.feel.compile.unit import Frame, Run, Unit, compiles
from madang_rules.feel.conform import type_name
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.walk import all_nodes, has_function, names_in, parts_of
from madang_rules.feel.types import BOOLEAN
from madang_rules.feel.unknown import MAX_NESTED_GUESSES, Unknown, facts_of, join, truth_of
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.membership import conjunction, disjunction
from madang_rules.feel.values.number import DECIMAL, LARGEST_INDEX, whole
from madang_rules.feel.values.range import Range


@compiles(nodes.If)
def _if(unit: Unit, node: nodes.If) -> Run:
    condition, then, otherwise = unit(node.condition), unit(node.then), unit(node.otherwise)
    place = node.condition.place

    def run(scope: Any, evaluation: Evaluation) -> Any:
        answer = condition(scope, evaluation)
        if answer is True:
            return then(scope, evaluation)
        if answer is False:
            return otherwise(scope, evaluation)
        if answer.__class__ is Unknown:
            return _both(answer, then, otherwise, scope, evaluation)
        evaluation.record("condition", place, found=type_name(answer))
        return otherwise(scope, evaluation) if answer is None else None

    return run


def _both(answer: Unknown, then: Run, otherwise: Run, scope: Any, evaluation: Evaluation) -> Any:
    """Follow both branches of an `if` of unknown outcome: where they agree the outcome does not matter."""
    values = answer.values
    if values is not None and True not in values and all(value is False or value is None for value in values):
        return otherwise(scope, evaluation)
    if evaluation.guessing >= MAX_NESTED_GUESSES:
        return Unknown(answer.facts)
    reasons = len(evaluation.reasons)
    evaluation.guessing += 1
    results = [then(scope, evaluation), otherwise(scope, evaluation)]
    evaluation.guessing -= 1
    if answer.type is not BOOLEAN:
        results.append(None)  # what is no boolean makes null
    joined = join(results, answer.facts)
    if joined.__class__ is Unknown:
        del evaluation.reasons[reasons:]
    return joined


# Iteration

Values = Iterator[Any] | Unknown | None


def iterated(evaluation: Evaluation, source: Any, place: Place | None) -> Values:
    """Return the values a source gives one after the other; None with a reason where it gives none."""
    if source.__class__ is list or source.__class__ is tuple:
        return iter(source)
    if source.__class__ is Unknown:
        return source
    if source.__class__ is Range:
        if source.operator:
            return evaluation.record("iteration", place, found="range")
        values = between(evaluation, source.start, source.end, place)
        if values is None:
            return None
        return (
            value
            for value in values
            if (source.start_included or value != source.start)
            and (source.end_included or value != source.end)
        )
    if source is None:
        return evaluation.record("iteration", place, found="null")
    return iter((normal(source),))


def between(evaluation: Evaluation, start: Any, end: Any, place: Place | None) -> Iterator[Any] | None:
    """Return the whole steps from one number or date to another, upwards or downwards."""
    if start.__class__ is Date and end.__class__ is Date:
        step = 1 if start.days <= end.days else -1
        return (Date.from_days(days) for days in range(start.days, end.days + step, step))
    start, end = normal(start), normal(end)
    if start.__class__ is Decimal and end.__class__ is Decimal:
        if start.copy_abs() > LARGEST_INDEX or end.copy_abs() > LARGEST_INDEX:
            return evaluation.record("out-of-range", place)
        step = 1 if start <= end else -1
        if whole(start) is not None:
            last = int(end.to_integral_value("ROUND_FLOOR" if step > 0 else "ROUND_CEILING", DECIMAL))
            return map(Decimal, range(int(start), last + step, step))
        turns = int(abs(DECIMAL.subtract(end, start)))
        return (DECIMAL.add(start, Decimal(step * turn)) for turn in range(turns + 1))
    return evaluation.record("range-ends", place)


Loop = Callable[[Any, Evaluation, Callable[[Frame], bool]], Unknown | bool | None]


def _loop(unit: Unit, iterators: tuple[nodes.Iterator, ...], fresh: bool) -> Loop:
    """Return a function that calls its last argument with the scope of each combination until that says True.

    It returns False when all is done, null where a source cannot be iterated, an unknown where one is unknown.
    `fresh`: each combination gets a scope of its own, because a function may keep it.
    """
    compiled: list[tuple[str, Run, Run | None, Place]] = []
    names: list[str] = []
    for iterator in iterators:
        with unit.binding(*names):
            end = None if iterator.end is None else unit(iterator.end)
            compiled.append((iterator.name, unit(iterator.source), end, iterator.place))
        names.append(iterator.name)
    deepest = len(compiled) - 1

    def turn(level: int, frame: Frame, evaluation: Evaluation, visit: Callable[[Frame], bool]) -> Any:
        name, source, end, place = compiled[level]
        values: Values
        if end is None:
            values = iterated(evaluation, source(frame, evaluation), place)
        else:
            first, last = source(frame, evaluation), end(frame, evaluation)
            facts = facts_of((first, last))
            unknown = first.__class__ is Unknown or last.__class__ is Unknown
            values = Unknown(facts) if unknown else between(evaluation, first, last, place)
        if values is None or values.__class__ is Unknown:
            return values
        for value in values:  # type: ignore[union-attr]
            evaluation.left -= 1
            if evaluation.left < 0:
                evaluation.refill()
            inner = frame
            if fresh:
                inner = Frame(frame.outer)
                inner.update(frame)
            inner[name] = value
            if level < deepest:
                outcome = turn(level + 1, inner, evaluation, visit)
                if outcome is not False:
                    return outcome
            elif visit(inner):
                return True
        return False

    return lambda scope, evaluation, visit: turn(0, Frame(scope), evaluation, visit)


@compiles(nodes.For)
def _for(unit: Unit, node: nodes.For) -> Run:
    loop = _loop(unit, node.iterators, has_function(node))
    with unit.binding("partial", *(iterator.name for iterator in node.iterators)):
        body = unit(node.body)
    partial = "partial" in names_in(node.body)
    if len(node.iterators) == 1 and node.iterators[0].end is None and not partial and not has_function(node):
        return _simple_for(
            unit(node.iterators[0].source), node.iterators[0].name, body, node.iterators[0].place
        )
    copied = partial and not _only_read(node.body)

    def run(scope: Any, evaluation: Evaluation) -> Any:
        results: list[Any] = []
        longest = evaluation.budget.list_length

        def visit(frame: Frame) -> bool:
            if partial:
                if copied:
                    evaluation.charge(len(results))
                frame["partial"] = results[:] if copied else results
            results.append(body(frame, evaluation))
            if len(results) > longest:
                evaluation.charge_list(len(results))
            return False

        outcome = loop(scope, evaluation, visit)
        if outcome.__class__ is Unknown:
            return Unknown(outcome.facts)
        return None if outcome is None else results

    return run


def _simple_for(source: Run, name: str, body: Run, place: Place) -> Run:
    """One iterator over one source, whose body keeps no scope and does not look at `partial`."""

    def run(scope: Any, evaluation: Evaluation) -> Any:
        values = iterated(evaluation, source(scope, evaluation), place)
        if values is None:
            return None
        if values.__class__ is Unknown:
            return Unknown(values.facts)
        results: list[Any] = []
        frame = Frame(scope)
        for value in values:  # type: ignore[union-attr]
            evaluation.left -= 1
            if evaluation.left < 0:
                evaluation.refill()
                evaluation.charge_list(len(results))
            frame[name] = value
            results.append(body(frame, evaluation))
        if len(results) > evaluation.budget.list_length:
            evaluation.charge_list(len(results))
        return results

    return run


_READERS = frozenset(("sum", "count", "min", "max", "mean", "product", "list contains", "index of"))


def _only_read(body: nodes.Node) -> bool:
    """Whether `partial` is only filtered or counted: then it need not be copied in each turn."""
    for node in all_nodes(body):
        harmless: tuple[nodes.Node, ...] = ()
        if isinstance(node, nodes.Filter):
            harmless = (node.source,)
        elif (
            isinstance(node, nodes.Call)
            and isinstance(node.function, nodes.Name)
            and node.function.name in _READERS
        ):
            harmless = node.arguments
        for part in parts_of(node):
            if (
                isinstance(part, nodes.Name)
                and part.name == "partial"
                and not any(part is one for one in harmless)
            ):
                return False
    return not (isinstance(body, nodes.Name) and body.name == "partial") and not has_function(body)


@compiles(nodes.Quantified)
def _quantified(unit: Unit, node: nodes.Quantified) -> Run:
    loop = _loop(unit, node.iterators, has_function(node))
    with unit.binding(*(iterator.name for iterator in node.iterators)):
        condition = unit(node.condition)
    decisive = not node.every
    combine = conjunction if node.every else disjunction
    if len(node.iterators) == 1 and node.iterators[0].end is None and not has_function(node):
        iterator = node.iterators[0]
        return _simple_quantified(
            unit(iterator.source), iterator.name, condition, decisive, combine, iterator.place
        )

    def run(scope: Any, evaluation: Evaluation) -> Any:
        undecided: list[Any] = []

        def visit(frame: Frame) -> bool:
            answer = condition(frame, evaluation)
            if answer is decisive:
                return True
            if answer is not True and answer is not False:
                undecided.append(answer)
                if len(undecided) > 64:
                    undecided[:] = [combine(undecided)]
            return False

        outcome = loop(scope, evaluation, visit)
        if outcome is True:
            return decisive
        if outcome is False:
            return combine(undecided)
        if outcome is None:
            return None
        return truth_of((True, False, None), outcome.facts | facts_of(undecided))

    return run


def _simple_quantified(
    source: Run, name: str, condition: Run, decisive: bool, combine: Callable[[list[Any]], Any], place: Place
) -> Run:
    """One iterator over one source, whose condition keeps no scope."""

    def run(scope: Any, evaluation: Evaluation) -> Any:
        values = iterated(evaluation, source(scope, evaluation), place)
        if values is None:
            return None
        if values.__class__ is Unknown:
            return truth_of((True, False, None), values.facts)
        undecided: list[Any] = []
        frame = Frame(scope)
        for value in values:  # type: ignore[union-attr]
            evaluation.left -= 1
            if evaluation.left < 0:
                evaluation.refill()
            frame[name] = value
            answer = condition(frame, evaluation)
            if answer is decisive:
                return decisive
            if answer is not True and answer is not False:
                undecided.append(answer)
                if len(undecided) > 64:
                    undecided[:] = [combine(undecided)]
        return combine(undecided) if undecided else not decisive

    return run
