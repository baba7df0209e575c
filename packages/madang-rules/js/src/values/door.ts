/** Values of JavaScript into values of FEEL. */

import { Unknown } from "../unknown.ts";
import { FeelDate } from "./date.ts";
import { Decimal, parseDecimal } from "./decimal.ts";
import { DaysDuration, MonthsDuration } from "./duration.ts";
import { FeelFunction, FeelRange, type Value } from "./kinds.ts";
import { FeelDateTime, FeelTime } from "./time.ts";

const DEEPEST = 100;
const OWN = [Unknown, FeelDate, FeelTime, FeelDateTime, DaysDuration, MonthsDuration, FeelFunction, FeelRange, Decimal];

/**
 * A value of JavaScript, with all its parts, as one of FEEL. Numbers are rounded to 34 digits; what is no number (NaN,
 * infinity), what FEEL does not know, and what lies deeper than 100 becomes null. Dates are given as `FeelDate`, …, since
 * a `Date` of JavaScript does not tell whether it means a day or a moment.
 */
export function toFeel(value: unknown, depth = 0): Value {
  if (depth > DEEPEST || value === null || value === undefined) return null;
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? parseDecimal(String(value)) : null;
    case "bigint":
      return parseDecimal(String(value));
    case "object":
      break;
    default:
      return null;
  }
  if (Array.isArray(value)) return value.map((item) => toFeel(item, depth + 1));
  if (value instanceof Set) return [...value].map((item) => toFeel(item, depth + 1));
  if (value instanceof Map) return new Map([...value].map(([name, item]) => [String(name), toFeel(item, depth + 1)]));
  if (OWN.some((kind) => value instanceof kind)) return value as Value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return null;
  return new Map(Object.entries(value).map(([name, item]) => [name, toFeel(item, depth + 1)]));
}
