/** Conversion functions (DMN 1.5, 10.3.4.1). */

import type { Evaluation } from "../evaluation.ts";
import { FeelDate, parseDate } from "../values/date.ts";
import { Decimal, ZERO, compareDecimals, parseDecimal, truncated, whole } from "../values/decimal.ts";
import { DaysDuration, MonthsDuration, SECOND, parseDuration } from "../values/duration.ts";
import type { Value } from "../values/kinds.ts";
import { codePointLength } from "../values/strings.ts";
import { textOf } from "../values/text.ts";
import { FeelDateTime, FeelTime, parseDateTime, parseTime } from "../values/time.ts";
import { LARGEST_OFFSET, type Zone, parseZone } from "../values/zone.ts";
import { parseRange } from "./range_text.ts";
import { builtin } from "./registry.ts";

const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?$/;
const LONGEST_NUMBER = 10_000;
const SIXTY = Decimal.of(60);

type Day = FeelDate | FeelDateTime;

function dayOf(day: Day): FeelDate {
  return day instanceof FeelDate ? day : day.date;
}

builtin("date(from: string|date|date and time) -> date", (_: Evaluation, source: string | Day) =>
  typeof source === "string" ? parseDate(source) : dayOf(source),
);

function dateOf(...parts: Decimal[]): FeelDate | null {
  const [year, month, day] = parts.map(whole);
  return year == null || month == null || day == null ? null : FeelDate.of(year, month, day);
}

builtin("date(year: number, month: number, day: number) -> date", (_: Evaluation, year: Decimal, month: Decimal, day: Decimal) =>
  dateOf(year, month, day),
);

builtin("time(from: string|time|date|date and time) -> time", (_: Evaluation, source: string | FeelTime | Day) => {
  if (typeof source === "string") return parseTime(source);
  if (source instanceof FeelDate) return new FeelTime(0, 0);
  return source instanceof FeelTime ? source : source.time;
});

function nanosOfDay(hour: Decimal, minute: Decimal, second: Decimal): number | null {
  const hours = whole(hour);
  const minutes = whole(minute);
  if (hours === null || minutes === null || hours < 0 || hours >= 24 || minutes < 0 || minutes >= 60) return null;
  if (compareDecimals(second, ZERO) < 0 || compareDecimals(second, SIXTY) >= 0) return null;
  return (hours * 60 + minutes) * 60 * SECOND + Number(truncated(new Decimal(second.negative, second.digits, second.exponent + 9)));
}

function offsetOf(offset: DaysDuration): number | null {
  const second = BigInt(SECOND);
  const seconds = Number(offset.nanos / second) - (offset.nanos < 0n && offset.nanos % second !== 0n ? 1 : 0);
  return Math.abs(seconds) <= LARGEST_OFFSET ? seconds : null;
}

builtin(
  "time(hour: number, minute: number, second: number, offset: days?=) -> time",
  (_: Evaluation, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | null = null) => {
    const nanos = nanosOfDay(hour, minute, second);
    const zone = offset === null ? null : offsetOf(offset);
    return nanos === null || (offset !== null && zone === null) ? null : new FeelTime(nanos, zone);
  },
);

builtin("date and time(date: date|date and time, time: time) -> date and time", (_: Evaluation, date: Day, time: FeelTime) =>
  new FeelDateTime(dayOf(date), time.nanos, time.zone),
);

builtin("date and time(from: string|date|date and time) -> date and time", (_: Evaluation, source: string | Day) => {
  if (typeof source === "string") return parseDateTime(source);
  return source instanceof FeelDate ? new FeelDateTime(source, 0, 0) : source;
});

const MOMENT = "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number";
builtin(
  [`${MOMENT}, offset: days?=) -> date and time`, `${MOMENT}, timezone: string?=) -> date and time`],
  (
    _: Evaluation, year: Decimal, month: Decimal, day: Decimal, hour: Decimal, minute: Decimal, second: Decimal,
    zone: DaysDuration | string | null = null,
  ) => {
    const date = dateOf(year, month, day);
    const nanos = nanosOfDay(hour, minute, second);
    let known: Zone = null;
    if (typeof zone === "string") {
      const read = parseZone(`@${zone}`);
      if (read === undefined) return null;
      known = read;
    } else if (zone !== null) {
      known = offsetOf(zone);
      if (known === null) return null;
    }
    return date === null || nanos === null ? null : new FeelDateTime(date, nanos, known);
  },
);

builtin("duration(from: string|days|months) -> any", (_: Evaluation, source: string | DaysDuration | MonthsDuration) =>
  typeof source === "string" ? parseDuration(source) : source,
);

builtin(
  "years and months duration(from: date|date and time, to: date|date and time) -> years and months duration",
  (_: Evaluation, start: Day, end: Day) => {
    const first = dayOf(start);
    const last = dayOf(end);
    let months = (last.year - first.year) * 12 + last.month - first.month;
    // A month counts once it is over.
    if (months > 0 && last.day < first.day) months -= 1;
    else if (months < 0 && last.day > first.day) months += 1;
    return MonthsDuration.of(months);
  },
);

function readNumber(text: string): Decimal | null {
  return codePointLength(text) > LONGEST_NUMBER || !NUMBER.test(text) ? null : parseDecimal(text);
}

builtin("number(from: string|number) -> number", (_: Evaluation, source: string | Decimal) =>
  source instanceof Decimal ? source : readNumber(source),
);

builtin(
  "number(from: string, grouping separator: string?, decimal separator: string?=) -> number",
  (_: Evaluation, source: string, grouping: string | null, point: string | null = null) => {
    if (grouping !== null && ![" ", ",", "."].includes(grouping)) return null;
    if (point !== null && (![",", "."].includes(point) || point === grouping)) return null;
    let plain = grouping ? source.replaceAll(grouping, "") : source;
    if (point && point !== ".") {
      if (plain.includes(".")) return null;
      plain = plain.replaceAll(point, ".");
    }
    return readNumber(plain);
  },
);

builtin("string(from: any) -> string", (evaluation: Evaluation, value: Value) => textOf(evaluation, value), true);

builtin("range(from: string) -> any", (evaluation: Evaluation, source: string) => parseRange(evaluation, source));
