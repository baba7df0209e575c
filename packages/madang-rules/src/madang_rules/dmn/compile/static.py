"""What can be told of an expression before it runs: names that nothing gives a value, types that do not fit.

Only what is certain is reported: a type is known where a name is declared with it or a literal shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches

from madang_rules.feel.builtins import BUILTINS
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import INPUT, Node
from madang_rules.feel.syntax.walk import all_nodes, free_names, names_in, parts_of
from madang_rules.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    SimpleType,
    Type,
    unnamed,
)

__all__ = ["check_expression", "static_type"]

Report = Callable[..., None]
Env = Mapping[str, Type | None]

_ALWAYS_BOUND = frozenset((INPUT, "item", "partial"))


def check_expression(node: Node, names: Env, wanted: Type | None, report: Report) -> None:
    """Report, by `report(code, **values)`, unknown names, comparisons and sums of types that never fit, and a
    result that is not of the type `wanted`, or several values where it is no list."""
    in_filters = frozenset().union(
        *(names_in(each.condition) for each in all_nodes(node) if isinstance(each, nodes.Filter))
    )
    for name in sorted(free_names(node) - names.keys() - in_filters - _ALWAYS_BOUND):
        if name not in BUILTINS:
            near = get_close_matches(name, [each for each in names if each], 1)
            report(
                "name-unbound",
                name=name,
                near=near[0] if near else "-",
                known=", ".join(sorted(names)) or "-",
            )
    _check_types(node, names, report)
    found = static_type(node, names)
    behind = unnamed(wanted) if wanted is not None else ANY
    converts = found is DATE and behind is DATE_TIME
    if _differ(found, behind) and not converts:
        report("expression-type", expected=str(wanted), found=str(found))
    several = isinstance(node, nodes.ListLiteral) and len(node.items) > 1
    if several and behind is not ANY and not isinstance(behind, ListType):
        report("several-values", expected=str(wanted))


def _check_types(node: Node, names: Env, report: Report) -> None:
    inner = _without_bound(node, names)
    if isinstance(node, nodes.Comparison):
        left, right = static_type(node.left, inner), static_type(node.right, inner)
        if _differ(left, right) and {left, right} != {DATE, DATE_TIME}:
            report("comparison-types", operator=node.operator, left=str(left), right=str(right))
    elif isinstance(node, nodes.Arithmetic):
        left, right = static_type(node.left, inner), static_type(node.right, inner)
        text_sum = node.operator == "+" and left is STRING and right is STRING
        for side, other in ((left, right), (right, left)):
            if side is BOOLEAN or (
                side is STRING and not text_sum and (other is not ANY or node.operator != "+")
            ):
                report("arithmetic-types", operator=node.operator, left=str(left), right=str(right))
                break
    for part in parts_of(node):
        _check_types(part, inner, report)


def _differ(one: Type, other: Type) -> bool:
    """Whether both are known simple types, and not the same."""
    return (
        ANY not in (one, other)
        and isinstance(one, SimpleType)
        and isinstance(other, SimpleType)
        and one != other
    )


def _without_bound(node: Node, names: Env) -> Env:
    """`names` as they are inside `node`: what it binds itself has no known type."""
    bound: set[str] = set()
    match node:
        case nodes.For(iterators=iterators) | nodes.Quantified(iterators=iterators):
            bound = {each.name for each in iterators} | {"partial"}
        case nodes.FunctionLiteral(parameters=parameters):
            bound = {name for name, _ in parameters}
        case nodes.ContextLiteral(entries=entries):
            bound = {name for name, _ in entries}
        case nodes.Filter():
            return {}  # fields of the items may hide any name
    return {name: type_ for name, type_ in names.items() if name not in bound} if bound else names


def static_type(node: Node, names: Env) -> Type:
    """The type of `node`'s value unless it is null; `ANY` where that is not certain."""
    match node:
        case nodes.Literal(value=bool()):
            return BOOLEAN
        case nodes.Literal(value=Decimal()):
            return NUMBER
        case nodes.Literal(value=str()):
            return STRING
        case (
            nodes.Comparison() | nodes.And() | nodes.Or() | nodes.In() | nodes.Between() | nodes.Quantified()
        ):
            return BOOLEAN
        case nodes.Name(name=name):
            return unnamed(names.get(name) or ANY)
        case nodes.Path(source=source, name=name):
            behind = static_type(source, names)
            return unnamed(behind.field(name) or ANY) if isinstance(behind, ContextType) else ANY
        case nodes.Arithmetic(left=left, right=right):
            types = {static_type(left, names), static_type(right, names)}
            return types.pop() if len(types) == 1 and types <= {NUMBER, STRING} else ANY
        case nodes.Negation(operand=operand):
            return NUMBER if static_type(operand, names) is NUMBER else ANY
        case nodes.If(then=then, otherwise=otherwise):
            first, second = static_type(then, names), static_type(otherwise, names)
            return first if first == second else ANY
    return ANY
