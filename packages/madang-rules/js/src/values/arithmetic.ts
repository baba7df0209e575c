/** Arithmetic (DMN 1.5, 10.3.2.11 and table 45): numbers, strings, dates, times and durations. */

import { typeName } from "../conform.ts";
import type { Evaluation, Place } from "../evaluation.ts";
import { ANY, DAYS_DURATION, MONTHS_DURATION, NUMBER } from "../types.ts";
import { Unknown, lift } from "../unknown.ts";
import { FeelDate } from "./date.ts";
import { Decimal, add, compareDecimals, divide, integral, minus, multiply, subtract, truncated } from "./decimal.ts";
import { DAY, DaysDuration, MonthsDuration } from "./duration.ts";
import { codePointLength } from "./strings.ts";
import {
  DATE_KIND, DAYS_KIND, FeelRange, MOMENT_KIND, MONTHS_KIND, NUMBER_KIND, TIME_KIND, type Value, scalarKind, simpleTypeOf,
} from "./kinds.ts";
import { compare } from "./equality.ts";
import { FeelDateTime, FeelTime, splitInstant } from "./time.ts";
import { power } from "./transcendental.ts";

export const NUMERIC: Readonly<Record<string, (a: Decimal, b: Decimal) => Decimal | null>> = {
  "+": add, "-": subtract, "*": multiply, "/": divide, "**": power,
};
/** A power to a fraction takes up to a thousand times as long as a sum. */
const STEPS_OF_A_POWER = 400;
/** Factors beyond make no duration that the calendar could hold. */
const LONGEST = new Decimal(false, 1n, 30);

/** `left operator right`; null with a reason where the two have no such operation or result. */
export function calculate(evaluation: Evaluation, operator: string, left: Value, right: Value, place: Place = null): Value {
  if (left instanceof Decimal && right instanceof Decimal) {
    if (operator === "/" && right.isZero) return evaluation.record("division-by-zero", place);
    if (operator === "**") evaluation.charge(STEPS_OF_A_POWER);
    return NUMERIC[operator]!(left, right) ?? evaluation.record("out-of-range", place);
  }
  if (left instanceof Unknown || right instanceof Unknown) {
    const numbers = [left, right].every(
      (value) => value instanceof Decimal || (value instanceof Unknown && value.type === NUMBER),
    );
    const found = lift(
      evaluation, ([a, b]) => calculate(evaluation, operator, a!, b!, place), [left, right], numbers ? NUMBER : ANY,
    );
    if (!(found instanceof Unknown) || found.allowed !== null) return found;
    return betweenEnds(evaluation, operator, left, right, found) ?? found;
  }
  if (typeof left === "string" && typeof right === "string" && operator === "+") {
    evaluation.chargeString(codePointLength(left) + codePointLength(right));
    return left + right;
  }
  const operation = TEMPORAL.get(operator)?.[scalarKind(left) * 16 + scalarKind(right)];
  if (operation !== undefined) {
    const result = operation(left, right);
    if (result !== null) return result;
    return evaluation.record(operator === "/" && isNothing(right) ? "division-by-zero" : "out-of-range", place);
  }
  return evaluation.record("operands", place, { operator, left: typeName(left), right: typeName(right) });
}

/**
 * The result of a range of values with a constant as the range between the results of its ends: sums, differences, products
 * and quotients with a constant never turn back, also when they are rounded. Null where that is not so.
 */
function betweenEnds(evaluation: Evaluation, operator: string, left: Value, right: Value, found: Unknown): Unknown | null {
  const isLeft = left instanceof Unknown;
  const unknown = (isLeft ? left : right) as Unknown;
  const constant = isLeft ? right : left;
  if (constant instanceof Unknown || unknown.allowed === null || operator === "**" || (!isLeft && operator === "/")) return null;
  const isPositive = sizeIsPositive(constant);
  const falls = (!isLeft && operator === "-") || ((operator === "*" || operator === "/") && !isPositive);
  const quiet = evaluation.reasons.length;
  const pieces: FeelRange[] = [];
  for (const piece of unknown.allowed) {
    if (piece instanceof FeelRange && piece.operator) return null;
    const results: Value[] = [];
    for (const end of piece instanceof FeelRange ? [piece.start, piece.end] : [piece, piece]) {
      const result = end === null ? null : calculate(evaluation, operator, isLeft ? end : constant, isLeft ? constant : end);
      if (result === null && end !== null) return null;
      results.push(result);
    }
    if (falls) results.reverse();
    const [low, high] = results as [Value, Value];
    if (low !== null && high !== null && compare(evaluation, "<=", low, high) !== true) return null;
    pieces.push(new FeelRange(low, high, low !== null, high !== null));
  }
  evaluation.reasons.length = Math.min(quiet, evaluation.reasons.length);
  const isOpen = pieces.some((piece) => piece.start === null || piece.end === null);
  const ends = pieces.flatMap((piece) => [piece.start, piece.end]).filter((end) => end !== null);
  const kinds = new Set(ends.map(scalarKind));
  if (kinds.size !== 1 || ![...kinds, scalarKind(constant)].every((kind) => STEADY.has(kind))) return null;
  const type = unknown.type === ANY ? ANY : simpleTypeOf(ends[0]!)!;
  return new Unknown(found.facts, type, pieces, unknown.nullable || isOpen);
}

