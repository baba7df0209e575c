/** Both durations of FEEL (DMN 1.5, 10.3.2.3.7 and 10.3.2.3.8). */

/** Nanoseconds. */
export const SECOND = 1_000_000_000;
export const DAY = 86_400 * SECOND;
const LARGEST_NANOS = 800_000_000_000n * BigInt(DAY);
const LARGEST_MONTHS = 30_000_000_000n;
const DAYS =
  /^(-)?P(?:([0-9]{1,30})D)?(?:T(?:([0-9]{1,30})H)?(?:([0-9]{1,30})M)?(?:([0-9]{1,30})(?:\.([0-9]{0,30}))?S)?)?$/;
const MONTHS = /^(-)?P(?:([0-9]{1,30})Y)?(?:([0-9]{1,30})M)?$/;

/** A days and time duration, exact to the nanosecond. */
export class DaysDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  /** The duration; null where it is beyond what the calendar can hold. */
  static of(nanos: bigint): DaysDuration | null {
    return -LARGEST_NANOS <= nanos && nanos <= LARGEST_NANOS ? new DaysDuration(nanos) : null;
  }

  /** Days, hours, minutes, seconds and nanoseconds of the duration without its sign. */
  get parts(): [bigint, number, number, number, number] {
    const size = this.nanos < 0n ? -this.nanos : this.nanos;
    const days = size / BigInt(DAY);
    const rest = Number(size % BigInt(DAY));
    const seconds = Math.floor(rest / SECOND);
    return [days, Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, rest % SECOND];
  }

  toString(): string {
    if (this.nanos === 0n) return "PT0S";
    const [days, hours, minutes, seconds, nanos] = this.parts;
    let text = this.nanos < 0n ? "-P" : "P";
    if (days) text += `${days}D`;
    if (hours || minutes || seconds || nanos) text += "T";
    if (hours) text += `${hours}H`;
    if (minutes) text += `${minutes}M`;
    if (nanos) text += `${seconds}.${String(nanos).padStart(9, "0").replace(/0+$/, "")}S`;
    else if (seconds) text += `${seconds}S`;
    return text;
  }
}

/** A years and months duration. */
export class MonthsDuration {
  readonly months: number;

  constructor(months: number) {
    this.months = months;
  }

  /** The duration; null where it is beyond what the calendar can hold. */
  static of(months: number | bigint): MonthsDuration | null {
    const count = BigInt(months);
    return -LARGEST_MONTHS <= count && count <= LARGEST_MONTHS ? new MonthsDuration(Number(count)) : null;
  }

  toString(): string {
    if (!this.months) return "P0M";
    const years = Math.floor(Math.abs(this.months) / 12);
    const months = Math.abs(this.months) % 12;
    return (this.months < 0 ? "-P" : "P") + (years ? `${years}Y` : "") + (months ? `${months}M` : "");
  }
}

/** Read ISO 8601 (`P1DT2H`, `-P1Y2M`); null where it is none or mixes months with days. */
export function parseDuration(text: string): DaysDuration | MonthsDuration | null {
  const days = DAYS.exec(text);
  if (days) {
    const [, sign, day, hour, minute, second, fraction] = days;
    if ((day ?? hour ?? minute ?? second) === undefined || text.endsWith("T")) return null;
    const seconds = BigInt(day ?? 0) * 86_400n + BigInt(hour ?? 0) * 3600n + BigInt(minute ?? 0) * 60n + BigInt(second ?? 0);
    const nanos = seconds * BigInt(SECOND) + BigInt(((fraction ?? "") + "0".repeat(9)).slice(0, 9));
    return DaysDuration.of(sign ? -nanos : nanos);
  }
  const months = MONTHS.exec(text);
  if (!months) return null;
  const [, sign, year, month] = months;
  if ((year ?? month) === undefined) return null;
  const total = BigInt(year ?? 0) * 12n + BigInt(month ?? 0);
  return MonthsDuration.of(sign ? -total : total);
}
