"""Parameters together, asked in FEEL: which value was in force on day D, as known on day K, and who used it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from madang_rules.dmn.explain.words import value_in_words
from madang_rules.errors import Language, Sentence
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.types import DATE, Type
from madang_rules.feel.unknown import Unknown, lift
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.function import Function
from madang_rules.feel.values.function import Parameter as Argument
from madang_rules.feel.values.range import Range
from madang_rules.parameters.messages import ParameterError
from madang_rules.parameters.table import Entry, Parameter
from madang_rules.parameters.text import written

__all__ = ["Parameters", "Use"]


def _said(value: Any, language: Language) -> str:
    return value_in_words(value, language) if isinstance(value, Decimal | Range) else written(value)


class Use(Sentence):
    """That an entry was used in an evaluation: a sentence, and data."""

    def __init__(self, parameter: Parameter, entry: Entry, at: tuple[Any, ...], on: Date) -> None:
        super().__init__("parameter-used")
        self.parameter = parameter
        self.entry = entry
        self.at = at
        self.on = on

    def sentence(self, language: Language = "en") -> str:
        """Return which value, in force when, from which article."""
        entry, names = self.entry, [name for name, _ in self.parameter.dimensions]
        self.values = {
            "name": self.parameter.title.get(language, self.parameter.name),
            "at": ", ".join(
                f"{name} {_said(value, language)}" for name, value in zip(names, self.at, strict=True)
            )
            or str(self.on),
            "value": _said(entry.value, language),
            "unit": self.parameter.unit,
            "period": entry.valid.in_words(language),
            "source": entry.source or "-",
            "lead": ""
            if entry.mark == "checked"
            else " (확인 전)"
            if language == "ko"
            else " (not yet checked)",
        }
        return super().sentence(language)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        entry = self.entry
        return {
            "parameter": self.parameter.name,
            "at": {
                name: written(value)
                for (name, _), value in zip(self.parameter.dimensions, self.at, strict=True)
            },
            "on": str(self.on),
            "value": written(entry.value),
            "unit": self.parameter.unit,
            "from": None if entry.valid.start is None else str(entry.valid.start),
            "until": None if entry.valid.end is None else str(entry.valid.end),
            "known from": None if entry.known.start is None else str(entry.known.start),
            "source": entry.source,
            "mark": entry.mark,
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Use) and (self.parameter.name, self.entry, self.at, self.on) == (
            other.parameter.name, other.entry, other.at, other.on,
        )  # fmt: skip

    __hash__ = None  # type: ignore[assignment]


class Parameters:
    """Parameters by name. Raises `ParameterError` where two have one name."""

    def __init__(self, parameters: Iterable[Parameter] = ()) -> None:
        self._by_name: dict[str, Parameter] = {}
        for parameter in parameters:
            if parameter.name in self._by_name:
                raise ParameterError("parameter-format", detail=f"{parameter.name!r} twice")
            self._by_name[parameter.name] = parameter

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __getitem__(self, name: str) -> Parameter:
        parameter = self._by_name.get(name)
        if parameter is None:
            raise ParameterError("parameter-none", name=name, known=", ".join(self._by_name))
        return parameter

    def with_parameter(self, parameter: Parameter) -> Parameters:
        """Return the same with one added or replaced."""
        return Parameters({**self._by_name, parameter.name: parameter}.values())

    def context(
        self, on: Date, *, known: Date | None = None, uses: list[Use] | None = None
    ) -> dict[str, Function]:
        """Return functions for the scope of a model: `name(dimensions)` as in force on day `on`.

        `name on(day, dimensions)` asks for another day. What is asked for is recorded in the evaluation's trace
        and in `uses`. Where there is no value the result is null, with the reason. `known`: as known on that day.
        """
        functions: dict[str, Function] = {}
        for parameter in self:
            ask = _Asked(parameter, known, uses)
            arguments = [Argument(name, type_) for name, type_ in parameter.dimensions]
            functions[parameter.name] = Function(
                arguments, ask.on(on), name=parameter.name, result=parameter.type
            )
            functions[f"{parameter.name} on"] = Function(
                [Argument("day", DATE), *arguments], ask.on_day, name=f"{parameter.name} on", result=parameter.type
            )  # fmt: skip
        return functions

    @property
    def types(self) -> dict[str, Type | None]:
        """The names `context` gives, for compiling expressions that use them."""
        return {name: None for parameter in self for name in (parameter.name, f"{parameter.name} on")}


class _Asked:
    """Look-ups of one parameter."""

    def __init__(self, parameter: Parameter, known: Date | None, uses: list[Use] | None) -> None:
        self.parameter = parameter
        self.known = known
        self.uses = uses

    def on(self, day: Date) -> Any:
        return lambda evaluation, arguments: self.on_day(evaluation, [day, *arguments])

    def on_day(self, evaluation: Evaluation, arguments: list[Any]) -> Any:
        if any(isinstance(argument, Unknown) for argument in arguments):
            return lift(
                evaluation,
                lambda *chosen: self.on_day(evaluation, list(chosen)),
                arguments,
                self.parameter.type,
            )
        day, at = arguments[0], tuple(arguments[1:])
        evaluation.charge(len(self.parameter.entries) >> 3)
        entry = self.parameter.entry(day, at, self.known) if isinstance(day, Date) else None
        if entry is None:
            return evaluation.record(
                "parameter-missing", None, name=self.parameter.name, day=written(day),
                at=", ".join(map(written, at)) or "-", known=self.known or "…",
            )  # fmt: skip
        self._note(evaluation, Use(self.parameter, entry, at, day))
        return entry.value

    def _note(self, evaluation: Evaluation, use: Use) -> None:
        if self.uses is not None and use not in self.uses:
            self.uses.append(use)
        note = getattr(evaluation.trace, "parameter", None)
        if note is not None:
            note(use)
