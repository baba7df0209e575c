/** Zones of times: an offset in seconds, a name of the IANA database, or null (local time). */

import { modulo } from "./date.ts";

export type Zone = number | string | null;

const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,3}$/;
const OFFSET = /^([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?$/;
const DAYS_OF_400_YEARS = 146_097;
export const LARGEST_OFFSET = 18 * 3600;

const clocks = new Map<string, Intl.DateTimeFormat | null>();

function clockOf(name: string): Intl.DateTimeFormat | null {
  let clock = clocks.get(name);
  if (clock === undefined) {
    clock = null;
    if (NAME.test(name)) {
      try {
        const made = new Intl.DateTimeFormat("en-US", {
          timeZone: name,
          calendar: "iso8601",
          numberingSystem: "latn",
          hourCycle: "h23",
          era: "short",
          year: "numeric",
          month: "numeric",
          day: "numeric",
          hour: "numeric",
          minute: "numeric",
          second: "numeric",
        });
        const resolved = made.resolvedOptions().timeZone;
        // Names are written as the database writes them.
        if (resolved === name || resolved.toLowerCase() !== name.toLowerCase()) clock = made;
      } catch {
        clock = null;
      }
    }
    if (clocks.size > 1000) clocks.clear();
    clocks.set(name, clock);
  }
  return clock;
}

/** Read `Z`, `+09:00`, `@Asia/Seoul` or nothing: the zone, undefined where it cannot be read. */
export function parseZone(text: string): Zone | undefined {
  if (!text) return null;
  if (text === "Z") return 0;
  if (text[0] === "@") return text.length > 64 || clockOf(text.slice(1)) === null ? undefined : text.slice(1);
  const found = OFFSET.exec(text);
  if (!found || Number(found[3]) > 59 || Number(found[4] ?? 0) > 59) return undefined;
  const offset = Number(found[2]) * 3600 + Number(found[3]) * 60 + Number(found[4] ?? 0);
  if (offset > LARGEST_OFFSET) return undefined;
  return found[1] === "-" && offset ? -offset : offset;
}

/** Write the zone as `parseZone` reads it. */
export function zoneText(zone: Zone): string {
  if (zone === null) return "";
  if (typeof zone === "string") return `@${zone}`;
  if (zone === 0) return "Z";
  const size = Math.abs(zone);
  const two = (value: number) => String(value).padStart(2, "0");
  const text = `${zone < 0 ? "-" : "+"}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}`;
  return size % 60 ? `${text}:${two(size % 60)}` : text;
}

/** The offset in seconds from UTC at an instant, in seconds since 1970. */
function offsetAtInstant(clock: Intl.DateTimeFormat, instant: number): number {
  const parts: Record<string, string> = {};
  for (const part of clock.formatToParts(instant * 1000)) parts[part.type] = part.value;
  let year = Number(parts["year"]);
  if (parts["era"] === "BC" || parts["era"] === "B") year = 1 - year;
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts["month"]) - 1, Number(parts["day"]));
  local.setUTCHours(Number(parts["hour"]), Number(parts["minute"]), Number(parts["second"]));
  return local.getTime() / 1000 - instant;
}

/**
 * The offset in seconds from UTC at a local moment (days since 1970-01-01, second of the day). What clocks show twice
 * is meant as they show it first. The calendar repeats after 400 years: years that few programs reach take the offset
 * of the same day within the last 400 they do.
 */
export function offsetAt(zone: number | string, days: number, second: number): number {
  if (typeof zone === "number") return zone;
  const clock = clockOf(zone);
  if (clock === null) return 0;
  const local = near(days) * 86_400 + second;
  const before = offsetAtInstant(clock, local - 86_400);
  const after = offsetAtInstant(clock, local + 86_400);
  if (before === after) return before;
  return offsetAtInstant(clock, local - Math.max(before, after));
}

function near(days: number): number {
  if (days > 2_900_000) return 2_700_000 + modulo(days - 2_700_000, DAYS_OF_400_YEARS);
  return Math.max(days, -700_000);
}

/** The offset in seconds from UTC at a moment given in UTC. */
export function offsetOfInstant(zone: number | string, days: number, second: number): number {
  if (typeof zone === "number") return zone;
  const clock = clockOf(zone);
  return clock === null ? 0 : offsetAtInstant(clock, near(days) * 86_400 + second);
}