function sizeIsPositive(constant: Value): boolean {
  if (constant instanceof DaysDuration) return constant.nanos > 0;
  if (constant instanceof MonthsDuration) return constant.months > 0;
  return constant instanceof Decimal && !constant.isZero && !constant.negative;
}

const STEADY = new Set([NUMBER_KIND, DATE_KIND, DAYS_KIND, MONTHS_KIND]);

/** `-value` of a number or duration. */
export function negative(evaluation: Evaluation, value: Value, place: Place = null): Value {
  if (value instanceof Decimal) return minus(value);
  if (value instanceof DaysDuration) return new DaysDuration(-value.nanos);
  if (value instanceof MonthsDuration) return new MonthsDuration(0 - value.months);
  if (value instanceof Unknown) {
    const type = [NUMBER, DAYS_DURATION, MONTHS_DURATION].find((one) => one === value.type) ?? ANY;
    return lift(evaluation, ([one]) => negative(evaluation, one!, place), [value], type);
  }
  return evaluation.record("type", place, { expected: "number", found: typeName(value) });
}

function isNothing(value: Value): boolean {
  if (value instanceof DaysDuration) return value.nanos === 0n;
  if (value instanceof MonthsDuration) return value.months === 0;
  return value instanceof Decimal && value.isZero;
}

function isTooLong(number: Decimal): boolean {
  return compareDecimals(new Decimal(false, number.digits, number.exponent), LONGEST) > 0;
}

function daysOf(number: Decimal | null): DaysDuration | null {
  return number === null || isTooLong(number) ? null : DaysDuration.of(integral(number, "half-even"));
}

function monthsOf(number: Decimal | null): MonthsDuration | null {
  return number === null || isTooLong(number) ? null : MonthsDuration.of(truncated(number));
}

function ratio(left: bigint | number, right: bigint | number): Decimal | null {
  return divide(Decimal.of(left), Decimal.of(right));
}

/** A date and a part of a day is still that day (table 45: the date's midnight plus the duration, as a date). */
function datePlusDays(date: FeelDate, nanos: bigint): FeelDate | null {
  return FeelDate.fromDays(date.days + splitInstant(nanos)[0]);
}

function momentPlusDays(moment: FeelDateTime, nanos: bigint): FeelDateTime | null {
  if (typeof moment.zone === "string") return FeelDateTime.fromInstant(moment.instant + nanos, moment.zone);
  const [days, rest] = splitInstant(BigInt(moment.nanos) + nanos);
  const date = FeelDate.fromDays(moment.date.days + days);
  return date === null ? null : new FeelDateTime(date, rest, moment.zone);
}

function momentPlusMonths(moment: FeelDateTime, months: number): FeelDateTime | null {
  const date = moment.date.plusMonths(months);
  return date === null ? null : new FeelDateTime(date, moment.nanos, moment.zone);
}

function timePlus(time: FeelTime, nanos: bigint): FeelTime {
  return new FeelTime(splitInstant(BigInt(time.nanos) + nanos)[1], time.zone);
}

function between<T extends FeelTime | FeelDateTime>(left: T, right: T): DaysDuration | null {
  return (left.zone === null) !== (right.zone === null) ? null : DaysDuration.of(left.instant - right.instant);
}

