"""Means, products, medians, deviations and modes of lists of numbers (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from madang_rules.feel.builtins.registry import builtin
from madang_rules.feel.evaluation import Evaluation
from madang_rules.feel.values.door import normal
from madang_rules.feel.values.number import DECIMAL, finite

Items = list[Any]


def numbers_of(evaluation: Evaluation, items: Items) -> list[Decimal] | None:
    """Return the items if there are any and all are numbers."""
    evaluation.charge(len(items))
    numbers = [item if item.__class__ is Decimal else normal(item) for item in items]
    return numbers if numbers and all(number.__class__ is Decimal for number in numbers) else None


def sum_of(numbers: list[Decimal]) -> Decimal:
    """Return the sum, rounded to 34 digits at each step."""
    total = Decimal(0)
    for number in numbers:
        total = DECIMAL.add(total, number)
    return total


@builtin("mean(list: list) -> number")
def _mean(evaluation: Evaluation, items: Items) -> Decimal | None:
    numbers = numbers_of(evaluation, items)
    return None if numbers is None else finite(DECIMAL.divide(sum_of(numbers), Decimal(len(numbers))))


@builtin("mean(n...: any) -> number")
def _mean_many(evaluation: Evaluation, *items: Any) -> Decimal | None:
    return _mean(evaluation, list(items))


@builtin("product(list: list) -> number")
def _product(evaluation: Evaluation, items: Items) -> Decimal | None:
    numbers = numbers_of(evaluation, items)
    if numbers is None:
        return None
    total = Decimal(1)
    for number in numbers:
        total = DECIMAL.multiply(total, number)
    return finite(total)


@builtin("product(n...: any) -> number")
def _product_many(evaluation: Evaluation, *items: Any) -> Decimal | None:
    return _product(evaluation, list(items))


@builtin("median(list: list) -> number")
def _median(evaluation: Evaluation, items: Items) -> Decimal | None:
    numbers = numbers_of(evaluation, items)
    if numbers is None:
        return None
    numbers.sort()
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return finite(DECIMAL.divide(DECIMAL.add(numbers[middle - 1], numbers[middle]), Decimal(2)))


@builtin("median(n...: any) -> number")
def _median_many(evaluation: Evaluation, *items: Any) -> Decimal | None:
    return _median(evaluation, list(items))


@builtin("stddev(list: list) -> number")
def _stddev(evaluation: Evaluation, items: Items) -> Decimal | None:
    numbers = numbers_of(evaluation, items)
    if numbers is None or len(numbers) < 2:
        return None
    mean = DECIMAL.divide(sum_of(numbers), Decimal(len(numbers)))
    deviations = [DECIMAL.subtract(number, mean) for number in numbers]
    squares = sum_of([DECIMAL.multiply(deviation, deviation) for deviation in deviations])
    return finite(DECIMAL.sqrt(DECIMAL.divide(squares, Decimal(len(numbers) - 1))))


@builtin("stddev(n...: any) -> number")
def _stddev_many(evaluation: Evaluation, *items: Any) -> Decimal | None:
    return _stddev(evaluation, list(items))


@builtin("mode(list: list) -> list")
def _mode(evaluation: Evaluation, items: Items) -> Items | None:
    if not items:
        return []
    numbers = numbers_of(evaluation, items)
    if numbers is None:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return sorted(number for number, count in counts.items() if count == most)


@builtin("mode(n...: any) -> list")
def _mode_many(evaluation: Evaluation, *items: Any) -> Items | None:
    return _mode(evaluation, list(items))
