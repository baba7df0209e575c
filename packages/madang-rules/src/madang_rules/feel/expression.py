"""Expressions and unary tests, compiled once and evaluated often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from madang_rules.feel.budget import Budget as Budget
from madang_rules.feel.builtins import BUILTIN_NAMES, BUILTINS
from madang_rules.feel.compile import Run, Unit
from madang_rules.feel.compile.operators import compile_hot, tests_of
from madang_rules.feel.conform import unknown_facts
from madang_rules.feel.errors import BudgetExceeded
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax.names import NameTable
from madang_rules.feel.syntax.nodes import INPUT, And, Node, OperatorTest, Or, RangeLiteral, UnaryTests
from madang_rules.feel.syntax.parser import parse_expression, parse_unary_tests
from madang_rules.feel.syntax.walk import all_nodes, free_names
from madang_rules.feel.types import Type
from madang_rules.feel.unknown import Unknown as Unknown
from madang_rules.feel.values.door import to_feel

Names = NameTable | Mapping[str, Type | None] | Iterable[str]
_NO_NAMES = NameTable()
HOT = 200
"""After so many evaluations an expression is compiled with more effort."""


def _table(names: Names | None) -> NameTable:
    if names is None:
        return _NO_NAMES
    return names if isinstance(names, NameTable) else NameTable(names)


T = TypeVar("T")


def _once_more(run: Callable[[], T], evaluation: Evaluation, facts: Any) -> T | Unknown | None:
    """Evaluate again with all facts converted: one that is no value of FEEL (NaN, …) came in as it was.

    A fault that stays is one of this library: null with a reason, or unknown where facts are.
    """
    try:
        return run()
    except RecursionError:
        raise BudgetExceeded("depth", evaluation.budget.depth) from None
    except (ArithmeticError, ValueError, TypeError, AttributeError, LookupError) as error:
        evaluation.record("internal", None, detail=f"{type(error).__name__}: {error}")
        missing = unknown_facts(facts, evaluation)
        return None if missing is None else Unknown(missing)


_FAULTS = (ArithmeticError, ValueError, TypeError)
"""What a fact that is no value of FEEL may raise."""


def _guarded(run: Run, scope: Any, evaluation: Evaluation) -> Any:
    told = len(evaluation.reasons)
    try:
        return run(scope, evaluation)
    except RecursionError:
        raise BudgetExceeded("depth", evaluation.budget.depth) from None
    except _FAULTS:
        del evaluation.reasons[told:]
        facts = to_feel(dict(scope))
        return _once_more(lambda: run(facts, evaluation), evaluation, facts)


class CompiledExpression:
    """An expression ready to be evaluated: `value = compiled(scope, evaluation)`.

    `scope` maps names to FEEL values (see `to_feel` for others). Raises `BudgetExceeded` only; what is wrong
    otherwise makes null and stands in `evaluation.reasons`.
    """

    __slots__ = ("_declared", "_function", "_run", "node", "text")

    def __init__(self, text: str, node: Node, declared: Iterable[str]) -> None:
        self.text = text
        self.node = node
        self._declared = tuple(declared)
        self._function: Run | None = None
        self._run = Unit(BUILTINS, self._declared)(node)
        if any(isinstance(part, And | Or) for part in all_nodes(node)):
            self._run = self._until_hot(self._run)

    def _until_hot(self, run: Run) -> Run:
        """Count the evaluations, and compile anew with more effort once they are many."""
        left = HOT

        def counting(scope: Any, evaluation: Evaluation) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                self._run = self.function
            return run(scope, evaluation)

        return counting

    @property
    def names(self) -> frozenset[str]:
        """The names it reads, built-in functions among them."""
        return free_names(self.node)

    @property
    def function(self) -> Run:
        """The same as a plain function, compiled with all effort: for loops over very many facts."""
        if self._function is None:
            run = Unit(BUILTINS, self._declared)(self.node)

            def plain(scope: Any, evaluation: Evaluation) -> Any:
                return _guarded(run, scope, evaluation)

            self._function = compile_hot(self._declared, self.node, plain, (RecursionError, *_FAULTS))
        return self._function

    def __call__(self, scope: Mapping[str, Any], evaluation: Evaluation) -> Any:
        """Return the value of the expression."""
        return _guarded(self._run, scope, evaluation)


class CompiledUnaryTests:
    """Unary tests ready to be applied: `compiled(scope, evaluation, value)` is true, false, null or unknown."""

    __slots__ = ("_declared", "_run", "node", "text")

    def __init__(self, text: str, node: UnaryTests, run: Any, declared: Iterable[str] = ()) -> None:
        self._declared = tuple(declared)
        self.text = text
        self.node = node
        self._run = run

    @property
    def names(self) -> frozenset[str]:
        """The names they read, built-in functions among them, `?` left out."""
        return free_names(self.node) - {INPUT}

    @property
    def range(self) -> CompiledExpression | None:
        """The range they ask for, as an expression, where they are one comparison or range."""
        tests = self.node.tests
        if self.node.negated or len(tests) != 1 or not isinstance(tests[0], OperatorTest | RangeLiteral):
            return None
        return CompiledExpression(self.text, tests[0], self._declared)

    def __call__(self, scope: Mapping[str, Any], evaluation: Evaluation, value: Any) -> bool | Unknown | None:
        """Return whether the value satisfies the tests."""
        try:
            return self._run(scope, evaluation, value)  # type: ignore[no-any-return]
        except RecursionError:
            raise BudgetExceeded("depth", evaluation.budget.depth) from None
        except (ArithmeticError, ValueError, TypeError):
            facts, again = to_feel(dict(scope)), to_feel(value)
            return _once_more(lambda: self._run(facts, evaluation, again), evaluation, [facts, again])


def compile_expression(
    text: str, names: Names | None = None, *, types: Mapping[str, Type] | NameTable | None = None
) -> CompiledExpression:
    """Parse and compile an expression.

    `names` are the names of the scope with their types as far as they are known: names with spaces or operators
    are read by them. `types` are the model's own types. Raises `FeelSyntaxError`.
    """
    table = _table(names)
    node = parse_expression(text, table, _table(types), BUILTIN_NAMES)
    return CompiledExpression(text, node, table.types)


def compile_unary_tests(
    text: str,
    names: Names | None = None,
    *,
    types: Mapping[str, Type] | NameTable | None = None,
    input_type: Type | None = None,
) -> CompiledUnaryTests:
    """Parse and compile unary tests (a cell of a decision table). Raises `FeelSyntaxError`."""
    table = _table(names)
    node = parse_unary_tests(text, table, _table(types), BUILTIN_NAMES, input_type)
    return CompiledUnaryTests(text, node, tests_of(Unit(BUILTINS, [*table.types, INPUT]), node), table.types)