/** A date counts as its midnight in UTC (10.3.2.9.4). */
function midnight(date: FeelDate): FeelDateTime {
  return new FeelDateTime(date, 0, 0);
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the kinds in the key say which classes come
type Operation = (a: any, b: any) => Value;

const TEMPORAL = new Map<string, Operation[]>();

function declare(operator: string, left: number, right: number, operation: Operation): void {
  const known = TEMPORAL.get(operator) ?? [];
  known[left * 16 + right] = operation;
  TEMPORAL.set(operator, known);
}

declare("+", DAYS_KIND, DAYS_KIND, (a: DaysDuration, b: DaysDuration) => DaysDuration.of(a.nanos + b.nanos));
declare("-", DAYS_KIND, DAYS_KIND, (a: DaysDuration, b: DaysDuration) => DaysDuration.of(a.nanos - b.nanos));
declare("/", DAYS_KIND, DAYS_KIND, (a: DaysDuration, b: DaysDuration) => ratio(a.nanos, b.nanos));
declare("*", DAYS_KIND, NUMBER_KIND, (a: DaysDuration, b: Decimal) => daysOf(multiply(Decimal.of(a.nanos), b)));
declare("*", NUMBER_KIND, DAYS_KIND, (a: Decimal, b: DaysDuration) => daysOf(multiply(Decimal.of(b.nanos), a)));
declare("/", DAYS_KIND, NUMBER_KIND, (a: DaysDuration, b: Decimal) => daysOf(divide(Decimal.of(a.nanos), b)));
declare("+", MONTHS_KIND, MONTHS_KIND, (a: MonthsDuration, b: MonthsDuration) => MonthsDuration.of(a.months + b.months));
declare("-", MONTHS_KIND, MONTHS_KIND, (a: MonthsDuration, b: MonthsDuration) => MonthsDuration.of(a.months - b.months));
declare("/", MONTHS_KIND, MONTHS_KIND, (a: MonthsDuration, b: MonthsDuration) => ratio(a.months, b.months));
declare("*", MONTHS_KIND, NUMBER_KIND, (a: MonthsDuration, b: Decimal) => monthsOf(multiply(Decimal.of(a.months), b)));
declare("*", NUMBER_KIND, MONTHS_KIND, (a: Decimal, b: MonthsDuration) => monthsOf(multiply(Decimal.of(b.months), a)));
declare("/", MONTHS_KIND, NUMBER_KIND, (a: MonthsDuration, b: Decimal) => monthsOf(divide(Decimal.of(a.months), b)));
declare("+", DATE_KIND, DAYS_KIND, (a: FeelDate, b: DaysDuration) => datePlusDays(a, b.nanos));
declare("+", DAYS_KIND, DATE_KIND, (a: DaysDuration, b: FeelDate) => datePlusDays(b, a.nanos));
declare("-", DATE_KIND, DAYS_KIND, (a: FeelDate, b: DaysDuration) => datePlusDays(a, -b.nanos));
declare("+", DATE_KIND, MONTHS_KIND, (a: FeelDate, b: MonthsDuration) => a.plusMonths(b.months));
declare("+", MONTHS_KIND, DATE_KIND, (a: MonthsDuration, b: FeelDate) => b.plusMonths(a.months));
declare("-", DATE_KIND, MONTHS_KIND, (a: FeelDate, b: MonthsDuration) => a.plusMonths(-b.months));
declare("-", DATE_KIND, DATE_KIND, (a: FeelDate, b: FeelDate) => DaysDuration.of(BigInt(a.days - b.days) * BigInt(DAY)));
declare("+", MOMENT_KIND, DAYS_KIND, (a: FeelDateTime, b: DaysDuration) => momentPlusDays(a, b.nanos));
declare("+", DAYS_KIND, MOMENT_KIND, (a: DaysDuration, b: FeelDateTime) => momentPlusDays(b, a.nanos));
declare("-", MOMENT_KIND, DAYS_KIND, (a: FeelDateTime, b: DaysDuration) => momentPlusDays(a, -b.nanos));
declare("+", MOMENT_KIND, MONTHS_KIND, (a: FeelDateTime, b: MonthsDuration) => momentPlusMonths(a, b.months));
declare("+", MONTHS_KIND, MOMENT_KIND, (a: MonthsDuration, b: FeelDateTime) => momentPlusMonths(b, a.months));
declare("-", MOMENT_KIND, MONTHS_KIND, (a: FeelDateTime, b: MonthsDuration) => momentPlusMonths(a, -b.months));
declare("-", MOMENT_KIND, MOMENT_KIND, between);
declare("-", MOMENT_KIND, DATE_KIND, (a: FeelDateTime, b: FeelDate) => between(a, midnight(b)));
declare("-", DATE_KIND, MOMENT_KIND, (a: FeelDate, b: FeelDateTime) => between(midnight(a), b));
declare("+", TIME_KIND, DAYS_KIND, (a: FeelTime, b: DaysDuration) => timePlus(a, b.nanos));
declare("+", DAYS_KIND, TIME_KIND, (a: DaysDuration, b: FeelTime) => timePlus(b, a.nanos));
declare("-", TIME_KIND, DAYS_KIND, (a: FeelTime, b: DaysDuration) => timePlus(a, -b.nanos));
declare("-", TIME_KIND, TIME_KIND, between);
