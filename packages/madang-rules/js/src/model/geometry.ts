/**
 * A decision table as boxes in a space: which rules can meet, and whether some of them cover a region.
 *
 * Every rule is a box, one side an input column; a side is a set of segments of the column's axis. A cell that holds more
 * than constants is only known to accept something between nothing (`inner`) and everything (`outer`).
 */

import type { Area } from "./area.ts";
import { Axis, maskOf } from "./axis.ts";
import type { Column } from "./column.ts";

const MAX_SIDES = 100;
const MAX_STEPS = 20_000;

/** The members of a bit set, lowest first. */
export function bits(set: bigint): number[] {
  const found: number[] = [];
  const text = set.toString(2);
  for (let at = text.length - 1; at >= 0; at--) if (text[at] === "1") found.push(text.length - 1 - at);
  return found;
}

/** A question about the boxes needs more steps than allowed. */
class GaveUp extends Error {}

/** One dimension: the axis, and each rule's inner and outer mask. */
export class Side {
  readonly axis: Axis;
  readonly full: bigint;
  readonly inner: bigint[];
  readonly outer: bigint[];
  private rules: bigint[] | null = null;
  private readonly met = new Map<bigint, bigint>();

  constructor(column: Column, rules: number, allowed: Area | null) {
    const areas = column.cells.flatMap((cell) => (cell.area !== null && cell.area.kind === column.kind ? [cell.area] : []));
    if (allowed !== null && allowed.kind === column.kind) areas.push(allowed);
    this.axis = new Axis(column.kind ?? "any", areas);
    this.full = (1n << BigInt(this.axis.segments)) - 1n;
    this.inner = new Array<bigint>(rules).fill(0n);
    this.outer = new Array<bigint>(rules).fill(this.full);
    for (const cell of column.cells) {
      if (!column.looksUp(cell)) continue;
      const mask = maskOf(this.axis.spans(cell.area!));
      for (const rule of bits(cell.rules)) this.inner[rule] = this.outer[rule] = mask;
    }
  }

  /** The rules whose outer box meets `mask` on this side. */
  meeting(mask: bigint): bigint {
    let found = this.met.get(mask);
    if (found === undefined) {
      found = 0n;
      for (const [rule, outer] of this.outer.entries()) if ((outer & mask) !== 0n) found |= 1n << BigInt(rule);
      this.met.set(mask, found);
    }
    return found;
  }

  /** For each segment, the rules whose inner box has it. */
  bySegment(): bigint[] {
    if (this.rules === null) {
      const rulesOf = new Map<bigint, bigint>();
      for (const [rule, mask] of this.inner.entries()) rulesOf.set(mask, (rulesOf.get(mask) ?? 0n) | (1n << BigInt(rule)));
      this.rules = new Array<bigint>(this.axis.segments).fill(0n);
      for (const [mask, rules] of rulesOf) for (const segment of bits(mask)) this.rules[segment]! |= rules;
    }
    return this.rules;
  }
}

/** The boxes of a table with these columns; `allowed` are the values each input may have. */
export class Boxes {
  readonly sides: readonly Side[];

  constructor(columns: readonly Column[], rules: number, allowed: readonly (Area | null)[]) {
    this.sides = columns.map((column, index) => new Side(column, rules, allowed[index]!));
  }

  /** Whether no value at all can satisfy both rules. */
  areDisjoint(one: number, other: number): boolean {
    return this.sides.some((side) => (side.outer[one]! & side.outer[other]!) === 0n);
  }

  /** Whether no two rules of the table can ever match together. */
  get areAllSeparate(): boolean {
    const count = this.sides[0]?.outer.length ?? 0;
    if (this.sides.length === 0) return false;
    for (let rule = 0; rule < count; rule++) {
      let others = (1n << BigInt(count)) - (1n << BigInt(rule + 1));
      for (const side of this.sides) {
        others &= side.meeting(side.outer[rule]!);
        if (others === 0n) break;
      }
      if (others > 0n) return false;
    }
    return true;
  }

  /** Whether the inner boxes of `rules` together cover `region`, one mask a side; no where that takes too long to tell. */
  isCovered(region: readonly bigint[], rules: bigint): boolean {
    try {
      return this.covers(region, rules);
    } catch (error) {
      if (error instanceof GaveUp) return false;
      throw error;
    }
  }

  private covers(region: readonly bigint[], rules: bigint): boolean {
    const sides = this.sides;
    if (sides.length > MAX_SIDES) return false;
    if (region.some((mask) => mask === 0n)) return true;
    const order = sides.map((_, index) => index).sort((a, b) => sides[a]!.axis.segments - sides[b]!.axis.segments);
    const fullFrom = new Array<bigint>(order.length + 1).fill(rules);
    for (let depth = order.length - 1; depth >= 0; depth--) {
      const side = sides[order[depth]!]!;
      const wanted = region[order[depth]!]!;
      let full = 0n;
      for (const rule of bits(fullFrom[depth + 1]!)) {
        if ((side.inner[rule]! & wanted) === wanted) full |= 1n << BigInt(rule);
      }
      fullFrom[depth] = full;
    }
    const covered = new Set<string>();
    let left = MAX_STEPS;
    const search = (depth: number, alive: bigint): boolean => {
      if ((alive & fullFrom[depth]!) !== 0n) return true;
      if (alive === 0n) return false;
      const key = `${depth}/${alive}`;
      if (covered.has(key)) return true;
      const table = sides[order[depth]!]!.bySegment();
      const survivors = new Set(bits(region[order[depth]!]!).map((segment) => alive & table[segment]!));
      left -= survivors.size;
      if (left < 0) throw new GaveUp();
      for (const alone of survivors) if (!search(depth + 1, alone)) return false;
      covered.add(key);
      return true;
    };
    return search(0, rules);
  }
}
