/** Values of FEEL in JavaScript and their kinds. Null, booleans, strings and arrays are its own; contexts are Maps. */

import {
  BOOLEAN, DATE, DATE_TIME, DAYS_DURATION, FunctionType, MONTHS_DURATION, NUMBER, STRING, TIME, type Type, conformsTo,
} from "../types.ts";
import type { Evaluation, Place } from "../evaluation.ts";
import { FeelDate } from "./date.ts";
import { Decimal, compareDecimals } from "./decimal.ts";
import { DaysDuration, MonthsDuration } from "./duration.ts";
import { FeelDateTime, FeelTime } from "./time.ts";
import type { Unknown } from "../unknown.ts";

export type Value =
  | null | boolean | string | Decimal | FeelDate | FeelTime | FeelDateTime | DaysDuration | MonthsDuration
  | FeelRange | FeelFunction | Unknown | Value[] | Context;
export type Context = Map<string, Value>;
export type Scalar = boolean | string | Decimal | FeelDate | FeelTime | FeelDateTime | DaysDuration | MonthsDuration;

/** A range. An end that is null has no bound. `operator` is "=" or "!=" where it was written as such a test. */
export class FeelRange {
  readonly start: Value;
  readonly end: Value;
  readonly startIncluded: boolean;
  readonly endIncluded: boolean;
  readonly operator: string;

  constructor(start: Value, end: Value, startIncluded = true, endIncluded = true, operator = "") {
    this.start = start;
    this.end = end;
    this.startIncluded = startIncluded;
    this.endIncluded = endIncluded;
    this.operator = operator;
  }
}

export interface Parameter {
  readonly name: string;
  readonly type: Type | null;
}

/** A function: written in FEEL, built in, or a part of a model. `conform.ts` calls it. */
export class FeelFunction {
  parameters: readonly Parameter[];
  readonly body: (evaluation: Evaluation, values: Value[]) => Value;
  readonly name: string;
  readonly result: Type | null;
  /** How a built-in function is called; null for all others. */
  readonly call: ((evaluation: Evaluation, values: readonly Value[], place: Place) => Value) | null = null;
  readonly callNamed: ((evaluation: Evaluation, values: ReadonlyMap<string, Value>, place: Place) => Value) | null = null;

  constructor(
    parameters: readonly Parameter[],
    body: (evaluation: Evaluation, values: Value[]) => Value,
    name = "",
    result: Type | null = null,
  ) {
    this.parameters = parameters;
    this.body = body;
    this.name = name;
    this.result = result;
  }

  /** Whether the function can stand where one of `type` is wanted (10.3.2.9.2); what it leaves open fits. */
  takes(type: FunctionType): boolean {
    return (
      this.parameters.length === type.parameters.length &&
      this.parameters.every((each, at) => each.type === null || conformsTo(type.parameters[at]!, each.type)) &&
      (this.result === null || conformsTo(this.result, type.result))
    );
  }
}

export const NUMBER_KIND = 1;
export const STRING_KIND = 2;
export const BOOLEAN_KIND = 3;
export const DATE_KIND = 4;
export const TIME_KIND = 5;
export const MOMENT_KIND = 6;
export const DAYS_KIND = 7;
export const MONTHS_KIND = 8;
const ZONED = 10;

const KIND_OF = new Map<unknown, number>([
  [Decimal, NUMBER_KIND], [FeelDate, DATE_KIND], [FeelTime, TIME_KIND], [FeelDateTime, MOMENT_KIND],
  [DaysDuration, DAYS_KIND], [MonthsDuration, MONTHS_KIND],
]);
const TYPE_OF: readonly (Type | null)[] = [
  null, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION,
];

/** The kind of a value without parts; 0 of null and all others. */
export function scalarKind(value: unknown): number {
  switch (typeof value) {
    case "string":
      return STRING_KIND;
    case "boolean":
      return BOOLEAN_KIND;
    case "object":
      if (value === null) return 0;
      if (value.constructor === Decimal) return NUMBER_KIND;
      return KIND_OF.get(value.constructor) ?? 0;
  }
  return 0;
}

/** The type of a value without parts; null of all others. */
export function simpleTypeOf(value: unknown): Type | null {
  return TYPE_OF[scalarKind(value)]!;
}

const HALF_OF_PAIR = /[\ud800-\udfff]/;

/** Order strings by their characters (code points). */
export function compareStrings(a: string, b: string): number {
  if (HALF_OF_PAIR.test(a) || HALF_OF_PAIR.test(b)) {
    const left = [...a];
    const right = [...b];
    for (let at = 0; at < left.length && at < right.length; at++) {
      const sign = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
      if (sign !== 0) return Math.sign(sign);
    }
    return Math.sign(left.length - right.length);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether two values of the same kind without parts are equal. */
export function sameScalar(kind: number, left: Scalar, right: Scalar): boolean {
  switch (kind) {
    case NUMBER_KIND:
      return compareDecimals(left as Decimal, right as Decimal) === 0;
    case DATE_KIND:
      return (left as FeelDate).days === (right as FeelDate).days;
    case TIME_KIND:
      return (left as FeelTime).equals(right as FeelTime);
    case MOMENT_KIND:
      return (left as FeelDateTime).equals(right as FeelDateTime);
    case DAYS_KIND:
      return (left as DaysDuration).nanos === (right as DaysDuration).nanos;
    case MONTHS_KIND:
      return (left as MonthsDuration).months === (right as MonthsDuration).months;
  }
  return left === right;
}

export type Key = Decimal | string | number | bigint;

/** The kind within which a value has an order: times with a zone are apart. 0 where it has none. */
export function orderKind(value: Value): number {
  const kind = scalarKind(value);
  if (kind === BOOLEAN_KIND) return 0;
  if ((kind === TIME_KIND || kind === MOMENT_KIND) && (value as FeelTime | FeelDateTime).zone !== null) return kind + ZONED;
  return kind;
}

/** What orders a value within its kind. */
export function orderKey(kind: number, value: Value): Key {
  switch (kind) {
    case DATE_KIND:
      return (value as FeelDate).days;
    case TIME_KIND:
    case TIME_KIND + ZONED:
      return (value as FeelTime).instant;
    case MOMENT_KIND:
    case MOMENT_KIND + ZONED:
      return (value as FeelDateTime).instant;
    case DAYS_KIND:
      return (value as DaysDuration).nanos;
    case MONTHS_KIND:
      return (value as MonthsDuration).months;
  }
  return value as Decimal | string;
}

/** Compare what orders two values of one kind. */
export function compareKeys(a: Key, b: Key): number {
  if (typeof a === "string") return compareStrings(a, b as string);
  if (a instanceof Decimal) return compareDecimals(a, b as Decimal);
  const other = b as number;
  return a < other ? -1 : a > other ? 1 : 0;
}

export function answers(operator: string, sign: number): boolean {
  switch (operator) {
    case "<":
      return sign < 0;
    case "<=":
      return sign <= 0;
    case ">":
      return sign > 0;
  }
  return sign >= 0;
}
