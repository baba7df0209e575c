/** Sums, means, extremes of lists (DMN 1.5, 10.3.4.4). */

import { unknownFacts } from "../conform.ts";
import type { Evaluation } from "../evaluation.ts";
import { Unknown } from "../unknown.ts";
import { calculate } from "../values/arithmetic.ts";
import { Decimal, ONE, ZERO, add, compareDecimals, divide, multiply, subtract } from "../values/decimal.ts";
import { DaysDuration, MonthsDuration } from "../values/duration.ts";
import { type Key, type Value, compareKeys, orderKey, orderKind } from "../values/kinds.ts";
import { sqrt } from "../values/transcendental.ts";
import { builtin } from "./registry.ts";

function both(
  name: string, item: string, result: string, body: (evaluation: Evaluation, items: Value[]) => Value, knowsUnknown = false,
): void {
  const many = (evaluation: Evaluation, ...items: Value[]): Value => body(evaluation, items);
  builtin(`${name}(list: list) -> ${result}`, body, knowsUnknown);
  builtin(`${name}(${item}...: any) -> ${result}`, many, knowsUnknown);
}

function extreme(sign: number): (evaluation: Evaluation, items: Value[]) => Value {
  return (evaluation, items) => {
    evaluation.charge(items.length);
    const facts = unknownFacts(items, evaluation);
    if (facts !== null) return new Unknown(facts);
    let best: Value = null;
    let bestKind = 0;
    let bestKey: Key = 0;
    for (const item of items) {
      const kind = orderKind(item);
      if (kind === 0 || (bestKind !== 0 && kind !== bestKind)) return null;
      const key = orderKey(kind, item);
      if (bestKind === 0 || compareKeys(key, bestKey) * sign > 0) {
        best = item;
        bestKind = kind;
        bestKey = key;
      }
    }
    return best;
  };
}

both("min", "c", "any", extreme(-1), true);
both("max", "c", "any", extreme(1), true);

/** The items if there are any and all are numbers. */
function numbersOf(evaluation: Evaluation, items: Value[]): Decimal[] | null {
  evaluation.charge(items.length);
  return items.length > 0 && items.every((item) => item instanceof Decimal) ? [...items] : null;
}

/** Null where a number on the way is too large. */
function folded(
  numbers: readonly Decimal[], first: Decimal, operation: (a: Decimal, b: Decimal) => Decimal | null,
): Decimal | null {
  let total: Decimal | null = first;
  for (const number of numbers) {
    total = operation(total, number);
    if (total === null) return null;
  }
  return total;
}

both("sum", "n", "any", (evaluation, items) => {
  const facts = unknownFacts(items, evaluation);
  if (facts !== null) return new Unknown(facts);
  const numbers = numbersOf(evaluation, items);
  if (numbers !== null) return folded(numbers, ZERO, add);
  if (items.length === 0 || !items.every((item) => item instanceof DaysDuration || item instanceof MonthsDuration)) return null;
  let total: Value = items[0]!;
  for (const item of items.slice(1)) total = calculate(evaluation, "+", total, item);
  return total;
}, true);

function meanOf(numbers: readonly Decimal[]): Decimal | null {
  const total = folded(numbers, ZERO, add);
  return total === null ? null : divide(total, Decimal.of(numbers.length));
}

both("mean", "n", "number", (evaluation, items) => {
  const numbers = numbersOf(evaluation, items);
  return numbers === null ? null : meanOf(numbers);
});

both("product", "n", "number", (evaluation, items) => {
  const numbers = numbersOf(evaluation, items);
  return numbers === null ? null : folded(numbers, ONE, multiply);
});

both("median", "n", "number", (evaluation, items) => {
  const numbers = numbersOf(evaluation, items);
  if (numbers === null) return null;
  numbers.sort(compareDecimals);
  const middle = numbers.length >> 1;
  if (numbers.length % 2 === 1) return numbers[middle]!;
  const total = add(numbers[middle - 1]!, numbers[middle]!);
  return total === null ? null : divide(total, Decimal.of(2));
});

both("stddev", "n", "number", (evaluation, items) => {
  const numbers = numbersOf(evaluation, items);
  if (numbers === null || numbers.length < 2) return null;
  const mean = meanOf(numbers);
  if (mean === null) return null;
  let squares: Decimal | null = ZERO;
  for (const number of numbers) {
    const deviation: Decimal | null = subtract(number, mean);
    const square: Decimal | null = deviation === null ? null : multiply(deviation, deviation);
    squares = square === null ? null : add(squares, square);
    if (squares === null) return null;
  }
  const variance = divide(squares, Decimal.of(numbers.length - 1));
  return variance === null ? null : sqrt(variance);
});

both("mode", "n", "list", (evaluation, items) => {
  if (items.length === 0) return [];
  const numbers = numbersOf(evaluation, items);
  if (numbers === null) return null;
  const counts = new Map<string, [Decimal, number]>();
  for (const number of numbers) {
    const known = counts.get(number.key);
    if (known === undefined) counts.set(number.key, [number, 1]);
    else known[1] += 1;
  }
  const most = Math.max(...[...counts.values()].map(([, count]) => count));
  return [...counts.values()].filter(([, count]) => count === most).map(([number]) => number).sort(compareDecimals);
});
