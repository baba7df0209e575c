/** Values as text (DMN 1.5, 10.3.4.1, `string`). */

import { unknownFacts } from "../conform.ts";
import type { Evaluation } from "../evaluation.ts";
import { STRING } from "../types.ts";
import { Unknown } from "../unknown.ts";
import { Decimal } from "./decimal.ts";
import { FeelFunction, FeelRange, type Value } from "./kinds.ts";
import { codePointLength } from "./strings.ts";

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const START =
  "?A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u167f\\u1681-\\u180d\\u180f-\\u1fff\\u200c\\u200d" +
  "\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufefe\\uff00-\\ufffd\\u{10000}-\\u{effff}";
const WORD = `[${START}][${START}0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040]*`;
const WORDS = new RegExp(`^${WORD}(?: ${WORD})*$`, "u");

function quoted(text: string): string {
  return `"${text.replace(/[\\"\n\r\t]/g, (sign) => ESCAPES[sign]!)}"`;
}

/** The text of a value: a string is its own; parts of lists and contexts are written as FEEL. */
export function textOf(evaluation: Evaluation, value: Value): string | Unknown | null {
  if (value === null || typeof value === "string") return value;
  const facts = unknownFacts(value, evaluation);
  if (facts !== null) return new Unknown(facts, STRING);
  const text = literalText(evaluation, value);
  evaluation.chargeString(codePointLength(text));
  return text;
}

/** FEEL that means the value. */
function literalText(evaluation: Evaluation, value: Value): string {
  evaluation.charge(1);
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    evaluation.chargeString(codePointLength(value));
    return quoted(value);
  }
  if (value instanceof Decimal) return value.isZero ? new Decimal(false, 0n, value.exponent).plain : value.plain;
  if (Array.isArray(value)) return `[${value.map((item) => literalText(evaluation, item)).join(", ")}]`;
  if (value instanceof Map) {
    const entries = [...value].map(
      ([name, item]) => `${WORDS.test(name) ? name : quoted(name)}: ${literalText(evaluation, item)}`,
    );
    return `{${entries.join(", ")}}`;
  }
  if (value instanceof FeelRange) return rangeText(evaluation, value);
  if (value instanceof FeelFunction) return `function(${value.parameters.map((each) => each.name).join(", ")})`;
  return String(value);
}

function rangeText(evaluation: Evaluation, value: FeelRange): string {
  if (value.operator) return `${value.operator} ${literalText(evaluation, value.start)}`;
  if (value.start === null) return `${value.endIncluded ? "<=" : "<"} ${literalText(evaluation, value.end)}`;
  if (value.end === null) return `${value.startIncluded ? ">=" : ">"} ${literalText(evaluation, value.start)}`;
  const start = literalText(evaluation, value.start);
  const end = literalText(evaluation, value.end);
  return `${value.startIncluded ? "[" : "("}${start}..${end}${value.endIncluded ? "]" : ")"}`;
}
