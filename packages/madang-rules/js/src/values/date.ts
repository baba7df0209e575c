/** Dates of the proleptic Gregorian calendar from year -999,999,999 to 999,999,999 (DMN 1.5, 10.3.2.3.4). */

const LARGEST_YEAR = 999_999_999;
const DATE = /^(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})$/;
const LENGTHS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function leapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysOfMonth(year: number, month: number): number {
  return month === 2 && leapYear(year) ? 29 : LENGTHS[month]!;
}

/** Remainder with the divisor's sign. */
export function modulo(value: number, divisor: number): number {
  return value - Math.floor(value / divisor) * divisor;
}

/** A day. `days` counts from 1970-01-01. */
export class FeelDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly days: number;

  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = day;
    // Days of whole years that begin in March, so that the leap day comes last.
    const shifted = month <= 2 ? year - 1 : year;
    const era = Math.floor(shifted / 400);
    const yearOfEra = shifted - era * 400;
    const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
    this.days =
      era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
  }

  /** The date; null where the calendar has none such. */
  static of(year: number, month: number, day: number): FeelDate | null {
    if (Math.abs(year) > LARGEST_YEAR || month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return null;
    return new FeelDate(year, month, day);
  }

  /** The date that lies `days` after 1970-01-01; null beyond the calendar. */
  static fromDays(days: number): FeelDate | null {
    if (!(Math.abs(days) < 1e12)) return null;
    const era = Math.floor((days + 719_468) / 146_097);
    const dayOfEra = days + 719_468 - era * 146_097;
    const yearOfEra = Math.floor(
      (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
    );
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
    const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
    const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
    return FeelDate.of(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
  }

  /** The same day `months` later, or the last of that month where it is shorter. */
  plusMonths(months: number): FeelDate | null {
    const total = this.month - 1 + months;
    const years = Math.floor(total / 12);
    const month = total - years * 12 + 1;
    const year = this.year + years;
    return FeelDate.of(year, month, Math.min(this.day, daysOfMonth(year, month)));
  }

  /** Monday 1 to Sunday 7. */
  get weekday(): number {
    return modulo(this.days + 3, 7) + 1;
  }

  toString(): string {
    const year = String(Math.abs(this.year)).padStart(4, "0");
    return `${this.year < 0 ? "-" : ""}${year}-${String(this.month).padStart(2, "0")}-${String(this.day).padStart(2, "0")}`;
  }
}

/** Characters beyond which a text is no date or time. */
export const LONGEST_TEXT = 100;

/** Read `2026-01-31`; null where it is no date. */
export function parseDate(text: string): FeelDate | null {
  const found = text.length <= LONGEST_TEXT ? DATE.exec(text) : null;
  return found ? FeelDate.of(Number(found[1]), Number(found[2]), Number(found[3])) : null;
}
