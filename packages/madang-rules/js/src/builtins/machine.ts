/**
 * Runs a pattern in time linear in the text: all ways through it are followed at once, so that no pattern can hold up a
 * browser.
 */

import type { Evaluation } from "../evaluation.ts";
import { type Accepts, MOST_REPEATED, type Piece, UnreadablePattern } from "./pattern.ts";

/** Places of a match and of its groups, in characters: start, end, start of group 1, …; -1 where a group took no part. */
export type Match = readonly number[];

/** What the machine does next. Steps other than `jump` and `split` go on with the one behind them. */
type Step =
  | { readonly kind: "character"; readonly accepts: Accepts }
  | { readonly kind: "edge"; readonly atEnd: boolean }
  | { readonly kind: "place"; readonly slot: number }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "split"; first: number; second: number }
  | { readonly kind: "match" };

const MOST_STEPS = 50_000;
/** A power of two: so many ways through a pattern are tried at one character in the time of a step, at worst. */
const WAYS_A_STEP = 5;
/** So many ways are followed before the clock is looked at. */
const WAYS_A_LOOK = 4096;

/** Whether `^` or `$` holds at a place; with `lines` also at the ends of lines. */
export function atEdge(characters: readonly string[], at: number, atEnd: boolean, lines: boolean): boolean {
  if (atEnd) return at === characters.length || (lines && characters[at] === "\n");
  return at === 0 || (lines && characters[at - 1] === "\n");
}

/** Writes a tree as steps. */
class Writer {
  readonly steps: Step[] = [];

  /** `repeats`: how often the piece may still be repeated by those around it. */
  write(piece: Piece, repeats = MOST_REPEATED): void {
    if (this.steps.length > MOST_STEPS) throw new UnreadablePattern("too large");
    switch (piece.kind) {
      case "characters":
        this.steps.push({ kind: "character", accepts: piece.accepts });
        break;
      case "edge":
        this.steps.push(piece);
        break;
      case "sequence":
        for (const each of piece.pieces) this.write(each, repeats);
        break;
      case "group":
        if (piece.number > 0) this.steps.push({ kind: "place", slot: 2 * piece.number });
        this.write(piece.inner, repeats);
        if (piece.number > 0) this.steps.push({ kind: "place", slot: 2 * piece.number + 1 });
        break;
      case "choice":
        this.choice(piece.alternatives, repeats);
        break;
      case "repeated":
        this.repeated(piece, repeats);
        break;
      case "reference":
        throw new UnreadablePattern("reference");
    }
  }

  private choice(alternatives: readonly Piece[], repeats: number): void {
    const ends: { to: number }[] = [];
    for (const [index, each] of alternatives.entries()) {
      if (index === alternatives.length - 1) {
        this.write(each, repeats);
        break;
      }
      const split = { kind: "split" as const, first: this.steps.length + 1, second: 0 };
      const jump = { kind: "jump" as const, to: 0 };
      this.steps.push(split);
      this.write(each, repeats);
      this.steps.push(jump);
      ends.push(jump);
      split.second = this.steps.length;
    }
    for (const jump of ends) jump.to = this.steps.length;
  }

  private repeated({ inner, least, most, greedy }: Extract<Piece, { kind: "repeated" }>, repeats: number): void {
    const times = most ?? least;
    const counted = !(most === null && least < 2) && !(most === 1 && least === 0);
    const left = counted && times > 0 ? Math.floor(repeats / times) : repeats;
    if (left === 0) throw new UnreadablePattern("too many repetitions");
    for (let time = 0; time < least; time++) this.write(inner, left);
    const splits: { first: number; second: number }[] = [];
    const optional = most === null ? 1 : most - least;
    for (let time = 0; time < optional; time++) {
      const at = this.steps.length;
      const split = { kind: "split" as const, first: at + 1, second: at + 1 };
      this.steps.push(split);
      splits.push(split);
      this.write(inner, left);
      if (most === null) this.steps.push({ kind: "jump", to: at });
    }
    for (const split of splits) {
      if (greedy) split.second = this.steps.length;
      else split.first = this.steps.length;
    }
  }
}

interface Thread {
  readonly step: number;
  readonly places: readonly number[];
}

export class Machine {
  private readonly steps: readonly Step[];
  private readonly places: number;
  private readonly ways: number;
  private readonly lines: boolean;

  constructor(piece: Piece, groups: number, lines: boolean) {
    const writer = new Writer();
    writer.steps.push({ kind: "place", slot: 0 });
    writer.write(piece);
    this.ways = writer.steps.length - 1;
    writer.steps.push({ kind: "place", slot: 1 }, { kind: "match" });
    this.steps = writer.steps;
    this.places = 2 * (groups + 1);
    this.lines = lines;
  }

  /** All matches, one after the other; after an empty one the next begins a character further. */
  *matches(evaluation: Evaluation, characters: readonly string[]): Generator<Match> {
    // As RE2 in Python, which cannot be stopped on its way: what may be needed is counted before.
    evaluation.charge(Math.floor((this.ways * characters.length) / 2 ** WAYS_A_STEP));
    let at = 0;
    for (;;) {
      const found = this.first(evaluation, characters, at);
      if (found === null) return;
      yield found;
      if (at === characters.length) return;
      at = found[1] === at ? at + 1 : found[1]!;
    }
  }

  /** The first match at or behind a place, as one who tries the ways in order would find it. */
  private first(evaluation: Evaluation, characters: readonly string[], from: number): Match | null {
    let current: Thread[] = [];
    let found: readonly number[] | null = null;
    const seen = new Int32Array(this.steps.length).fill(-1);
    const nothing = new Array<number>(this.places).fill(-1);
    let followed = 0;
    evaluation.lookAtClock();
    for (let at = from; at <= characters.length; at++) {
      if (found === null) this.follow(current, seen, { step: 0, places: nothing }, at, characters);
      if (current.length === 0 && found !== null) break;
      followed += current.length + 1;
      if (followed > WAYS_A_LOOK) {
        evaluation.lookAtClock();
        followed = 0;
      }
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
        case "edge":
          if (atEdge(characters, at, step.atEnd, this.lines)) waiting.push({ step: thread.step + 1, places: thread.places });
          break;
        default:
          threads.push(thread);
      }
    }
  }
}
