/** Functions of dates and times (DMN 1.5, 10.3.4.6 and 10.3.4.7), and `is`. */

import type { Evaluation, Moment } from "../evaluation.ts";
import { FeelDate } from "../values/date.ts";
import { Decimal } from "../values/decimal.ts";
import { equals } from "../values/equality.ts";
import { FeelFunction, FeelRange, type Value, scalarKind } from "../values/kinds.ts";
import { FeelDateTime, FeelTime } from "../values/time.ts";
import { builtin } from "./registry.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];

type Day = FeelDate | FeelDateTime;

function dayOf(moment: Day): FeelDate {
  return moment instanceof FeelDate ? moment : moment.date;
}

builtin("day of year(date: date|date and time) -> number", (_: Evaluation, moment: Day) => {
  const date = dayOf(moment);
  return Decimal.of(date.days - new FeelDate(date.year, 1, 1).days + 1);
});

builtin("day of week(date: date|date and time) -> string", (_: Evaluation, moment: Day) => WEEKDAYS[dayOf(moment).weekday - 1]!);

builtin("month of year(date: date|date and time) -> string", (_: Evaluation, moment: Day) => MONTHS[dayOf(moment).month - 1]!);

// By ISO 8601: a week belongs to the year that holds its Thursday.
builtin("week of year(date: date|date and time) -> number", (_: Evaluation, moment: Day) => {
  const date = dayOf(moment);
  const thursday = FeelDate.fromDays(date.days - date.weekday + 4) ?? date;
  return Decimal.of(Math.floor((thursday.days - new FeelDate(thursday.year, 1, 1).days) / 7) + 1);
});

function localDay(moment: Moment): [FeelDate, number] {
  const local = moment.milliseconds + moment.offset * 1000;
  const days = Math.floor(local / 86_400_000);
  return [FeelDate.fromDays(days)!, (local - days * 86_400_000) * 1_000_000];
}

builtin("now() -> date and time", (evaluation: Evaluation) => {
  const [date, nanos] = localDay(evaluation.moment);
  return new FeelDateTime(date, nanos, evaluation.moment.offset);
});

builtin("today() -> date", (evaluation: Evaluation) => localDay(evaluation.moment)[0]);

function sameClass(left: Value, right: Value): boolean {
  const kind = scalarKind(left);
  if (kind !== 0 || left === null || right === null) return kind === scalarKind(right) && (left === null) === (right === null);
  for (const kind of [FeelRange, FeelFunction, Map]) if (left instanceof kind) return left.constructor === right.constructor;
  return Array.isArray(left) && Array.isArray(right);
}

// Whether both are the same element of the semantic domain: of one type, and times of one zone.
builtin("is(value1: any, value2: any) -> boolean", (evaluation: Evaluation, left: Value, right: Value) => {
  if (!sameClass(left, right)) return false;
  if (left instanceof FeelTime || left instanceof FeelDateTime) {
    const other = right as typeof left;
    return left.nanos === other.nanos && left.zone === other.zone && equals(evaluation, left, right) === true;
  }
  return equals(evaluation, left, right) === true;
});
