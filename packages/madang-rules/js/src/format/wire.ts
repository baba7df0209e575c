/** Values as JSON that keeps their kind, as `madang_rules.export.wire` writes them. */

import { parseDate, FeelDate } from "../values/date.ts";
import { Decimal, parseDecimal } from "../values/decimal.ts";
import { DaysDuration, MonthsDuration, parseDuration } from "../values/duration.ts";
import { FeelFunction, FeelRange, type Value } from "../values/kinds.ts";
import { FeelDateTime, FeelTime, parseDateTime, parseTime } from "../values/time.ts";
import { ANY, ContextType, ListType, SIMPLE_TYPES, type Type } from "../types.ts";
import { Unknown } from "../unknown.ts";

type Json = null | boolean | string | number | Json[] | { [name: string]: Json };

/** The value that JSON stands for: numbers, dates, … are objects of one entry that names their kind. */
export function decode(data: unknown): Value {
  if (data === null || typeof data === "boolean" || typeof data === "string") return data;
  if (Array.isArray(data)) return data.map(decode);
  const [kind, inner] = Object.entries(data as Record<string, unknown>)[0]!;
  switch (kind) {
    case "number":
      return parseDecimal(inner as string);
    case "date":
      return parseDate(inner as string);
    case "time":
      return parseTime(inner as string);
    case "moment":
      return parseDateTime(inner as string);
    case "duration":
      return parseDuration(inner as string);
    case "context":
      return new Map((inner as [string, unknown][]).map(([name, value]) => [name, decode(value)]));
    case "range": {
      const [start, end, startIncluded, endIncluded, operator] = inner as [unknown, unknown, boolean, boolean, string];
      return new FeelRange(decode(start), decode(end), startIncluded, endIncluded, operator);
    }
    case "unknown": {
      const [facts, type, allowed, nullable] = inner as [string[], unknown, unknown[] | null, boolean];
      return new Unknown(new Set(facts), decodeType(type), allowed === null ? null : allowed.map(decode), nullable);
    }
  }
  throw new TypeError(`no value of kind ${kind}`);
}

function decodeType(data: unknown): Type {
  if (typeof data === "string") return SIMPLE_TYPES.find((type) => type.name === data) ?? ANY;
  const [kind, inner] = Object.entries(data as Record<string, unknown>)[0]!;
  if (kind === "list") return new ListType(decodeType(inner));
  return new ContextType(new Map((inner as [string, unknown][]).map(([name, type]) => [name, decodeType(type)])));
}

/** JSON that stands for a value. Of a function only the names of its parameters are told. */
export function encode(value: Value): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Decimal) return { number: String(value) };
  if (value instanceof FeelDate) return { date: String(value) };
  if (value instanceof FeelTime) return { time: String(value) };
  if (value instanceof FeelDateTime) return { moment: String(value) };
  if (value instanceof DaysDuration || value instanceof MonthsDuration) return { duration: String(value) };
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Map) return { context: [...value].map(([name, item]) => [name, encode(item)]) };
  if (value instanceof FeelRange) {
    return { range: [encode(value.start), encode(value.end), value.startIncluded, value.endIncluded, value.operator] };
  }
  if (value instanceof FeelFunction) return { function: value.parameters.map((each) => each.name) };
  const allowed = value.allowed === null ? null : value.allowed.map(encode);
  return { unknown: [[...value.facts].sort(), String(value.type), allowed, value.nullable] };
}
