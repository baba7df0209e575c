/** String functions (DMN 1.5, 10.3.4.3). Characters are Unicode code points. */

import type { Evaluation } from "../evaluation.ts";
import { Decimal, ONE, compareDecimals, integral, truncated } from "../values/decimal.ts";
import type { Value } from "../values/kinds.ts";
import { codePointLength, codePointSlice } from "../values/strings.ts";
import { PLAIN, compiledPattern, expanded } from "./regex.ts";
import { builtin } from "./registry.ts";

builtin(
  "substring(string: string, start position: number, length: number?=) -> string",
  (evaluation: Evaluation, text: string, start: Decimal, length: Decimal | null = null) => {
    const characters = codePointLength(text);
    evaluation.chargeString(characters);
    const position = start.adjusted < 16 ? Number(integral(start, "down")) : 0;
    if (position === 0) return null;
    const begin = position > 0 ? position - 1 : characters + position;
    if (begin < 0 || begin >= Math.max(characters, 1)) return null;
    if (length === null) return codePointSlice(text, begin);
    if (compareDecimals(length, ONE) < 0) return null;
    const count = compareDecimals(length, Decimal.of(characters)) > 0 ? characters : Number(truncated(length));
    return codePointSlice(text, begin, begin + count);
  },
);

builtin("string length(string: string) -> number", (_: Evaluation, text: string) => Decimal.of(codePointLength(text)));

builtin("upper case(string: string) -> string", (evaluation: Evaluation, text: string) => {
  evaluation.chargeString(codePointLength(text));
  return text.toUpperCase();
});

builtin("lower case(string: string) -> string", (evaluation: Evaluation, text: string) => {
  evaluation.chargeString(codePointLength(text));
  return text.toLowerCase();
});

builtin("substring before(string: string, match: string) -> string", (evaluation: Evaluation, text: string, match: string) => {
  evaluation.chargeString(codePointLength(text));
  const at = match ? text.indexOf(match) : -1;
  return at < 0 ? "" : text.slice(0, at);
});

builtin("substring after(string: string, match: string) -> string", (evaluation: Evaluation, text: string, match: string) => {
  evaluation.chargeString(codePointLength(text));
  if (!match) return text;
  const at = text.indexOf(match);
  return at < 0 ? "" : text.slice(at + match.length);
});

builtin("contains(string: string, match: string) -> boolean", (evaluation: Evaluation, text: string, match: string) => {
  evaluation.charge(Math.floor(codePointLength(text) / 16));
  return text.includes(match);
});

builtin("starts with(string: string, match: string) -> boolean", (_: Evaluation, text: string, match: string) =>
  text.startsWith(match),
);

builtin("ends with(string: string, match: string) -> boolean", (_: Evaluation, text: string, match: string) =>
  text.endsWith(match),
);

builtin(
  "matches(input: string, pattern: string, flags: string?=) -> boolean",
  (evaluation: Evaluation, text: string, pattern: string, flags: string | null = null) => {
    evaluation.charge(codePointLength(text));
    const compiled = compiledPattern(evaluation, pattern, flags ?? "");
    return compiled === null ? null : !compiled.matches(evaluation, [...text]).next().done;
  },
);

builtin(
  "replace(input: string, pattern: string, replacement: string, flags: string?=) -> string",
  (evaluation: Evaluation, text: string, pattern: string, replacement: string, flags: string | null = null) => {
    evaluation.charge(codePointLength(text));
    const compiled = compiledPattern(evaluation, pattern, flags ?? "");
    if (compiled === null) return null;
    if (!compiled.matches(evaluation, []).next().done) { // XPath's err:FORX0003
      return evaluation.record("pattern", null, { detail: `'${[...pattern].slice(0, 20).join("")}' matches ''` });
    }
    const literal = (flags ?? "").includes("q");
    const characters = [...text];
    const parts: string[] = [];
    let end = 0;
    let length = 0;
    for (const found of compiled.matches(evaluation, characters)) {
      const piece = expanded(evaluation, replacement, found, characters, literal);
      if (piece === null) return null;
      const [start, stop] = [found[0]!, found[1]!];
      length += codePointLength(piece) + start - end;
      evaluation.chargeString(Math.max(length, 0));
      parts.push(characters.slice(end, start).join(""), piece);
      end = stop;
    }
    parts.push(characters.slice(end).join(""));
    return parts.join("");
  },
);

builtin("split(string: string, delimiter: string) -> list", (evaluation: Evaluation, text: string, delimiter: string) => {
  const characters = [...text];
  evaluation.charge(characters.length);
  if (!delimiter) {
    evaluation.chargeList(characters.length);
    return characters;
  }
  let parts: string[];
  if (PLAIN.test(delimiter)) {
    parts = text.split(delimiter);
  } else {
    const compiled = compiledPattern(evaluation, delimiter, "");
    if (compiled === null) return null;
    parts = [];
    let end = 0;
    for (const found of compiled.matches(evaluation, characters)) {
      if (found[1] === found[0]) continue;
      parts.push(characters.slice(end, found[0]).join(""));
      end = found[1]!;
    }
    parts.push(characters.slice(end).join(""));
  }
  evaluation.chargeList(parts.length);
  return parts;
});

builtin(
  "string join(list: list, delimiter: string?=) -> string",
  (evaluation: Evaluation, items: Value[], delimiter: string | null = null) => {
    evaluation.charge(items.length);
    const texts = items.filter((item) => item !== null);
    if (!texts.every((text) => typeof text === "string")) return null;
    const joint = delimiter ?? "";
    const length = texts.reduce((sum, text) => sum + codePointLength(text), 0);
    evaluation.chargeString(length + codePointLength(joint) * texts.length);
    return texts.join(joint);
  },
);
