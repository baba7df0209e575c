"""Calls and functions (DMN 1.5, 10.3.2.13)."""

from __future__ import annotations

from typing import Any

from madang_rules.errors import Place
from madang_rules.feel.builtins.registry import LOOK_INSIDE
from madang_rules.feel.compile.unit import Frame, Run, Unit, compiles
from madang_rules.feel.conform import type_name
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.syntax import nodes
from madang_rules.feel.unknown import Unknown, facts_of
from madang_rules.feel.values.function import Function, Parameter


@compiles(nodes.Call)
def _call(unit: Unit, node: nodes.Call) -> Run:
    arguments = [unit(argument) for argument in node.arguments]
    place = node.place
    builtin = unit.builtin(node.function)
    if node.names is not None:
        return _named_call(unit, node, arguments, builtin)
    if builtin is not None:
        if len(arguments) == 1 and builtin.name == "not":
            return _not(arguments[0], builtin, place)
        if len(arguments) == 1:
            return _call_of_one(builtin, arguments[0], place)
        return lambda scope, evaluation: builtin.invoke(
            evaluation, [argument(scope, evaluation) for argument in arguments], place
        )
    function = _called(unit, node.function)

    def run(scope: Any, evaluation: Evaluation) -> Any:
        called = function(scope, evaluation)
        values = [argument(scope, evaluation) for argument in arguments]
        if isinstance(called, Function):
            return called.invoke(evaluation, values, place)
        return _no_function(evaluation, called, values, place)

    return run


def _not(operand: Run, builtin: Any, place: Place) -> Run:
    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = operand(scope, evaluation)
        if value is True:
            return False
        if value is False:
            return True
        return builtin.invoke(evaluation, [value], place)

    return run


def _call_of_one(builtin: Any, argument: Run, place: Place) -> Run:
    by_class = builtin.by_class

    def run(scope: Any, evaluation: Evaluation) -> Any:
        value = argument(scope, evaluation)
        direct = by_class.get(value.__class__)
        if direct is not None:
            told = len(evaluation.reasons)
            result = direct(evaluation, value)
            if result is LOOK_INSIDE:
                return builtin.invoke(evaluation, [value], place)
            return builtin.told(evaluation, told, place) if result is None else result
        return builtin.invoke(evaluation, [value], place)

    return run


def _named_call(unit: Unit, node: nodes.Call, arguments: list[Run], builtin: Any) -> Run:
    place, names = node.place, node.names or ()
    function = (lambda scope, evaluation: builtin) if builtin is not None else _called(unit, node.function)
    twice = len(set(names)) != len(names)

    def run(scope: Any, evaluation: Evaluation) -> Any:
        called = function(scope, evaluation)
        values = [argument(scope, evaluation) for argument in arguments]
        if not isinstance(called, Function):
            return _no_function(evaluation, called, values, place)
        if twice:
            return evaluation.record(
                "argument-name", place, function=called.name or "function", parameter=names[0]
            )
        return called.invoke_named(evaluation, dict(zip(names, values, strict=True)), place)

    return run


def _called(unit: Unit, node: nodes.Node) -> Run:
    """Return the closure of what is called: a name bound to something else than a function means the built-in one."""
    function = unit(node)
    fallback = unit.builtins.get(node.name) if isinstance(node, nodes.Name) else None
    if fallback is None:
        return function

    def run(scope: Any, evaluation: Evaluation) -> Any:
        called = function(scope, evaluation)
        return called if isinstance(called, Function) or called.__class__ is Unknown else fallback

    return run


def _no_function(evaluation: Evaluation, called: Any, values: list[Any], place: Place) -> Any:
    if called.__class__ is Unknown:
        return Unknown(called.facts | facts_of(values))
    return evaluation.record("not-a-function", place, found=type_name(called))


@compiles(nodes.FunctionLiteral)
def _function(unit: Unit, node: nodes.FunctionLiteral) -> Run:
    parameters = [Parameter(name, type_) for name, type_ in node.parameters]
    names = [name for name, _ in node.parameters]
    place = node.place
    if node.external:
        return lambda scope, evaluation: Function(
            parameters, lambda inner, arguments: inner.record("external-function", place)
        )
    with unit.binding(*names):
        body = unit(node.body)

    def run(scope: Any, evaluation: Evaluation) -> Any:
        def call(inner: Evaluation, arguments: list[Any]) -> Any:
            frame = Frame(scope)
            for name, value in zip(names, arguments, strict=True):
                frame[name] = value
            return body(frame, inner)

        return Function(parameters, call)

    return run
