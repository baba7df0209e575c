/**
 * Regular expressions of XPath (XQuery and XPath functions 3.1, 5.6), matched in time linear in the text: all ways through
 * the pattern are followed at once, so that no pattern can hold up a browser.
 */

import type { Evaluation } from "../evaluation.ts";
import { Unreadable, type Step, parsePattern } from "./pattern.ts";

/** A delimiter without signs of regular expressions. */
export const PLAIN = /^[^\\.^$|?*+()[\]{}]+$/u;
const LONGEST_PATTERN = 1000;

/** Places of a match and of its groups, in characters: start, end, start of group 1, …; -1 where a group took no part. */
export type Match = readonly number[];

interface Thread {
  readonly step: number;
  readonly places: readonly number[];
}

/** A pattern ready to be used. */
class Pattern {
  private readonly steps: readonly Step[];
  private readonly places: number;

  constructor(steps: readonly Step[], groups: number) {
    this.steps = steps;
    this.places = 2 * (groups + 1);
  }

  /** All matches, one after the other; after an empty one the next begins a character further. */
  *matches(text: string, evaluation: Evaluation): Generator<Match> {
    const characters = [...text];
    let at = 0;
    for (;;) {
      const found = this.first(characters, at, evaluation);
      if (found === null) return;
      yield found;
      if (at === characters.length) return;
      at = found[1] === at ? at + 1 : found[1]!;
    }
  }

  /** The first match at or behind a place, as one who tries the ways in order would find it. */
  private first(characters: readonly string[], from: number, evaluation: Evaluation): Match | null {
    let current: Thread[] = [];
    let found: readonly number[] | null = null;
    const seen = new Int32Array(this.steps.length).fill(-1);
    const nothing = new Array<number>(this.places).fill(-1);
    for (let at = from; at <= characters.length; at++) {
      if (found === null) this.follow(current, seen, { step: 0, places: nothing }, at, characters);
      if (current.length === 0 && found !== null) break;
      evaluation.charge(Math.ceil(current.length / 8));
      const next: Thread[] = [];
      const character = characters[at];
      for (const thread of current) {
        const step = this.steps[thread.step]!;
        if (step.kind === "match") {
          found = thread.places;
          break;
        }
        if (step.kind === "character" && character !== undefined && step.accepts(character)) {
          this.follow(next, seen, { step: thread.step + 1, places: thread.places }, at + 1, characters);
        }
      }
      current = next;
    }
    return found;
  }

  /** Add a thread, and all that it leads to without reading a character. */
  private follow(threads: Thread[], seen: Int32Array, first: Thread, at: number, characters: readonly string[]): void {
    const waiting: Thread[] = [first];
    while (waiting.length > 0) {
      const thread = waiting.pop()!;
      if (seen[thread.step] === at) continue;
      seen[thread.step] = at;
      const step = this.steps[thread.step]!;
      switch (step.kind) {
        case "jump":
          waiting.push({ step: step.to, places: thread.places });
          break;
        case "split":
          waiting.push({ step: step.second, places: thread.places }, { step: step.first, places: thread.places });
          break;
        case "place": {
          const places = [...thread.places];
          places[step.slot] = at;
          waiting.push({ step: thread.step + 1, places });
          break;
        }
        case "assert":
          if (step.holds(characters, at)) waiting.push({ step: thread.step + 1, places: thread.places });
          break;
        default:
          threads.push(thread);
      }
    }
  }
}

const compiled = new Map<string, Pattern | string>();

function compile(pattern: string, flags: string): Pattern | string {
  try {
    if ([...pattern].length > LONGEST_PATTERN) throw new Unreadable(`longer than ${LONGEST_PATTERN} characters`);
    if (/[^smixq]/.test(flags)) throw new Unreadable(`flags '${flags}'`);
    const { steps, groups } = parsePattern(pattern, flags);
    return new Pattern(steps, groups);
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

/** The compiled pattern; null with a reason where it is none. */
export function compiledPattern(evaluation: Evaluation, pattern: string, flags: string): Pattern | null {
  const key = `${flags}/${pattern}`;
  let found = compiled.get(key);
  if (found === undefined) {
    found = compile(pattern, flags);
    if (compiled.size >= 512) compiled.clear();
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
