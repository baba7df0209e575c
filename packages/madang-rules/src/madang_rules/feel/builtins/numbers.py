"""Numeric functions (DMN 1.5, 10.3.4.5), and `not` (10.3.4.2)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from madang_rules.feel.builtins.registry import builtin
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.values.duration import DaysDuration, MonthsDuration
from madang_rules.feel.values.number import DECIMAL, finite, whole

_STEPS_OF_A_SERIES = 60
_WIDE = Context(prec=7000, Emin=-7000, Emax=7000, traps=[])
_SMALLEST_SCALE, _LARGEST_SCALE = -6111, 6176


@builtin("not(negand: any) -> boolean")
def _not(evaluation: Evaluation, negand: Any) -> bool | None:
    return not negand if isinstance(negand, bool) else None


def _rounded(number: Decimal, scale: Decimal, rounding: str) -> Decimal | None:
    places = whole(scale.to_integral_value(ROUND_DOWN)) if scale.adjusted() < 16 else None
    if places is None or not _SMALLEST_SCALE <= places <= _LARGEST_SCALE:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places and not number.is_zero():
        return number
    found = number.quantize(Decimal((0, (1,), -places)), rounding, _WIDE)
    return finite(DECIMAL.plus(found))


@builtin("decimal(n: number, scale: number) -> number")
def _decimal(evaluation: Evaluation, number: Decimal, scale: Decimal) -> Decimal | None:
    return _rounded(number, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale: number=) -> number")
def _floor(evaluation: Evaluation, number: Decimal, scale: Decimal = Decimal(0)) -> Decimal | None:
    return _rounded(number, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale: number=) -> number")
def _ceiling(evaluation: Evaluation, number: Decimal, scale: Decimal = Decimal(0)) -> Decimal | None:
    return _rounded(number, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number) -> number")
def _round_up(evaluation: Evaluation, number: Decimal, scale: Decimal) -> Decimal | None:
    return _rounded(number, scale, ROUND_UP)


@builtin("round down(n: number, scale: number) -> number")
def _round_down(evaluation: Evaluation, number: Decimal, scale: Decimal) -> Decimal | None:
    return _rounded(number, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number) -> number")
def _round_half_up(evaluation: Evaluation, number: Decimal, scale: Decimal) -> Decimal | None:
    return _rounded(number, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number) -> number")
def _round_half_down(evaluation: Evaluation, number: Decimal, scale: Decimal) -> Decimal | None:
    return _rounded(number, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number|days|months) -> any")
def _abs(evaluation: Evaluation, value: Decimal | DaysDuration | MonthsDuration) -> Any:
    if isinstance(value, Decimal):
        return DECIMAL.abs(value)
    return (
        DaysDuration(abs(value.nanos))
        if isinstance(value, DaysDuration)
        else MonthsDuration(abs(value.months))
    )


@builtin("modulo(dividend: number, divisor: number) -> number")
def _modulo(evaluation: Evaluation, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    if not divisor:
        return evaluation.record("division-by-zero")
    if dividend.adjusted() - divisor.adjusted() > 6000:
        return None
    # Python's remainder has the dividend's sign, FEEL's the divisor's.
    remainder = _WIDE.remainder(dividend, divisor)
    if remainder and (remainder < 0) != (divisor < 0):
        remainder = _WIDE.add(remainder, divisor)
    return finite(DECIMAL.plus(remainder))


@builtin("sqrt(number: number) -> number")
def _sqrt(evaluation: Evaluation, number: Decimal) -> Decimal | None:
    return DECIMAL.sqrt(number) if number >= 0 else None


@builtin("log(number: number) -> number")
def _log(evaluation: Evaluation, number: Decimal) -> Decimal | None:
    evaluation.charge(_STEPS_OF_A_SERIES)
    return DECIMAL.ln(number) if number > 0 else None


@builtin("exp(number: number) -> number")
def _exp(evaluation: Evaluation, number: Decimal) -> Decimal | None:
    evaluation.charge(_STEPS_OF_A_SERIES)
    return finite(DECIMAL.exp(number))


@builtin("odd(number: number) -> boolean")
def _odd(evaluation: Evaluation, number: Decimal) -> bool | None:
    parity = _parity(number)
    return None if parity is None else parity == 1


@builtin("even(number: number) -> boolean")
def _even(evaluation: Evaluation, number: Decimal) -> bool | None:
    parity = _parity(number)
    return None if parity is None else parity == 0


def _parity(number: Decimal) -> int | None:
    if number != number.to_integral_value():
        return None
    return 0 if number.adjusted() > 40 else int(number) % 2
