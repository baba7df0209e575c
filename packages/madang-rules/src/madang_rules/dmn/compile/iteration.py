"""Boxed conditional, filter, for, every and some (DMN 1.5, 10.2.1.9 to 10.2.1.11).

Their semantics are those of the FEEL expressions of the same name; so the boxes become nodes of FEEL whose
parts are closures already, and FEEL compiles them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from madang_rules.dmn.compile.site import Compiled
from madang_rules.errors import Place
from madang_rules.feel import Evaluation, Unknown
from madang_rules.feel.builtins import BUILTINS
from madang_rules.feel.compile.unit import Frame, Unit, compiles
from madang_rules.feel.conform import type_name
from madang_rules.feel.syntax import nodes
from madang_rules.feel.types import ListType, Type, unnamed

__all__ = ["conditional", "each", "element_type", "filtered", "quantified"]

_NOWHERE = Place(0, 0)
_VERDICT, _MISFITS = "\0verdict", "\0misfits"  # no name of a model holds a null character
# What stands inside a box may be a function that keeps its scope, and may read `partial`.
_PARTS = (
    nodes.FunctionLiteral(_NOWHERE, (), nodes.Literal(_NOWHERE, None)),
    nodes.Name(_NOWHERE, "partial"),
)


@dataclass(frozen=True, slots=True)
class _Box(nodes.Node):
    """A part that is compiled already."""

    run: Compiled
    parts: tuple[nodes.Node, ...] = _PARTS


@compiles(_Box)
def _box(_unit: Unit, node: _Box) -> Compiled:
    return node.run


def _compiled(node: nodes.Node) -> Compiled:
    return Unit(BUILTINS, ())(node)


def _boxed(run: Compiled) -> _Box:
    return _Box(_NOWHERE, run)


def conditional(condition: Compiled, then: Compiled, otherwise: Compiled) -> Compiled:
    """If, then, else; a condition that is neither truth nor null makes the whole null."""
    branch = _compiled(nodes.If(_NOWHERE, nodes.Name(_NOWHERE, _VERDICT), _boxed(then), _boxed(otherwise)))

    def run(scope: Any, evaluation: Evaluation) -> Any:
        verdict = condition(scope, evaluation)
        if verdict is not None and not isinstance(verdict, bool | Unknown):
            return evaluation.record("condition", None, found=type_name(verdict))
        inner = Frame(scope)
        inner[_VERDICT] = verdict
        return branch(inner, evaluation)

    return run


def each(name: str, collection: Compiled, result: Compiled) -> Compiled:
    """The results for all elements; `partial` holds those so far."""
    iterator = nodes.Iterator(_NOWHERE, name, _boxed(collection))
    return _compiled(nodes.For(_NOWHERE, (iterator,), _boxed(result)))


def quantified(name: str, collection: Compiled, satisfies: Compiled, *, every: bool) -> Compiled:
    """Whether every (or some) element satisfies."""
    iterator = nodes.Iterator(_NOWHERE, name, _boxed(collection))
    return _compiled(nodes.Quantified(_NOWHERE, every, (iterator,), _boxed(satisfies)))


def filtered(collection: Compiled, match: Compiled) -> Compiled:
    """The elements that match; the entries of an element hide outer names. A match that is neither truth nor
    null nor number makes the whole null."""

    def matches(scope: Any, evaluation: Evaluation) -> Any:
        item = scope["item"]
        if isinstance(item, dict):
            inner = Frame(scope)
            inner.update(item)
            inner["item"] = item
            verdict = match(inner, evaluation)
        elif isinstance(item, Unknown):
            return Unknown(item.facts)
        else:
            verdict = match(scope, evaluation)
        if verdict is not None and not isinstance(verdict, bool | Unknown | Decimal):
            scope[_MISFITS].append(verdict)
        return verdict

    kept = _compiled(nodes.Filter(_NOWHERE, _boxed(collection), _boxed(matches)))

    def run(scope: Any, evaluation: Evaluation) -> Any:
        inner = Frame(scope)
        misfits = inner[_MISFITS] = []
        result = kept(inner, evaluation)
        if misfits:
            return evaluation.record("condition", None, found=type_name(misfits[0]))
        return result

    return run


def element_type(type_: Type | None) -> Type | None:
    """The type of a list's elements, as far as it is declared."""
    behind = None if type_ is None else unnamed(type_)
    return behind.item if isinstance(behind, ListType) else None
