"""What compiling a tree to closures carries along: which names are bound, and what is constant.

A closure takes the scope (names to values) and the evaluation, and returns a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from madang_rules.errors import RulesError
from madang_rules.feel.budget import Budget
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.syntax.nodes import Node

Scope = Mapping[str, Any]
Run = Callable[[Any, Evaluation], Any]
N = TypeVar("N", bound=Node)

_COMPILERS: dict[type[Node], Callable[[Unit, Any], Run]] = {}
_FOLDING_BUDGET = Budget(steps=10_000, seconds=1.0, list_length=1000, string_length=10_000)
_IMPURE = frozenset(("now", "today"))
_FOLDABLE = (
    nodes.Call,
    nodes.Negation,
    nodes.Arithmetic,
    nodes.RangeLiteral,
    nodes.ListLiteral,
    nodes.OperatorTest,
)


class Frame(dict[str, Any]):
    """An inner scope: names of its own, and those of the scope around it."""

    __slots__ = ("outer",)

    def __init__(self, outer: Any) -> None:
        self.outer = outer

    def __missing__(self, name: str) -> Any:
        return self.outer[name]


class Constant:
    """A value known when the expression is compiled."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Unit:
    """Compiles the nodes of one text. `declared` are names of the caller, which hide built-in functions."""

    def __init__(self, builtins: Mapping[str, Any], declared: Iterable[str], *, fuses: bool = False) -> None:
        self.builtins = builtins
        self.fuses = fuses
        """Whether conjunctions and disjunctions become one function each; that takes longer to compile."""
        self._bound: list[set[str]] = [set(declared)]
        self._constants: dict[int, tuple[Node, Constant | None]] = {}

    def __call__(self, node: Node) -> Run:
        """Return the closure of a node."""
        constant = self.constant(node)
        if constant is not None:
            value = constant.value
            return lambda scope, evaluation: value
        return _COMPILERS[node.__class__](self, node)

    @contextmanager
    def binding(self, *names: str) -> Iterator[None]:
        """Within, these names are bound and hide built-in functions."""
        self._bound.append(set(names))
        yield
        self._bound.pop()

    def builtin(self, node: Node) -> Any:
        """Return the built-in function a node names, None where it names none or a bound name hides it."""
        if not isinstance(node, nodes.Name) or any(node.name in names for names in self._bound):
            return None
        return self.builtins.get(node.name)

    def constant(self, node: Node) -> Constant | None:
        """Return the value of a node that is the same in every scope and at every time."""
        if node.__class__ is nodes.Literal:
            return Constant(node.value)
        known = self._constants.get(id(node))
        if known is not None:
            return known[1]
        found = self._fold(node) if isinstance(node, _FOLDABLE) else None
        self._constants[id(node)] = (node, found)
        return found

    def _fold(self, node: Node) -> Constant | None:
        match node:
            case nodes.Call(function=function, arguments=arguments):
                builtin = self.builtin(function)
                if builtin is None or builtin.name in _IMPURE:
                    return None
                parts = arguments
            case nodes.Negation(operand=operand) | nodes.OperatorTest(operand=operand):
                parts = (operand,)
            case nodes.Arithmetic(left=left, right=right):
                parts = (left, right)
            case nodes.RangeLiteral(start=start, end=end):
                parts = (start, end)
            case nodes.ListLiteral(items=items):
                parts = items
            case _:
                return None
        if not all(self.constant(part) for part in parts):
            return None
        evaluation = Evaluation(_FOLDING_BUDGET)
        try:
            value = _COMPILERS[node.__class__](self, node)({}, evaluation)
        except RulesError:
            return None
        return None if evaluation.reasons else Constant(value)


def compiles(kind: type[N]) -> Callable[[Callable[[Unit, N], Run]], Callable[[Unit, N], Run]]:
    """Say that a function compiles nodes of a kind."""

    def register(compiler: Callable[[Unit, N], Run]) -> Callable[[Unit, N], Run]:
        _COMPILERS[kind] = compiler
        return compiler

    return register
