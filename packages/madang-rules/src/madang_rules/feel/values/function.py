"""Functions as values (DMN 1.5, 10.3.2.13): written in FEEL, built in, or given by the caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from madang_rules.errors import Place
from madang_rules.feel.errors import BudgetExceeded

if TYPE_CHECKING:
    from madang_rules.feel.evaluation import Evaluation
    from madang_rules.feel.types import FunctionType, Type


class Parameter(NamedTuple):
    """A parameter of a function; `type` None takes anything."""

    name: str
    type: Type | None = None


class Function:
    """A function whose body is a callable of (evaluation, arguments in order), each argument already converted.

    BKMs, decision services and functions of the caller are made of it too. `result` is the declared type
    of the result: what does not conform becomes null.
    """

    __slots__ = ("body", "name", "parameters", "result")

    def __init__(
        self,
        parameters: Sequence[Parameter],
        body: Callable[[Evaluation, list[Any]], Any],
        *,
        name: str = "",
        result: Type | None = None,
    ) -> None:
        self.parameters = tuple(parameters)
        self.body = body
        self.name = name
        self.result = result

    def __str__(self) -> str:
        return f"function({', '.join(parameter.name for parameter in self.parameters)})"

    def takes(self, type_: FunctionType, conforms_to: Callable[[Type, Type], bool]) -> bool:
        """Whether the function can stand where one of `type_` is wanted (10.3.2.9.2); what it leaves open fits."""
        return (
            len(self.parameters) == len(type_.parameters)
            and all(
                parameter.type is None or conforms_to(given, parameter.type)
                for parameter, given in zip(self.parameters, type_.parameters, strict=True)
            )
            and (self.result is None or conforms_to(self.result, type_.result))
        )

    def invoke(self, evaluation: Evaluation, arguments: Sequence[Any], place: Place | None = None) -> Any:
        """Call with arguments in order. A wrong number of them, or one of a wrong type, gives null."""
        from madang_rules.feel.conform import coerce

        if len(arguments) != len(self.parameters):
            return evaluation.record(
                "argument-count",
                place,
                function=self.name or "function",
                given=len(arguments),
                expected=len(self.parameters),
            )
        converted = list(arguments)
        for index, (name, type_) in enumerate(self.parameters):
            if type_ is not None:
                value = coerce(converted[index], type_, evaluation, place)
                if value is None and converted[index] is not None:
                    return evaluation.record(
                        "argument-type", place, function=self.name or "function", parameter=name
                    )
                converted[index] = value
        evaluation.left -= 1
        if evaluation.left < 0:
            evaluation.refill()
        evaluation.depth += 1
        if evaluation.depth > evaluation.budget.depth:
            raise BudgetExceeded("depth", evaluation.budget.depth)
        result = self.body(evaluation, converted)
        evaluation.depth -= 1
        return result if self.result is None else coerce(result, self.result, evaluation, place)

    def invoke_named(
        self, evaluation: Evaluation, arguments: Mapping[str, Any], place: Place | None = None
    ) -> Any:
        """Call with named arguments. One that is missing is null; one too many makes the call null."""
        known = {parameter.name for parameter in self.parameters}
        for name in arguments:
            if name not in known:
                return evaluation.record(
                    "argument-name", place, function=self.name or "function", parameter=name
                )
        ordered = [arguments.get(parameter.name) for parameter in self.parameters]
        return self.invoke(evaluation, ordered, place)
