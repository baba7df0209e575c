"""Expressions that are evaluated very often, as one function of Python.

Operands of a conjunction or disjunction, or a whole expression, are written out (see `written`); where a fact is not
of the expected kind the operand's own closure answers, or that of the whole. The function is made from a tree of
Python's `ast` whose kinds of nodes all stand here and in `written`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from madang_rules.feel.compile.unit import Run, Unit
from madang_rules.feel.compile.written import Atom, Bail, Writer, is_same, named
from madang_rules.feel.syntax.nodes import Node

_VALUE = "value"
_ANSWER = "answer"
_TOLD = "told"
"""How many reasons there were before the first closure was asked; what it told is forgotten when all begins anew."""


class Fusion:
    """Makes one function. `whole` is the plain way, gone where a fact is absent or one of `faults` is raised."""

    def __init__(self, unit: Unit, whole: Run, faults: tuple[type[Exception], ...] = ()) -> None:
        self._writer = Writer(unit)
        self._writer.bound |= {"whole": whole, "Bail": Bail, "faults": (KeyError, Bail, *faults)}

    def single(self, node: Node) -> Run | None:
        """Return the function of an expression that is true or false; None where it cannot be written out."""
        asked = self._writer.truth(node)
        return None if asked is None else self._function([ast.Return(asked)])

    def junction(
        self,
        operands: tuple[Node, ...],
        closures: list[Run],
        decisive: bool,
        rest: Callable[[int], Any],
    ) -> Run | None:
        """Return the function of a conjunction or disjunction; None where no operand can be written out.

        `decisive` is the truth of an operand that settles the whole; `rest(index)` goes on after an operand that is
        neither true nor false.
        """
        body: list[ast.stmt] = []
        written_out, index = 0, 0
        while index < len(operands):
            slow = self._slow(closures[index], decisive, rest(index))
            following = operands[index + 1] if index + 1 < len(operands) and not decisive else None
            both = None if following is None else self._writer.both_bounds(operands[index], following)
            if both is not None:
                slow += self._slow(closures[index + 1], decisive, rest(index + 1))
                index += 1
            part = self._operand(both, operands[index], decisive, slow)
            written_out += part is not None
            body += slow if part is None else part
            index += 1
        if not written_out:
            return None
        return self._function([*body, _return(not decisive)])

    def _operand(
        self, both: Atom | None, node: Node, decisive: bool, slow: list[ast.stmt]
    ) -> list[ast.stmt] | None:
        atom = both or self._writer.atom(node)
        if atom is not None:
            value = named(_VALUE)
            settled = _settles(atom.test(value), decisive)
            return [
                _assign(_VALUE, atom.read),
                ast.If(
                    self._writer.checked(atom.kind, value), [ast.If(settled, [_return(decisive)], [])], slow
                ),
            ]
        asked = self._writer.truth(node)
        if asked is None:
            return None
        bailed = ast.ExceptHandler(named("Bail"), None, slow)
        settled = _settles(asked, decisive)
        return [ast.Try([ast.If(settled, [_return(decisive)], [])], [bailed], [], [])]

    def _slow(self, closure: Run, decisive: bool, rest: Any) -> list[ast.stmt]:
        """Ask the operand's closure; go on elsewhere when that is neither true nor false."""
        scope = [named("scope"), named("evaluation")]
        answer = named(_ANSWER)
        return [
            ast.If(is_same(named(_TOLD), ast.Constant(None)), [_assign(_TOLD, _reasons_so_far())], []),
            _assign(_ANSWER, ast.Call(self._writer.bind(closure), scope, [])),
            ast.If(is_same(answer, ast.Constant(decisive)), [_return(decisive)], []),
            ast.If(
                ast.Compare(answer, [ast.IsNot()], [ast.Constant(not decisive)]),
                [ast.Return(ast.Call(self._writer.bind(rest), [answer, *scope], []))],
                [],
            ),
        ]

    def _function(self, body: list[ast.stmt]) -> Run:
        arguments = ast.arguments([], [ast.arg("scope"), ast.arg("evaluation")], None, [], [], None, [])
        again = ast.Return(ast.Call(named("whole"), [named("scope"), named("evaluation")], []))
        from_told = ast.Subscript(_reasons(), ast.Slice(named(_TOLD), None, None), ast.Del())
        forget = ast.If(
            ast.Compare(named(_TOLD), [ast.IsNot()], [ast.Constant(None)]), [ast.Delete([from_told])], []
        )
        handler = ast.ExceptHandler(named("faults"), None, [forget, again])
        whole = [_assign(_TOLD, ast.Constant(None)), ast.Try(body, [handler], [], [])]
        function = ast.FunctionDef("fused", arguments, whole, [], None)
        module = ast.fix_missing_locations(ast.Module([function], []))
        bound = self._writer.bound
        exec(compile(module, "<feel>", "exec"), bound)  # noqa: S102 - built of nodes of our own, see the docstring
        return bound["fused"]  # type: ignore[no-any-return]


def _return(value: bool) -> ast.stmt:
    return ast.Return(ast.Constant(value))


def _settles(test: ast.expr, decisive: bool) -> ast.expr:
    return test if decisive else ast.UnaryOp(ast.Not(), test)


def _assign(name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _reasons() -> ast.expr:
    return ast.Attribute(named("evaluation"), "reasons", ast.Load())


def _reasons_so_far() -> ast.expr:
    return ast.Call(named("len"), [_reasons()], [])
