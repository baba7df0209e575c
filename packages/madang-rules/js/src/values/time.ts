/** Times of day and moments, with or without a zone (DMN 1.5, 10.3.2.3.5 and 10.3.2.3.6). */

import { FeelDate, LONGEST_TEXT, parseDate } from "./date.ts";
import { DAY, SECOND } from "./duration.ts";
import { type Zone, offsetAt, offsetOfInstant, parseZone, zoneText } from "./zone.ts";

const TIME = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?([^]*)$/;

function secondOf(instant: bigint): bigint {
  const second = BigInt(SECOND);
  const quotient = instant / second;
  return instant % second < 0n ? quotient - 1n : quotient;
}

/** Days and nanoseconds of the day of an instant. */
export function splitInstant(instant: bigint): [number, number] {
  const day = BigInt(DAY);
  let days = instant / day;
  let nanos = instant % day;
  if (nanos < 0n) {
    nanos += day;
    days -= 1n;
  }
  return [Number(days), Number(nanos)];
}

/** A time of day. Times equal to the whole second, fractions cut off, are equal (but ordered). `nanos` counts from midnight. */
export class FeelTime {
  readonly nanos: number;
  readonly zone: Zone;

  constructor(nanos: number, zone: Zone = null) {
    this.nanos = nanos;
    this.zone = zone;
  }

  /** Nanoseconds since midnight UTC; of local time since local midnight. A named zone counts as in winter 1970. */
  get instant(): bigint {
    if (this.zone === null) return BigInt(this.nanos);
    return BigInt(this.nanos) - BigInt(offsetAt(this.zone, 0, Math.floor(this.nanos / SECOND))) * BigInt(SECOND);
  }

  equals(other: FeelTime): boolean {
    return (this.zone === null) === (other.zone === null) && secondOf(this.instant) === secondOf(other.instant);
  }

  toString(): string {
    return clockText(this.nanos) + zoneText(this.zone);
  }
}

/** A moment: a day, a time of day and a zone. `instant` counts nanoseconds since 1970-01-01 (UTC or local). */
export class FeelDateTime {
  readonly date: FeelDate;
  readonly nanos: number;
  readonly zone: Zone;
  readonly instant: bigint;

  constructor(date: FeelDate, nanos: number, zone: Zone = null) {
    this.date = date;
    this.nanos = nanos;
    this.zone = zone;
    let instant = BigInt(date.days) * BigInt(DAY) + BigInt(nanos);
    if (zone !== null) instant -= BigInt(offsetAt(zone, date.days, Math.floor(nanos / SECOND))) * BigInt(SECOND);
    this.instant = instant;
  }

  /** The moment as the clocks of `zone` show it; null beyond the calendar. */
  static fromInstant(instant: bigint, zone: Zone): FeelDateTime | null {
    let local = instant;
    if (zone !== null) {
      const [days, nanos] = splitInstant(instant);
      local += BigInt(offsetOfInstant(zone, days, Math.floor(nanos / SECOND))) * BigInt(SECOND);
    }
    const [days, nanos] = splitInstant(local);
    const date = FeelDate.fromDays(days);
    return date === null ? null : new FeelDateTime(date, nanos, zone);
  }

  get time(): FeelTime {
    return new FeelTime(this.nanos, this.zone);
  }

  /** Seconds from UTC; null for local time. */
  get offset(): number | null {
    return this.zone === null ? null : offsetAt(this.zone, this.date.days, Math.floor(this.nanos / SECOND));
  }

  equals(other: FeelDateTime): boolean {
    return (this.zone === null) === (other.zone === null) && secondOf(this.instant) === secondOf(other.instant);
  }

  toString(): string {
    return `${this.date}T${clockText(this.nanos)}${zoneText(this.zone)}`;
  }
}

function clockText(nanos: number): string {
  const seconds = Math.floor(nanos / SECOND);
  const fraction = nanos % SECOND;
  const two = (value: number) => String(value).padStart(2, "0");
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return fraction ? `${text}.${String(fraction).padStart(9, "0").replace(/0+$/, "")}` : text;
}

/** Read `23:59:59.5+09:00` or `23:59:59@Asia/Seoul`; null where it is no time. */
export function parseTime(text: string): FeelTime | null {
  const found = text.length <= LONGEST_TEXT ? TIME.exec(text) : null;
  if (!found) return null;
  let hour = Number(found[1]);
  const minute = Number(found[2]);
  const second = Number(found[3]);
  const zone = parseZone(found[5] ?? "");
  const fraction = Number(((found[4] ?? "") + "0".repeat(9)).slice(0, 9));
  if (hour === 24 && minute === 0 && second === 0 && fraction === 0) hour = 0; // ISO 8601 writes the end of a day so
  if (zone === undefined || minute > 59 || second > 59 || hour > 23) return null;
  return new FeelTime((hour * 3600 + minute * 60 + second) * SECOND + fraction, zone);
}

/** Read a date, `T` and a time; null where it is none. A date alone is its midnight in local time. */
export function parseDateTime(text: string): FeelDateTime | null {
  if (text.length > LONGEST_TEXT) return null;
  const at = text.indexOf("T");
  const date = parseDate(at < 0 ? text : text.slice(0, at));
  if (date === null) return null;
  if (at < 0) return new FeelDateTime(date, 0);
  const clock = text.slice(at + 1);
  const time = parseTime(clock);
  if (time === null) return null;
  if (clock.startsWith("24")) {
    const following = FeelDate.fromDays(date.days + 1);
    return following === null ? null : new FeelDateTime(following, 0, time.zone);
  }
  return new FeelDateTime(date, time.nanos, time.zone);
}
