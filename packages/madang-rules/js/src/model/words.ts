/** Values and what cells accept in words: numbers with their thousands, Korean particles after what they follow. */

import type { Language } from "../evaluation.ts";
import { Unknown } from "../unknown.ts";
import { FeelDate } from "../values/date.ts";
import { Decimal, compareDecimals, quantized } from "../values/decimal.ts";
import { DaysDuration, MonthsDuration } from "../values/duration.ts";
import { FeelFunction, FeelRange, type Scalar, type Value, compareStrings, sameScalar, scalarKind } from "../values/kinds.ts";
import { type Area, type AxisKey, type AxisKind, type Interval, isAll, isEmpty } from "./area.ts";

const MAX_ITEMS = 5;
const MAX_CHARACTERS = 120;
const MAX_PARTS = 8;
/** Places behind the point, and digits of very small and very large numbers, that people are told. */
const MAX_PLACES = 6;
/** Exponents of the first digit beyond which a number is told by a power of ten. */
const SMALLEST = -12;
const LARGEST = 33;
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const RIEUL = 8;

export type Pair = "" | "은/는" | "이/가" | "을/를" | "으로/로";

/** The particle of a pair that the last sound of a word asks for. */
export function particle(word: string, pair: Pair): string {
  const [withFinal, without] = pair.split("/") as [string, string];
  const last = [...word].reverse().find((each) => /[\p{L}\p{N}]/u.test(each)) ?? "";
  const code = last.codePointAt(0) ?? 0;
  const toWhere = pair === "으로/로";
  let isFinal: boolean;
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
    const final = (code - FIRST_SYLLABLE) % 28;
    isFinal = final !== 0 && !(toWhere && final === RIEUL);
  } else if (/[0-9]/.test(last)) {
    isFinal = "013678".includes(last) && !(toWhere && "178".includes(last));
  } else {
    isFinal = last !== "" && "LMNRlmnr".includes(last);
  }
  return isFinal ? withFinal : without;
}

/** A name in the quotation marks of a language, in Korean with a particle behind. */
export function quoted(name: string, language: Language, pair: Pair = ""): string {
  if (language !== "ko") return `“${name}”`;
  return `‘${name}’${pair === "" ? "" : particle(name, pair)}`;
}

function thousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number with its thousands, no more places than people read: what is rounded says so. */
function numberInWords(value: Decimal, language: Language): string {
  const adjusted = value.isZero ? 0 : value.adjusted;
  const isFar = adjusted < SMALLEST || adjusted > LARGEST;
  const last = isFar || adjusted < 0 ? adjusted - MAX_PLACES + 1 : -MAX_PLACES;
  const shown = value.exponent < last ? quantized(value, last, "half-even") : value;
  const about = compareDecimals(shown, value) === 0 ? "" : language === "ko" ? "약 " : "about ";
  if (isFar) {
    const digits = String(shown.digits).replace(/0+$/, "");
    const point = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${about}${value.negative ? "-" : ""}${digits[0]}${point} × 10^${shown.adjusted}`;
  }
  let [whole, fraction = ""] = shown.plain.split(".") as [string, string?];
  if (value.exponent < -MAX_PLACES) fraction = fraction.replace(/0+$/, "");
  return about + thousands(whole) + (fraction && `.${fraction}`);
}

/** A value for people; long lists and texts are cut. */
export function valueInWords(value: Value, language: Language, pair: Pair = ""): string {
  const words = worded(value, language);
  return pair === "" || language !== "ko" ? words : words + particle(words, pair);
}

function worded(value: Value, language: Language): string {
  const korean = language === "ko";
  if (value === null) return korean ? "값 없음" : "no value";
  if (value === true) return korean ? "예" : "yes";
  if (value === false) return korean ? "아니요" : "no";
  if (value instanceof Decimal) return numberInWords(value, language);
  if (typeof value === "string") {
    const characters = [...value];
    return `"${characters.length <= MAX_CHARACTERS ? value : `${characters.slice(0, MAX_CHARACTERS).join("")}…`}"`;
  }
  if (value instanceof DaysDuration || value instanceof MonthsDuration) return durationInWords(value, language);
  if (value instanceof Unknown) {
    const names = [...value.facts].sort(compareStrings).join(", ");
    if (names === "") return korean ? "모름" : "unknown";
    return korean ? `모름(${names})` : `unknown (${names})`;
  }
  if (value instanceof FeelRange) return rangeInWords(value, language);
  if (Array.isArray(value) && value.length > 0 && value.every((each) => each instanceof Map)) return tableInWords(value.length, korean);
  if (Array.isArray(value)) return `[${cut(value, (each) => worded(each, language), korean)}]`;
  if (value instanceof Map) return cut([...value], ([key, each]) => `${key}: ${worded(each, language)}`, korean);
  if (value instanceof FeelFunction) return `function(${value.parameters.map((each) => each.name).join(", ")})`;
  return String(value);
}

/** A list of contexts, which people read as a table: how many rows it has. */
function tableInWords(rows: number, korean: boolean): string {
  const count = thousands(String(rows));
  return korean ? `표(${count}행)` : `a table of ${count} row${rows === 1 ? "" : "s"}`;
}

function cut<T>(items: readonly T[], said: (item: T) => string, korean: boolean): string {
  const parts = items.slice(0, MAX_ITEMS).map(said);
  const rest = items.length - parts.length;
  if (rest > 0) parts.push(korean ? `외 ${rest}개` : `${rest} more`);
  return parts.join(", ");
}

/** A duration in its units, the sign left out. */
export function durationInWords(value: DaysDuration | MonthsDuration, language: Language): string {
  const korean = language === "ko";
  let parts: [number | bigint, string, string][];
  if (value instanceof MonthsDuration) {
    const months = Math.abs(value.months);
    parts = [[Math.floor(months / 12), "년", "year"], [months % 12, "개월", "month"]];
  } else {
    const [days, hours, minutes, seconds] = value.parts;
    parts = [[days, "일", "day"], [hours, "시간", "hour"], [minutes, "분", "minute"], [seconds, "초", "second"]];
  }
  const said = parts
    .filter(([amount]) => Number(amount) !== 0)
    .map(([amount, ko, en]) => {
      const digits = thousands(String(amount));
      return korean ? `${digits}${ko}` : `${digits} ${en}${Number(amount) === 1 ? "" : "s"}`;
    });
  return said.join(" ") || (korean ? "0일" : "0 days");
}

type Phrases = readonly [string, string, string, string];
const KOREAN: Phrases = ["{} 이상", "{} 초과", "{} 이하", "{} 미만"];
const KOREAN_DATES: Phrases = ["{}부터", "{} 다음 날부터", "{}까지", "{} 전날까지"];
const ENGLISH: Phrases = ["at least {}", "more than {}", "at most {}", "less than {}"];
const ENGLISH_DATES: Phrases = ["from {}", "after {}", "until {}", "before {}"];

/** What `not(…)` and `!=` accept, in words. */
function allBut(said: string, language: Language): string {
  return language === "ko" ? `${said} 말고 다른 값` : `anything but ${said}`;
}

/** A range by its ends. */
function rangeInWords({ start, end, startIncluded, endIncluded, operator }: FeelRange, language: Language): string {
  const korean = language === "ko";
  if (operator === "!=") return allBut(worded(start, language), language);
  const areDays = start instanceof FeelDate || end instanceof FeelDate;
  const phrases = areDays ? (korean ? KOREAN_DATES : ENGLISH_DATES) : korean ? KOREAN : ENGLISH;
  if (start !== null && end !== null && startIncluded && endIncluded && isSame(start, end)) return worded(start, language);
  const said: string[] = [];
  if (start !== null) said.push(phrases[startIncluded ? 0 : 1].replace("{}", () => worded(start, language)));
  if (end !== null) said.push(phrases[endIncluded ? 2 : 3].replace("{}", () => worded(end, language)));
  if (said.length === 0) return korean ? "모든 값" : "every value";
  return said.join(korean ? " " : " and ");
}

function isSame(one: Value, other: Value): boolean {
  const kind = scalarKind(one);
  return kind !== 0 && kind === scalarKind(other) && sameScalar(kind, one as Scalar, other as Scalar);
}

/** What a cell accepts, in words; its own text where words would not be plainer. */
export function areaInWords(area: Area | null, text: string, language: Language): string {
  if (area === null || isAll(area)) return text;
  const said =
    area.values.size > 0
      ? [...area.values.values()].map((key) => worded(key as Value, language)).sort(compareStrings)
      : area.intervals.filter((each) => !isEmpty(each)).map((each) => intervalInWords(each, area.kind, language));
  if (area.isNull && !area.negated) said.push(worded(null, language));
  if (said.length === 0 || said.length > MAX_PARTS) return text;
  if (area.negated) return allBut(said.join(", "), language);
  return said.join(language === "ko" ? " 또는 " : " or ");
}

function intervalInWords({ low, lowClosed, high, highClosed }: Interval, kind: AxisKind, language: Language): string {
  const end = (key: AxisKey | null): Value => (key === null ? null : valueOfKey(kind, key));
  return rangeInWords(new FeelRange(end(low), end(high), lowClosed, highClosed), language);
}

/** The value that lies at a place of an axis. */
function valueOfKey(kind: AxisKind, key: AxisKey): Value {
  if (kind === "date") return FeelDate.fromDays(key as number);
  if (kind === "days") return new DaysDuration(key as bigint);
  if (kind === "months") return new MonthsDuration(key as number);
  return key as Value;
}
