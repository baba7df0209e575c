/** The function `range` of a text (DMN 1.5, 10.3.4.1): both ends must be literals. */

import { makeRange } from "../compile/access.ts";
import { invoke } from "../conform.ts";
import type { Evaluation } from "../evaluation.ts";
import { parseDate } from "../values/date.ts";
import { Decimal, parseDecimal } from "../values/decimal.ts";
import { parseDuration } from "../values/duration.ts";
import type { Value } from "../values/kinds.ts";
import { codePointLength } from "../values/strings.ts";
import { parseDateTime, parseTime } from "../values/time.ts";
import { BUILTINS } from "./registry.ts";

const SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u180e\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]";
const TOKEN = new RegExp(
  `(${SPACE}+|//[^\\n\\r\\v\\f\\u0085\\u2028\\u2029]*|/\\*[^]*?\\*/)|((?:[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)` +
    `|("(?:[^"\\\\]|\\\\[^])*")|([a-z]+)|(\\.\\.|[^])`,
  "uy",
);
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|([^]))/gu;
const MEANING: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "'": "'", "\\": "\\" };
const CONSTANTS: Readonly<Record<string, Value>> = { true: true, false: false, null: null };

class Unreadable extends Error {}

/** What `@"text"` means: date, time, date and time or duration; null where it is none of them. */
export function atValue(text: string): Value {
  return parseDate(text) ?? parseTime(text) ?? parseDuration(text) ?? parseDateTime(text);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) throw new Unreadable();
    if (found[1] === undefined) tokens.push(found[0]);
  }
  return tokens;
}

function meaning(written: string): string {
  return written.slice(1, -1).replace(ESCAPE, (whole, short?: string, long?: string, sign?: string) => {
    if (sign !== undefined) return MEANING[sign] ?? whole;
    const code = Number.parseInt(short ?? long!, 16);
    if (code > 0x10ffff) throw new Unreadable();
    return String.fromCodePoint(code);
  }).toWellFormed();
}

/** Reads tokens one after the other. */
class Reader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  next(): string {
    return this.tokens[this.at++] ?? "";
  }

  take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) throw new Unreadable();
  }

  get isDone(): boolean {
    return this.at >= this.tokens.length;
  }
}

type End = (evaluation: Evaluation) => Value;

function end(reader: Reader, depth = 0): End {
  if (depth > 60) throw new Unreadable();
  const token = reader.next();
  if (/^[.0-9]/.test(token) && token !== "." && token !== "..") {
    const number = parseDecimal(token);
    return () => number;
  }
  if (token.startsWith('"') && token.length > 1) {
    const text = meaning(token);
    return () => text;
  }
  if (token === "-") {
    const inner = end(reader, depth + 1);
    return (evaluation) => {
      const value = inner(evaluation);
      // Only a number is still a literal behind a minus.
      return value instanceof Decimal ? new Decimal(!value.negative, value.digits, value.exponent) : null;
    };
  }
  if (token === "(") {
    const inner = end(reader, depth + 1);
    reader.expect(")");
    return inner;
  }
  if (token === "@") {
    const text = reader.next();
    if (!text.startsWith('"')) throw new Unreadable();
    const value = atValue(meaning(text));
    return () => value;
  }
  if (Object.hasOwn(CONSTANTS, token)) return () => CONSTANTS[token]!;
  return conversion(reader, token);
}

function conversion(reader: Reader, first: string): End {
  let name = first;
  if (name === "date" && reader.take("and")) {
    reader.expect("time");
    name = "date and time";
  }
  if (!["date", "time", "date and time", "duration"].includes(name)) throw new Unreadable();
  reader.expect("(");
  const written = reader.next();
  if (!written.startsWith('"') || written.length < 2) throw new Unreadable();
  reader.expect(")");
  const text = meaning(written);
  return (evaluation) => invoke(BUILTINS.get(name)!, evaluation, [text]);
}

/** The range a text means; null where it is none, has no ends or is reversed. */
export function parseRange(evaluation: Evaluation, text: string): Value {
  evaluation.chargeString(codePointLength(text));
  let start: End;
  let last: End;
  let startIncluded: boolean;
  let endIncluded: boolean;
  try {
    const reader = new Reader(tokensOf(text));
    let brackets = 0;
    let open = reader.next();
    while (open === "(" && brackets < 60) {
      // A parenthesis may also stand around the whole range.
      if (!/^\s*[([\]]/.test(text.slice(text.indexOf("(") + 1))) break;
      brackets += 1;
      open = reader.next();
    }
    if (open !== "[" && open !== "(" && open !== "]") return null;
    startIncluded = open === "[";
    start = end(reader);
    reader.expect("..");
    last = end(reader);
    endIncluded = reader.take("]");
    if (!endIncluded && !reader.take(")")) reader.expect("[");
    while (brackets-- > 0) reader.expect(")");
    if (!reader.isDone) return null;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
  const low = start(evaluation);
  const high = last(evaluation);
  return low === null || high === null ? null : makeRange(evaluation, low, high, startIncluded, endIncluded, null);
}
