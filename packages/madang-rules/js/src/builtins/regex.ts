/** Regular expressions of XPath (XQuery and XPath functions 3.1, 5.6), as `matches`, `replace` and `split` use them. */

import type { Evaluation } from "../evaluation.ts";
import { Backtracking } from "./backtracking.ts";
import { Machine, type Match } from "./machine.ts";
import { PatternReader, type Piece, UnreadablePattern, literalTest, weightOf } from "./pattern.ts";
import { codePointLength } from "../values/strings.ts";

/** A delimiter without signs of regular expressions. */
export const PLAIN = /^[^\\.^$|?*+()[\]{}]+$/u;
const LONGEST_LITERAL = 1000;
const HEAVIEST = 30_000;
const STEPS_A_WEIGHT = 6;

/** A pattern ready to be used: on characters (code points) of a text. */
export interface Pattern {
  matches(evaluation: Evaluation, characters: readonly string[]): Generator<Match>;
}

const compiled = new Map<string, Pattern | string>();

/** Compile a pattern; its weight is counted before, since compiling takes long for some. */
function compile(evaluation: Evaluation, pattern: string, flags: string): Pattern {
  const fold = flags.includes("i");
  const lines = flags.includes("m");
  evaluation.charge(codePointLength(pattern));
  if (flags.includes("q")) {
    const signs = [...pattern];
    if (signs.length > LONGEST_LITERAL) throw new UnreadablePattern(`> ${LONGEST_LITERAL}`);
    const pieces = signs.map((sign): Piece => ({ kind: "characters", accepts: literalTest(sign, fold), weight: 2 }));
    return new Machine({ kind: "sequence", pieces }, 0, false);
  }
  const reader = new PatternReader(pattern, flags);
  const tree = reader.read();
  const weight = weightOf(tree);
  if (weight > HEAVIEST) throw new UnreadablePattern(`${pattern.slice(0, 20)}…`);
  evaluation.charge(Math.round(weight) * STEPS_A_WEIGHT);
  return reader.refers ? new Backtracking(tree, reader.groups, fold, lines) : new Machine(tree, reader.groups, lines);
}

/** The compiled pattern; null with a reason where it is none. */
export function compiledPattern(evaluation: Evaluation, pattern: string, flags: string): Pattern | null {
  if (/[^smixq]/.test(flags)) return evaluation.record("pattern", null, { detail: `flags '${flags}'` });
  const key = JSON.stringify([flags, pattern]);
  let found = compiled.get(key);
  if (found === undefined) {
    try {
      found = compile(evaluation, pattern, flags);
    } catch (error) {
      if (!(error instanceof UnreadablePattern)) throw error;
      found = error.message;
    }
    if (compiled.size >= 64) compiled.clear();
    compiled.set(key, found);
  }
  return typeof found === "string" ? evaluation.record("pattern", null, { detail: found }) : found;
}

/** The replacement of one match: `$1` is its first group, `\$` a dollar. Null where it is malformed. */
export function expanded(
  evaluation: Evaluation, replacement: string, found: Match, characters: readonly string[], literal: boolean,
): string | null {
  if (literal || !/[$\\]/.test(replacement)) return replacement;
  const groups = found.length / 2 - 1;
  const made: string[] = [];
  let end = 0;
  for (const reference of replacement.matchAll(/\\([^]?)|\$([0-9]*)/gu)) {
    made.push(replacement.slice(end, reference.index));
    end = reference.index + reference[0].length;
    const [, escaped, digits] = reference;
    if (escaped !== undefined) {
      if (escaped !== "\\" && escaped !== "$") return evaluation.record("pattern", null, { detail: reference[0] });
      made.push(escaped);
      continue;
    }
    if (!digits) return evaluation.record("pattern", null, { detail: "$" });
    // `$12` is group 12 where there are so many, else group 1 and a 2.
    let number = digits;
    while (number.length > 1 && Number(number.slice(0, 9)) > groups) number = number.slice(0, -1);
    const group = Number(number);
    const start = group <= groups ? found[2 * group]! : -1;
    if (start >= 0) made.push(characters.slice(start, found[2 * group + 1]).join(""));
    made.push(digits.slice(number.length));
  }
  made.push(replacement.slice(end));
  return made.join("");
}
