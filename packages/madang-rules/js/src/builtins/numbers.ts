/** Numeric functions (DMN 1.5, 10.3.4.5), and `not` (10.3.4.2). */

import type { Evaluation } from "../evaluation.ts";
import {
  Decimal, type Rounding, ZERO, absolute, exactSum, integral, isIntegral, plus, quantized, remainder, truncated,
} from "../values/decimal.ts";
import { DaysDuration, MonthsDuration } from "../values/duration.ts";
import type { Value } from "../values/kinds.ts";
import { exp, ln, sqrt } from "../values/transcendental.ts";
import { builtin } from "./registry.ts";

const STEPS_OF_A_SERIES = 60;
const SMALLEST_SCALE = -6111;
const LARGEST_SCALE = 6176;

builtin("not(negand: any) -> boolean", (_: Evaluation, negand: Value) => (typeof negand === "boolean" ? !negand : null));

function roundedTo(number: Decimal, scale: Decimal, rounding: Rounding): Decimal | null {
  if (scale.adjusted >= 16) return null;
  const places = Number(integral(scale, "down"));
  if (places < SMALLEST_SCALE || places > LARGEST_SCALE) return null;
  if (number.exponent >= -places && !number.isZero) return number;
  return plus(quantized(number, 0 - places, rounding));
}

function declare(signature: string, rounding: Rounding): void {
  builtin(`${signature} -> number`, (_: Evaluation, number: Decimal, scale: Decimal = ZERO) =>
    roundedTo(number, scale, rounding),
  );
}

declare("decimal(n: number, scale: number)", "half-even");
declare("floor(n: number, scale: number=)", "floor");
declare("ceiling(n: number, scale: number=)", "ceiling");
declare("round up(n: number, scale: number)", "up");
declare("round down(n: number, scale: number)", "down");
declare("round half up(n: number, scale: number)", "half-up");
declare("round half down(n: number, scale: number)", "half-down");

builtin("abs(n: number|days|months) -> any", (_: Evaluation, value: Decimal | DaysDuration | MonthsDuration) => {
  if (value instanceof Decimal) return absolute(value);
  if (value instanceof DaysDuration) return new DaysDuration(value.nanos < 0n ? -value.nanos : value.nanos);
  return new MonthsDuration(Math.abs(value.months));
});

builtin("modulo(dividend: number, divisor: number) -> number", (evaluation: Evaluation, dividend: Decimal, divisor: Decimal) => {
  if (divisor.isZero) return evaluation.record("division-by-zero");
  if (dividend.adjusted - divisor.adjusted > 6000) return null;
  // The remainder has the dividend's sign, FEEL's the divisor's.
  let rest = remainder(dividend, divisor);
  if (!rest.isZero && rest.negative !== divisor.negative) rest = new Decimal(...exactSum(rest, divisor));
  return plus(rest);
});

builtin("sqrt(number: number) -> number", (_: Evaluation, number: Decimal) =>
  number.negative && !number.isZero ? null : sqrt(number),
);

builtin("log(number: number) -> number", (evaluation: Evaluation, number: Decimal) => {
  evaluation.charge(STEPS_OF_A_SERIES);
  return number.negative || number.isZero ? null : ln(number);
});

builtin("exp(number: number) -> number", (evaluation: Evaluation, number: Decimal) => {
  evaluation.charge(STEPS_OF_A_SERIES);
  return exp(number);
});

/** 0 or 1; null of what is not whole. */
function parity(number: Decimal): number | null {
  if (!isIntegral(number)) return null;
  return number.adjusted > 40 ? 0 : Number(truncated(absolute(number)) % 2n);
}

builtin("odd(number: number) -> boolean", (_: Evaluation, number: Decimal) => {
  const found = parity(number);
  return found === null ? null : found === 1;
});

builtin("even(number: number) -> boolean", (_: Evaluation, number: Decimal) => {
  const found = parity(number);
  return found === null ? null : found === 0;
});
