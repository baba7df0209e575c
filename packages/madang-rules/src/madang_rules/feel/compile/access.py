"""Names, paths, lists, contexts and ranges (DMN 1.5, 10.3.2.5 and table 53)."""

from __future__ import annotations

from typing import Any

from madang_rules.errors import Place
from madang_rules.feel.compile.unit import Frame, Run, Unit, compiles
from madang_rules.feel.conform import NATIVE, type_name, unknown_facts
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.types import ANY, ContextType, Type, unnamed
from madang_rules.feel.unknown import Unknown, facts_of, lift
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.equality import order_key
from madang_rules.feel.values.properties import PROPERTIES, PROPERTY_TYPES
from madang_rules.feel.values.range import Range


@compiles(nodes.Name)
def _name(unit: Unit, node: nodes.Name) -> Run:
    name, place = node.name, node.place
    builtin = unit.builtin(node)

    def read(scope: Any, evaluation: Evaluation) -> Any:
        try:
            value = scope[name]
        except KeyError:
            return builtin if builtin is not None else evaluation.record("name-unknown", place, name=name)
        return value if value.__class__ in NATIVE else normal(value)

    return read


@compiles(nodes.Path)
def _path(unit: Unit, node: nodes.Path) -> Run:
    source, name, place = unit(node.source), node.name, node.place

    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = source(scope, evaluation)
        if value.__class__ is dict:
            try:
                value = value[name]
            except KeyError:
                return evaluation.record("member-unknown", place, type="context", name=name)
            return value if value.__class__ in NATIVE else normal(value)
        return member(evaluation, value, name, place)

    return run


def member(evaluation: Evaluation, value: Any, name: str, place: Place | None) -> Any:
    """Return `value.name`: an entry of a context, a property of a date, …, or the list of those of a list's items."""
    kind = value.__class__
    if kind is dict:
        if name in value:
            return normal(value[name])
        return evaluation.record("member-unknown", place, type="context", name=name)
    if kind is list or kind is tuple:
        evaluation.charge_list(len(value))
        return [member(evaluation, item, name, place) for item in value]
    if kind is Unknown:
        return lift(
            evaluation, lambda one: member(evaluation, one, name, place), (value,), _member_type(value, name)
        )
    if value is None:
        return None
    own = PROPERTIES.get(kind)
    if own is not None and name in own:
        return own[name](value)
    if normal(value) is not value:
        return member(evaluation, normal(value), name, place)
    return evaluation.record("member-unknown", place, type=type_name(value), name=name)


def _member_type(value: Unknown, name: str) -> Type:
    behind = unnamed(value.type)
    if isinstance(behind, ContextType):
        return behind.field(name) or ANY
    return PROPERTY_TYPES.get((str(behind), name), ANY)


@compiles(nodes.ListLiteral)
def _list(unit: Unit, node: nodes.ListLiteral) -> Run:
    items = [unit(item) for item in node.items]
    length = len(items)

    def run(scope: Any, evaluation: Evaluation) -> Any:
        evaluation.left -= length
        if evaluation.left < 0:
            evaluation.refill()
        return [item(scope, evaluation) for item in items]

    return run


@compiles(nodes.ContextLiteral)
def _context(unit: Unit, node: nodes.ContextLiteral) -> Run:
    with unit.binding(*(name for name, _ in node.entries)):
        entries = [(name, unit(value)) for name, value in node.entries]

    def run(scope: Any, evaluation: Evaluation) -> Any:
        inner = Frame(scope)
        made: dict[str, Any] = {}
        evaluation.charge(len(entries))
        for name, entry in entries:
            made[name] = inner[name] = entry(inner, evaluation)
        return made

    return run


@compiles(nodes.RangeLiteral)
def _range(unit: Unit, node: nodes.RangeLiteral) -> Run:
    start, end, place = unit(node.start), unit(node.end), node.place
    start_included, end_included = node.start_included, node.end_included

    def run(scope: Any, evaluation: Evaluation) -> Any:
        return make_range(
            evaluation, start(scope, evaluation), end(scope, evaluation), start_included, end_included, place
        )

    return run


def make_range(
    evaluation: Evaluation,
    start: Any,
    end: Any,
    start_included: bool,
    end_included: bool,
    place: Place | None,
) -> Any:
    """Return a range; null where its ends are null, reversed or of no common order."""
    start, end = normal(start), normal(end)
    if start.__class__ is Unknown or end.__class__ is Unknown:
        return Unknown(facts_of((start, end)))
    a, b = order_key(start), order_key(end)
    if a is None or b is None or a[0] is not b[0] or a[1] > b[1]:
        return evaluation.record("range-ends", place)
    return Range(start, end, start_included, end_included)


@compiles(nodes.OperatorTest)
def _operator_range(unit: Unit, node: nodes.OperatorTest) -> Run:
    operand, operator, place = unit(node.operand), node.operator, node.place

    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = normal(operand(scope, evaluation))
        if value.__class__ is Unknown:
            return Unknown(value.facts)
        if operator == "=" or operator == "!=":
            facts = unknown_facts(value, evaluation)
            return Range(value, value, True, True, operator) if facts is None else Unknown(facts)
        if order_key(value) is None:
            return evaluation.record("range-ends", place)
        match operator:
            case "<":
                return Range(None, value, False, False)
            case "<=":
                return Range(None, value, False, True)
            case ">":
                return Range(value, None, False, False)
        return Range(value, None, True, False)

    return run
