/** The properties of dates, times, durations and ranges (DMN 1.5, table 65). */

import { DAYS_DURATION, NUMBER, STRING, type Type } from "../types.ts";
import { FeelDate } from "./date.ts";
import { Decimal, divide } from "./decimal.ts";
import { DaysDuration, MonthsDuration, SECOND } from "./duration.ts";
import { FeelRange, type Value } from "./kinds.ts";
import { FeelDateTime, FeelTime } from "./time.ts";

const number = (value: number | bigint): Decimal => Decimal.of(value);

/** Seconds and nanoseconds as one number. */
function seconds(whole: number, nanos: number, negative: boolean): Decimal {
  if (nanos === 0) return number(negative ? -whole : whole);
  const digits = BigInt(whole) * BigInt(SECOND) + BigInt(nanos);
  return divide(new Decimal(negative, digits, 0), number(SECOND))!;
}

function signed(duration: DaysDuration, value: number | bigint): Decimal {
  const size = BigInt(value);
  return number(duration.nanos < 0n ? -size : size);
}

function ofDate(date: FeelDate, name: string): Value | undefined {
  switch (name) {
    case "year":
      return number(date.year);
    case "month":
      return number(date.month);
    case "day":
      return number(date.day);
    case "weekday":
      return number(date.weekday);
  }
  return undefined;
}

function ofClock(moment: FeelTime | FeelDateTime, name: string): Value | undefined {
  const second = Math.floor(moment.nanos / SECOND);
  switch (name) {
    case "hour":
      return number(Math.floor(second / 3600));
    case "minute":
      return number(Math.floor(second / 60) % 60);
    case "second":
      return seconds(second % 60, moment.nanos % SECOND, false);
    case "timezone":
      return typeof moment.zone === "string" ? moment.zone : null;
  }
  return undefined;
}

/** A property of a value; undefined where it has none of this name. */
export function property(value: Value, name: string): Value | undefined {
  if (value instanceof FeelDate) {
    // A date counts as its midnight in UTC.
    if (name === "hour" || name === "minute" || name === "second") return number(0);
    if (name === "time offset") return new DaysDuration(0n);
    return name === "timezone" ? null : ofDate(value, name);
  }
  if (value instanceof FeelTime) {
    if (name !== "time offset") return ofClock(value, name);
    return value.zone === null ? null : new DaysDuration(BigInt(value.nanos) - value.instant);
  }
  if (value instanceof FeelDateTime) {
    if (name !== "time offset") return ofClock(value, name) ?? (name === "timezone" ? null : ofDate(value.date, name));
    return value.offset === null ? null : new DaysDuration(BigInt(value.offset) * BigInt(SECOND));
  }
  if (value instanceof DaysDuration) {
    const at = ["days", "hours", "minutes"].indexOf(name);
    if (at >= 0) return signed(value, value.parts[at]!);
    return name === "seconds" ? seconds(value.parts[3], value.parts[4], value.nanos < 0n) : undefined;
  }
  if (value instanceof MonthsDuration) {
    const size = Math.abs(value.months);
    const sign = value.months < 0 ? -1 : 1;
    if (name === "years") return number(sign * Math.floor(size / 12));
    return name === "months" ? number(sign * (size % 12)) : undefined;
  }
  if (value instanceof FeelRange) {
    switch (name) {
      case "start":
        return value.start;
      case "end":
        return value.end;
      case "start included":
        return value.startIncluded;
      case "end included":
        return value.endIncluded;
    }
  }
  return undefined;
}

const OF_DATE = ["year", "month", "day", "weekday"];
const OF_CLOCK = ["hour", "minute", "second", "timezone", "time offset"];
const NAMES: Readonly<Record<string, readonly string[]>> = {
  date: [...OF_DATE, ...OF_CLOCK],
  time: OF_CLOCK,
  "date and time": [...OF_DATE, ...OF_CLOCK],
  "days and time duration": ["days", "hours", "minutes", "seconds"],
  "years and months duration": ["years", "months"],
};

/** The type of a property of values of a type; null where they have none of this name. */
export function propertyType(type: Type, name: string): Type | null {
  if (!NAMES[String(type)]?.includes(name)) return null;
  return name === "timezone" ? STRING : name === "time offset" ? DAYS_DURATION : NUMBER;
}
