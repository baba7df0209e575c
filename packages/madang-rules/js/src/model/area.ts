/** What a cell of a decision table accepts, as a part of one axis: intervals, or a set of values. */

import { type Document, Kind } from "../format/document.ts";
import { BOOLEAN, DATE, DAYS_DURATION, MONTHS_DURATION, NUMBER, STRING, type Type, unnamed } from "../types.ts";
import { FeelDate, parseDate } from "../values/date.ts";
import { Decimal, minus } from "../values/decimal.ts";
import { DaysDuration, MonthsDuration, parseDuration } from "../values/duration.ts";
import { COMPARISON } from "../format/document.ts";
import {
  BOOLEAN_KIND, DATE_KIND, DAYS_KIND, FeelRange, MONTHS_KIND, NUMBER_KIND, STRING_KIND, type Key, type Value, compareKeys,
  scalarKind,
} from "../values/kinds.ts";

export type AxisKind = "any" | "number" | "date" | "days" | "months" | "string" | "boolean";
export type AxisKey = Key | boolean;

const KINDS: Readonly<Record<number, AxisKind>> = {
  [NUMBER_KIND]: "number", [STRING_KIND]: "string", [BOOLEAN_KIND]: "boolean", [DATE_KIND]: "date", [DAYS_KIND]: "days",
  [MONTHS_KIND]: "months",
};

/** The kind of axis a value lies on; null where no axis is made for it. */
export function axisKind(value: Value): AxisKind | null {
  return KINDS[scalarKind(value)] ?? null;
}

/** Whether intervals make sense on a kind of axis; the others hold sets of values. */
export function isOrdered(kind: AxisKind): boolean {
  return kind === "number" || kind === "date" || kind === "days" || kind === "months";
}

/** What a value of a kind of axis is on it. */
export function axisKey(value: Value): AxisKey {
  if (value instanceof FeelDate) return value.days;
  if (value instanceof DaysDuration) return value.nanos;
  if (value instanceof MonthsDuration) return value.months;
  return value as Decimal | string | boolean;
}

/** A text that is the same for equal keys of one axis. */
export function keyText(key: AxisKey): string {
  return key instanceof Decimal ? key.key : String(key);
}

/** All values between two ends; an end that is null lies at infinity. */
export interface Interval {
  readonly low: Key | null;
  readonly lowClosed: boolean;
  readonly high: Key | null;
  readonly highClosed: boolean;
}

/** Whether nothing lies inside, as in `[5..3]` or `(5..5]`. */
export function isEmpty({ low, lowClosed, high, highClosed }: Interval): boolean {
  if (low === null || high === null) return false;
  const sign = compareKeys(high, low);
  return sign < 0 || (sign === 0 && !(lowClosed && highClosed));
}

/** The accepted part of an axis. `negated` turns the part into all the rest; `isNull`: whether null is accepted. */
export interface Area {
  readonly kind: AxisKind;
  readonly intervals: readonly Interval[];
  readonly values: ReadonlyMap<string, AxisKey>;
  readonly negated: boolean;
  readonly isNull: boolean;
}

function area(kind: AxisKind, more: Partial<Area>): Area {
  return { kind, intervals: [], values: new Map(), negated: false, isNull: false, ...more };
}

/** The area of `-`. */
const EVERYTHING = area("any", { negated: true, isNull: true });
const NULL_ONLY = area("any", { isNull: true });

export function isAll(one: Area): boolean {
  return one.kind === "any" && one.negated;
}

/** The area of either; null where one area cannot express it. */
function united(a: Area, b: Area): Area | null {
  if (isAll(a) || isAll(b)) return EVERYTHING;
  if (a.kind === "any") return { ...b, isNull: b.isNull || a.isNull };
  if (b.kind === "any") return { ...a, isNull: a.isNull || b.isNull };
  if (a.kind !== b.kind || a.negated || b.negated) return null;
  return {
    ...a,
    intervals: [...a.intervals, ...b.intervals],
    values: new Map([...a.values, ...b.values]),
    isNull: a.isNull || b.isNull,
  };
}

/** The area that unary tests accept; null where it depends on more than constants. */
export function areaOf(document: Document, tests: number): Area | null {
  const negated = document.at(tests, 1) === 1;
  let found: Area | null = null;
  let compares = false;
  for (const test of document.children(tests, 2)) {
    const one = areaOfTest(document, test);
    if (one === null) return null;
    found = found === null ? one : united(found, one);
    if (found === null) return null;
    const kind = document.kind(test);
    compares = compares || kind === Kind.OperatorTest || kind === Kind.Range;
  }
  if (found === null) return negated ? null : EVERYTHING;
  if (!negated) return found;
  if (found.negated || found.kind === "any") return null;
  // `not` of a comparison with null is null, which accepts nothing; equality with null is false.
  return { ...found, negated: true, isNull: !compares && !found.isNull };
}

