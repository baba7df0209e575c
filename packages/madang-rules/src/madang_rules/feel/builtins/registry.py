"""How built-in functions are declared: by the signatures of the standard (DMN 1.5, 10.3.4).

A signature reads `name(parameter: types, …) -> type`. Types of a parameter are joined by `|`; `?` behind them
takes null too; `=` means that it may be left out; `...` behind the name of a last one takes any number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from madang_rules.errors import Place
from madang_rules.feel.conform import NATIVE, SCALARS, unknown_facts
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.types import ANY, SIMPLE_TYPES, FunctionType, ListType, Type
from madang_rules.feel.unknown import Unknown, lift
from madang_rules.feel.values.date import Date
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.duration import DaysDuration, MonthsDuration
from madang_rules.feel.values.function import Function, Parameter
from madang_rules.feel.values.range import Range
from madang_rules.feel.values.time import DateTime, Time

B = TypeVar("B", bound=Callable[..., Any])

_CLASSES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "days": (DaysDuration,),
    "months": (MonthsDuration,),
    "list": (list, tuple),
    "context": (dict,),
    "range": (Range,),
    "point": (Decimal, str, Date, Time, DateTime, DaysDuration, MonthsDuration),
    "any": (),
}
_SIGNATURE = re.compile(r"([a-z ]+)\((.*)\) -> (.+)\Z")
_MISFIT = object()
LOOK_INSIDE = object()
"""What a function of `Builtin.by_class` returns for a list with parts that must be looked at first: `invoke` does."""
_MOST_REMEMBERED = 256
_MOST_ARGUMENTS = 6


@dataclass(frozen=True, slots=True)
class _Slot:
    """A parameter of a signature."""

    name: str
    classes: frozenset[type]
    """Empty: anything."""
    wants_list: bool
    nullable: bool
    optional: bool
    many: bool

    def fit(self, value: Any) -> Any:
        """Return the value, converted if need be (10.3.2.9.4), or `_MISFIT`."""
        if value is None:
            return None if self.nullable else _MISFIT
        kind = value.__class__
        if not self.classes or kind in self.classes or kind is Unknown:
            return value
        if self.wants_list:
            return [value]
        if isinstance(value, list | tuple) and len(value) == 1:
            return self.fit(value[0])
        if isinstance(value, Function) and Function in self.classes:
            return value
        if kind is Date and DateTime in self.classes:
            return DateTime(value, 0, 0)
        return _MISFIT


@dataclass(frozen=True, slots=True)
class _Overload:
    slots: tuple[_Slot, ...]
    body: Callable[..., Any]
    result: Type
    knows_unknown: bool

    def takes_count(self, count: int) -> bool:
        """Whether it can be called with `count` arguments."""
        needed = sum(not slot.optional for slot in self.slots)
        return needed <= count and (count <= len(self.slots) or (bool(self.slots) and self.slots[-1].many))

    def bind(self, arguments: Sequence[Any]) -> list[Any] | str | None:
        """Return the arguments fitted; the name of the one that does not fit; None where their number is wrong."""
        slots = self.slots
        if slots and slots[-1].many:
            if not arguments:
                return None
            slots = slots[:-1] + slots[-1:] * (len(arguments) - len(slots) + 1)
        if len(arguments) > len(slots):
            return None
        fitted = []
        for slot, value in zip(slots, arguments, strict=False):
            fit = slot.fit(value)
            if fit is _MISFIT:
                return slot.name
            fitted.append(fit)
        for slot in slots[len(arguments) :]:
            if not slot.optional:
                return None
        return fitted


class Builtin(Function):
    """A built-in function with all its signatures."""

    __slots__ = ("_by_classes", "by_class", "overloads")

    def __init__(self, name: str) -> None:
        super().__init__((), self._no_body, name=name)
        self.overloads: list[_Overload] = []
        self.by_class: dict[type, Callable[[Evaluation, Any], Any]] = {}
        """Class of a single argument → what to call with it as it is."""
        self._by_classes: dict[tuple[type, ...], Callable[..., Any]] = {}

    @staticmethod
    def _no_body(evaluation: Evaluation, arguments: list[Any]) -> Any:
        return None

    def add(self, overload: _Overload) -> None:
        """Add a signature."""
        self.overloads.append(overload)
        self.parameters = tuple(Parameter(slot.name) for slot in self.overloads[0].slots)
        slots = overload.slots
        if slots and not slots[0].many and all(slot.optional for slot in slots[1:]):
            for kind in slots[0].classes & SCALARS:
                self.by_class.setdefault(kind, overload.body)
            if slots[0].wants_list:
                for kind in (list, tuple):
                    self.by_class.setdefault(
                        kind, overload.body if overload.knows_unknown else self._of_list(overload)
                    )

    def _of_list(self, overload: _Overload) -> Callable[[Evaluation, Any], Any]:
        body = overload.body

        def run(evaluation: Evaluation, items: Any) -> Any:
            for item in items:
                if item.__class__ not in SCALARS:
                    return LOOK_INSIDE
            return body(evaluation, items)

        return run

    def takes(self, type_: FunctionType, conforms_to: Callable[[Type, Type], bool]) -> bool:
        """Whether one of the signatures takes so many arguments."""
        return any(overload.takes_count(len(type_.parameters)) for overload in self.overloads)

    def invoke(self, evaluation: Evaluation, arguments: Sequence[Any], place: Place | None = None) -> Any:
        """Call with arguments in order."""
        evaluation.left -= 1
        if evaluation.left < 0:
            evaluation.refill()
        classes = tuple([argument.__class__ for argument in arguments])
        direct = self._by_classes.get(classes)
        if direct is not None:
            told = len(evaluation.reasons)
            result = direct(evaluation, *arguments)
            return (
                self.told(evaluation, told, place) if result is None and type(None) not in classes else result
            )
        values = [argument if argument.__class__ in NATIVE else normal(argument) for argument in arguments]
        misfit: str | None = None
        for overload in self.overloads:
            bound = overload.bind(values)
            if isinstance(bound, list):
                self._remember(classes, overload, arguments, bound)
                return self._run(evaluation, overload, bound, place)
            misfit = misfit or bound
        if misfit is not None:
            again = [normal(argument) for argument in arguments]
            if any(a is not b for a, b in zip(again, values, strict=True)):
                return self.invoke(evaluation, again, place)
            facts = unknown_facts(list(arguments), evaluation)
            if facts is not None:
                return Unknown(facts)
            return evaluation.record("argument-type", place, function=self.name, parameter=misfit)
        expected = " / ".join(str(len(overload.slots)) for overload in self.overloads)
        return evaluation.record(
            "argument-count", place, function=self.name, given=len(arguments), expected=expected
        )

    def _remember(
        self, classes: tuple[type, ...], overload: _Overload, arguments: Sequence[Any], bound: list[Any]
    ) -> None:
        """Keep what arguments of these classes lead to, where they need neither conversion nor a look inside."""
        inside = SCALARS | {list, tuple, dict} if overload.knows_unknown else SCALARS
        if (
            len(self._by_classes) < _MOST_REMEMBERED
            and len(bound) == len(arguments) <= _MOST_ARGUMENTS
            and all(kind in inside for kind in classes)
            and all(fit is argument for fit, argument in zip(bound, arguments, strict=True))
        ):
            self._by_classes[classes] = overload.body

    def told(self, evaluation: Evaluation, reasons: int, place: Place | None) -> None:
        """Say why a call gave null, if its body has not: there were `reasons` before."""
        if len(evaluation.reasons) == reasons:
            first = self.overloads[0].slots[0].name if self.overloads[0].slots else ""
            evaluation.record("argument-value", place, function=self.name, parameter=first)

    def invoke_named(
        self, evaluation: Evaluation, arguments: Mapping[str, Any], place: Place | None = None
    ) -> Any:
        """Call with named arguments, of one signature that knows them all."""
        wrong = next(iter(arguments), "")
        for overload in self.overloads:
            slots = overload.slots
            unknown = [name for name in arguments if all(slot.name != name for slot in slots)]
            missing = [slot.name for slot in slots if slot.name not in arguments and not slot.optional]
            if unknown or missing:
                wrong = (unknown or missing)[0]
                continue
            last = max((index for index, slot in enumerate(slots) if slot.name in arguments), default=-1)
            bound: list[Any] = []
            for slot in slots[: last + 1]:
                value = normal(arguments.get(slot.name))
                if slot.many:
                    many = value if isinstance(value, list | tuple) else [value]
                    fits = [slot.fit(one) for one in many]
                else:
                    fits = [None] if slot.name not in arguments else [slot.fit(value)]
                if any(fit is _MISFIT for fit in fits):
                    wrong = slot.name
                    break
                bound.extend(fits)
            else:
                return self._run(evaluation, overload, bound, place)
        facts = unknown_facts(list(arguments.values()), evaluation)
        if facts is not None:
            return Unknown(facts)
        return evaluation.record("argument-name", place, function=self.name, parameter=wrong)

    def _run(
        self, evaluation: Evaluation, overload: _Overload, arguments: list[Any], place: Place | None
    ) -> Any:
        body = overload.body
        unknown = False
        for argument in arguments:
            kind = argument.__class__
            if kind is Unknown:
                unknown = True
            elif not overload.knows_unknown and kind not in SCALARS and argument is not None:
                facts = unknown_facts(argument, evaluation)
                if facts is not None:
                    return Unknown(facts.union(unknown_facts(arguments, evaluation) or ()))
        if not unknown:
            told = len(evaluation.reasons)
            result = body(evaluation, *arguments)
            if result is None and all(argument is not None for argument in arguments):
                return self.told(evaluation, told, place)
            return result
        results = {one.result for one in self.overloads}
        type_ = overload.result if len(results) == 1 else ANY
        return lift(evaluation, lambda *chosen: self.invoke(evaluation, chosen, place), arguments, type_)


BUILTINS: dict[str, Builtin] = {}
"""All built-in functions by name."""


def builtin(*signatures: str, knows_unknown: bool = False) -> Callable[[B], B]:
    """Declare what a function of (evaluation, arguments) is in FEEL.

    `knows_unknown`: it takes lists and contexts with unknown parts; others are not called with them.
    """

    def register(body: B) -> B:
        for signature in signatures:
            name, slots, result = _parse(signature)
            BUILTINS.setdefault(name, Builtin(name)).add(_Overload(slots, body, result, knows_unknown))
        return body

    return register


def _parse(signature: str) -> tuple[str, tuple[_Slot, ...], Type]:
    found = _SIGNATURE.match(signature)
    assert found, signature
    name, parameters, result = found.groups()
    slots = []
    for written in filter(None, parameters.split(", ")):
        label, _, types = written.partition(": ")
        kinds = types.rstrip("?=").split("|")
        classes = frozenset().union(
            *(_CLASSES[kind] if kind != "function" else (Function,) for kind in kinds)
        )
        slots.append(
            _Slot(
                label.removesuffix("..."),
                classes,
                "list" in kinds,
                "?" in types or "any" in kinds,
                "=" in types,
                label.endswith("..."),
            )
        )
    return name, tuple(slots), SIMPLE_TYPES.get(result) or (ListType(ANY) if result == "list" else ANY)
