/** Facts as somebody tells them: texts read by the declared type; what does not fit is refused. See `madang_rules.dmn.told`. */

import { coerce, conforms } from "../conform.ts";
import { Evaluation, type Language, sentenceOf } from "../evaluation.ts";
import {
  ANY, ContextType, DATE, DATE_TIME, DAYS_DURATION, ListType, MONTHS_DURATION, NUMBER, NamedType, TIME, type Type, unnamed,
} from "../types.ts";
import { parseDate } from "../values/date.ts";
import { Decimal, ONE, add, integral, isIntegral, parseDecimal } from "../values/decimal.ts";
import { DaysDuration, MonthsDuration, parseDuration } from "../values/duration.ts";
import { FeelRange, type Value } from "../values/kinds.ts";
import { parseDateTime, parseTime } from "../values/time.ts";
import { quoted, valueInWords } from "./words.ts";

/** Allowed values that a refusal tells. */
const MAX_ALLOWED = 12;
/** Numbers of which a refusal names the first that is allowed. */
const EXAMPLES = ["1500000", "25", "3", "1", "0.5", "0"];
const NUMBER_TEXT = /^-?[0-9]{1,40}(\.[0-9]{1,40})?$/;

/** A name that is none, a function called in a wrong way, or a fact that its declared type refuses. */
export class ModelError extends Error {
  readonly code: string;
  private readonly said: (language: Language) => string;

  constructor(code: string, said: string | ((language: Language) => string)) {
    super(typeof said === "string" ? said : said("en"));
    this.code = code;
    this.said = typeof said === "string" ? () => said : said;
  }

  sentence(language: Language = "en"): string {
    return this.said(language);
  }
}

const READERS: ReadonlyMap<Type, (text: string) => Value> = new Map<Type, (text: string) => Value>([
  [NUMBER, numberWritten],
  [DATE, parseDate],
  [TIME, parseTime],
  [DATE_TIME, parseDateTime],
  [DAYS_DURATION, (text) => only(DaysDuration, parseDuration(text))],
  [MONTHS_DURATION, (text) => only(MonthsDuration, parseDuration(text))],
]);

function only<T extends Value>(kind: new (...given: never[]) => T, value: Value): T | null {
  return value instanceof kind ? value : null;
}

/** The fact `name` as one of its declared type; null with a reason where it is not and that is not to be refused. */
export function readTold(name: string, value: Value, type: Type | null, evaluation: Evaluation, isStrict: boolean): Value {
  if (type === null || type === ANY || value === null) return value;
  if (!isStrict) return coerce(readAs(value, type), type, evaluation);
  const read = ofType(name, value, type, evaluation);
  const found = coerce(read, type, evaluation);
  if (found === null) {
    throw refusal("fact-not-allowed", name, read, (refused, language) =>
      refusedInWords(refused, read, language, evaluation) ?? sentenceOf("told-otherwise", {}, language), type);
  }
  return found;
}

/** The fact as one of its declared type, whether or not that allows the value. Throws `ModelError`. */
export function ofType(name: string, value: Value, type: Type, evaluation: Evaluation): Value {
  let read = readAs(value, type);
  if (conforms(read, type, evaluation, false) === false) read = coerce(read, type, evaluation);
  if (read === null) throw refusal("fact-type", name, value, wanted, type);
  return read;
}

/** The number that a text writes, with all its digits; null for what a fact may not tell as a number. */
export function numberWritten(text: string): Decimal | null {
  return NUMBER_TEXT.test(text) ? parseDecimal(text) : null;
}

type Words = (type: Type, language: Language) => string;

function refusal(code: string, name: string, value: Value, words: Words, type: Type): ModelError {
  return new ModelError(code, (language) => {
    const said = words(type, language);
    const about = { name: quoted(name, language), value: valueInWords(value, language, "은/는"), wanted: said, how: said };
    return sentenceOf(code, about, language);
  });
}

function readAs(value: Value, type: Type): Value {
  const behind = unnamed(type);
  if (behind instanceof ListType) {
    return Array.isArray(value) ? value.map((item) => readAs(item, behind.item)) : readAs(value, behind.item);
  }
  if (Array.isArray(value)) return value.length === 1 ? [readAs(value[0]!, type)] : value;
  if (behind instanceof ContextType && value instanceof Map) {
    const types = behind.fields;
    return new Map([...value].map(([told, part]) => {
      const name = types.has(told.normalize()) ? told.normalize() : told;
      return [name, types.has(name) ? readAs(part, types.get(name)!) : part];
    }));
  }
  return typeof value === "string" ? (READERS.get(behind)?.(value.trim()) ?? value) : value;
}

/** How a value of a type is to be told. */
function wanted(type: Type, language: Language): string {
  const behind = unnamed(type);
  if (behind instanceof ListType) return sentenceOf("told-list", { item: wanted(behind.item, language) }, language);
  if (behind instanceof ContextType) {
    const names = [...behind.fields.keys()].map((name) => quoted(name, language)).join(", ");
    return sentenceOf("told-context", { names }, language);
  }
  const code = `told-${behind}`;
  const said = sentenceOf(code, { example: exampleOf(type) }, language);
  return said === code ? sentenceOf("told-other", { type: behind }, language) : said;
}

/** How a value should be told instead, by the first type that does not allow it or a part of it; null where all do. */
export function refusedInWords(
  type: Type, value: Value, language: Language, evaluation?: Evaluation, whole: Type = type,
): string | null {
  if (value === null) return null;
  if (type instanceof NamedType) {
    const { allows, base, possible } = type;
    if (allows === null || allows(value, evaluation)) return refusedInWords(base, value, language, evaluation, whole);
    if (value instanceof Decimal && !isIntegral(value)) {
      const below = Decimal.of(integral(value, "floor"));
      if (allows(below, evaluation) && allows(add(below, ONE), evaluation)) {
        return sentenceOf("told-whole", { example: exampleOf(whole) }, language);
      }
    }
    if (!possible?.length) return sentenceOf("told-otherwise", {}, language);
    const said = possible.slice(0, MAX_ALLOWED).map((each) => valueInWords(each as Value, language));
    if (possible.length > MAX_ALLOWED) said.push("…");
    return sentenceOf("told-allowed", { allowed: said.join(", ") }, language);
  }
  let parts: (readonly [Type, Value])[] = [];
  if (type instanceof ListType && Array.isArray(value)) parts = value.map((each) => [type.item, each]);
  if (type instanceof ContextType && value instanceof Map) parts = [...type.fields].map(([name, field]) => [field, value.get(name) ?? null]);
  return parts.reduce<string | null>((found, [part, each]) => found ?? refusedInWords(part, each, language, evaluation), null);
}

/** A number that a type allows, as a person would write it. */
export function exampleOf(type: Type): string {
  const examples: unknown[] = EXAMPLES.map(parseDecimal);
  for (let named = type; named instanceof NamedType; named = named.base) {
    for (const one of named.possible ?? []) examples.push(...(one instanceof FeelRange ? [one.start, one.end] : [one]));
  }
  const fits = examples.find((each) => each instanceof Decimal && conforms(each, type, new Evaluation()) === true);
  return fits instanceof Decimal ? fits.plain : EXAMPLES[0]!;
}