function areaOfTest(document: Document, test: number): Area | null {
  const kind = document.kind(test);
  if (kind === Kind.OperatorTest) {
    const value = constantOf(document, document.child(test, 2));
    const axis = value === undefined ? null : axisKind(value);
    return axis === null ? null : compared(COMPARISON[document.at(test, 1)]!, axis, axisKey(value!));
  }
  if (kind === Kind.Range) {
    const flags = document.at(test, 1);
    const start = constantOf(document, document.child(test, 2));
    const end = constantOf(document, document.child(test, 3));
    if (start === undefined || end === undefined || scalarKind(start) !== scalarKind(end)) return null;
    const axis = axisKind(start);
    if (axis === null || !isOrdered(axis)) return null;
    const low = axisKey(start) as Key;
    const high = axisKey(end) as Key;
    // A range whose ends stand the wrong way round is null, and so equal to null.
    return area(axis, {
      intervals: [{ low, lowClosed: (flags & 1) !== 0, high, highClosed: (flags & 2) !== 0 }],
      isNull: compareKeys(low, high) > 0,
    });
  }
  const value = constantOf(document, test);
  return value === undefined ? null : areaOfValue(value);
}

/** The area of a test that is a constant: equality with it, or lying in it if it is a range. */
function areaOfValue(value: Value): Area | null {
  if (value === null) return NULL_ONLY;
  if (value instanceof FeelRange) {
    const one = value.start ?? value.end;
    const kind = axisKind(one);
    if (kind === null || !isOrdered(kind)) return null;
    for (const end of [value.start, value.end]) if (end !== null && axisKind(end) !== kind) return null;
    const low = value.start === null ? null : (axisKey(value.start) as Key);
    const high = value.end === null ? null : (axisKey(value.end) as Key);
    return area(kind, { intervals: [{ low, lowClosed: value.startIncluded, high, highClosed: value.endIncluded }] });
  }
  const kind = axisKind(value);
  return kind === null ? null : compared("=", kind, axisKey(value));
}

/** The area of several constants; null where there are none, or one area cannot express it. */
export function areaOfValues(values: readonly Value[] | null): Area | null {
  let found: Area | null = null;
  for (const value of values ?? []) {
    const one = areaOfValue(value);
    found = found === null || one === null ? one : united(found, one);
    if (found === null) return null;
  }
  return found;
}

function compared(operator: string, kind: AxisKind, key: AxisKey): Area | null {
  if (operator === "=") {
    if (!isOrdered(kind)) return area(kind, { values: new Map([[keyText(key), key]]) });
    const end = key as Key;
    return area(kind, { intervals: [{ low: end, lowClosed: true, high: end, highClosed: true }] });
  }
  if (operator === "!=") return { ...compared("=", kind, key)!, negated: true, isNull: true };
  if (!isOrdered(kind)) return null;
  const end = key as Key;
  const closed = operator.length === 2;
  const interval: Interval =
    operator[0] === "<"
      ? { low: null, lowClosed: false, high: end, highClosed: closed }
      : { low: end, lowClosed: closed, high: null, highClosed: false };
  return area(kind, { intervals: [interval] });
}

/** The value of a constant; undefined where the node is none. */
function constantOf(document: Document, node: number): Value | undefined {
  const kind = document.kind(node);
  if (kind <= Kind.Duration) return document.literal(node);
  if (kind === Kind.Negation) {
    const value = constantOf(document, document.child(node, 1));
    return value instanceof Decimal ? minus(value) : undefined;
  }
  if (kind === Kind.Call) {
    const [called, written, more] = document.children(node, 1);
    if (written === undefined || more !== undefined || document.kind(written) !== Kind.String) return undefined;
    if (document.kind(called!) !== Kind.Builtin && document.kind(called!) !== Kind.Name) return undefined;
    const name = document.text(called!, 1);
    const text = document.text(written, 1);
    return (name === "date" ? parseDate(text) : name === "duration" ? parseDuration(text) : null) ?? undefined;
  }
  return undefined;
}

/** The kind of axis on which the values of a type lie; null where no axis is made for it. */
export function kindOfType(type: Type): AxisKind | null {
  return KINDS_OF_TYPES.get(unnamed(type)) ?? null;
}

const KINDS_OF_TYPES = new Map<Type, AxisKind>([
  [NUMBER, "number"], [STRING, "string"], [BOOLEAN, "boolean"], [DATE, "date"], [DAYS_DURATION, "days"], [MONTHS_DURATION, "months"],
]);
