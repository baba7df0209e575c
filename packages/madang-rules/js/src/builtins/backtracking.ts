/**
 * A small matcher that goes back over its steps, for the patterns that refer back to a group. Such patterns may need
 * exponentially many steps; each is counted in the budget of the evaluation.
 */

import type { Evaluation } from "../evaluation.ts";
import { areVariants } from "./cases.ts";
import { type Match, atEdge } from "./machine.ts";
import type { Piece } from "./pattern.ts";

/** After so many steps the clock is looked at: they take longer than others. */
const STEPS_A_LOOK = 0xff;
/** A power of two: so many characters are compared in the time of a step, at worst. */
const COMPARED_A_STEP = 3;

type Repeated = Extract<Piece, { kind: "repeated" }>;
/** Goes on behind a piece: from a place, with the places of the groups so far. */
type Then = (at: number, captured: Match) => Match | null;

export class Backtracking {
  private readonly piece: Piece;
  private readonly groups: number;
  private readonly fold: boolean;
  private readonly lines: boolean;

  constructor(piece: Piece, groups: number, fold: boolean, lines: boolean) {
    this.piece = piece;
    this.groups = groups;
    this.fold = fold;
    this.lines = lines;
  }

  /** All matches, one after the other, none within another. */
  *matches(evaluation: Evaluation, characters: readonly string[]): Generator<Match> {
    for (let at = 0; at <= characters.length; ) {
      const nothing = new Array<number>(2 * (this.groups + 1)).fill(-1);
      const start = at;
      const found = this.run(evaluation, characters, this.piece, at, nothing, (end, captured) =>
        captured.with(0, start).with(1, end),
      );
      if (found === null) {
        at += 1;
        continue;
      }
      yield found;
      at = found[1]! > at ? found[1]! : at + 1;
    }
  }

  private run(
    evaluation: Evaluation, characters: readonly string[], piece: Piece, at: number, captured: Match, then: Then,
  ): Match | null {
    evaluation.charge(1);
    if ((evaluation.left & STEPS_A_LOOK) === 0) evaluation.lookAtClock();
    switch (piece.kind) {
      case "characters":
        return at < characters.length && piece.accepts(characters[at]!) ? then(at + 1, captured) : null;
      case "edge":
        return atEdge(characters, at, piece.atEnd, this.lines) ? then(at, captured) : null;
      case "sequence":
        return this.sequence(evaluation, characters, piece.pieces, 0, at, captured, then);
      case "choice":
        for (const each of piece.alternatives) {
          const found = this.run(evaluation, characters, each, at, captured, then);
          if (found !== null) return found;
        }
        return null;
      case "group":
        return this.run(evaluation, characters, piece.inner, at, captured, (end, inside) =>
          then(end, piece.number === 0 ? inside : inside.with(2 * piece.number, at).with(2 * piece.number + 1, end)),
        );
      case "reference": {
        const start = captured[2 * piece.number]!;
        const wanted = start < 0 ? [] : characters.slice(start, captured[2 * piece.number + 1]);
        evaluation.charge(wanted.length >> COMPARED_A_STEP);
        const here = characters.slice(at, at + wanted.length);
        return this.same(here, wanted) ? then(at + wanted.length, captured) : null;
      }
      case "repeated":
        return this.repeated(evaluation, characters, piece, 0, at, captured, then);
    }
  }

  private same(here: readonly string[], wanted: readonly string[]): boolean {
    if (here.length !== wanted.length) return false;
    return wanted.every((sign, index) => (this.fold ? areVariants(sign, here[index]!) : sign === here[index]));
  }

  private sequence(
    evaluation: Evaluation, characters: readonly string[], pieces: readonly Piece[], index: number, at: number,
    captured: Match, then: Then,
  ): Match | null {
    if (index === pieces.length) return then(at, captured);
    return this.run(evaluation, characters, pieces[index]!, at, captured, (end, inside) =>
      this.sequence(evaluation, characters, pieces, index + 1, end, inside, then),
    );
  }

  private repeated(
    evaluation: Evaluation, characters: readonly string[], piece: Repeated, done: number, at: number, captured: Match,
    then: Then,
  ): Match | null {
    const again: Then = (end, inside) => {
      if (end === at && done >= piece.least) return null; // an empty turn leads nowhere new
      return this.repeated(evaluation, characters, piece, done + 1, end, inside, then);
    };
    const turn = (): Match | null => this.run(evaluation, characters, piece.inner, at, captured, again);
    if (done < piece.least) return turn();
    const more = piece.most === null || done < piece.most;
    if (piece.greedy && more) {
      const found = turn();
      if (found !== null) return found;
    }
    const found = then(at, captured);
    return found === null && !piece.greedy && more ? turn() : found;
  }
}
