/** An input column of a decision table made for look-up: from a value to the set of rules that accept it. */

import type { Run, Scope, Tests } from "../compile/index.ts";
import type { Evaluation } from "../evaluation.ts";
import { MAX_GUESSES, Unknown } from "../unknown.ts";
import type { Value } from "../values/kinds.ts";
import { type Area, type AxisKind, axisKey, axisKind, isAll, kindOfType } from "./area.ts";
import { Axis } from "./axis.ts";

/** All cells of one text in a column: the rules that have it (a bit set), what it accepts, and how it is tested. */
export interface Cell {
  readonly text: string;
  readonly rules: bigint;
  readonly area: Area | null;
  readonly tests: Tests;
  /** The range that the cell asks for, where it is one comparison or range. */
  readonly range: Run | null;
}

export class Column {
  readonly cells: readonly Cell[];
  readonly kind: AxisKind | null;
  /** Cells tested one by one; all others are looked up. */
  readonly general: readonly Cell[];
  private readonly axis: Axis | null = null;
  private readonly segments: readonly bigint[] = [];
  private readonly always: bigint = 0n;
  private readonly nullRules: bigint = 0n;
  private readonly some: bigint = 0n;

  constructor(cells: readonly Cell[]) {
    this.cells = cells;
    this.kind = commonKind(cells);
    this.general = cells.filter((cell) => !this.looksUp(cell));
    const found = cells.filter((cell) => this.looksUp(cell));
    for (const cell of found) {
      if (isAll(cell.area!)) this.always |= cell.rules;
      this.some |= cell.rules;
      if (cell.area!.isNull) this.nullRules |= cell.rules;
    }
    if (this.kind !== null) {
      const areas = found.filter((cell) => !isAll(cell.area!));
      this.axis = new Axis(this.kind, areas.map((cell) => cell.area!));
      this.segments = this.rulesBySegment(this.axis, areas);
    }
  }

  /** Whether a cell is answered by look-up. */
  looksUp(cell: Cell): boolean {
    return cell.area !== null && (cell.area.kind === "any" || cell.area.kind === this.kind);
  }

  private rulesBySegment(axis: Axis, cells: readonly Cell[]): bigint[] {
    const changes = cells.flatMap((cell) => axis.spans(cell.area!).map(([start, end]) => ({ start, end, rules: cell.rules })));
    return sweep(axis.segments, changes).map((rules) => rules | this.always);
  }

  /** The rules of `candidates` that accept `value`, and those of which that is unknown. */
  accepting(value: Value, candidates: bigint, scope: Scope, evaluation: Evaluation): [bigint, bigint] {
    let yes: bigint;
    let maybe = 0n;
    let tested = this.general;
    const found = value instanceof Unknown ? this.lookedUp(value) : null;
    if (found !== null) {
      [yes, maybe] = found;
    } else if (this.axis !== null && axisKind(value) === this.kind) {
      yes = this.segments[this.axis.segment(axisKey(value))]!;
    } else if (value === null) {
      yes = this.nullRules;
    } else {
      yes = this.always;
      tested = this.cells.filter((cell) => cell.area === null || !isAll(cell.area));
    }
    for (const cell of tested) {
      if ((cell.rules & candidates) === 0n) continue;
      evaluation.charge(1);
      const verdict = cell.tests(scope, evaluation, value);
      if (verdict === true) yes |= cell.rules;
      else if (verdict instanceof Unknown) maybe |= cell.rules;
    }
    return [yes, maybe];
  }

  /**
   * The rules that accept an unknown whatever it is, and those that may, by look-up alone; null where it may be of another
   * kind than this column.
   */
  private lookedUp(value: Unknown): [bigint, bigint] | null {
    const values = value.values;
    if (values !== null && values.length <= MAX_GUESSES) {
      let yes = -1n;
      let possible = 0n;
      for (const one of values) {
        let rules = this.nullRules;
        if (one !== null) {
          if (this.axis === null || axisKind(one) !== this.kind) return null;
          rules = this.segments[this.axis.segment(axisKey(one))]!;
        }
        yes &= rules;
        possible |= rules;
      }
      return values.length > 0 ? [yes, possible & ~yes] : null;
    }
    if (this.kind === null || kindOfType(value.type) !== this.kind) return null;
    return [this.always, this.some & ~this.always];
  }
}

/** For each segment the rules whose spans hold it. */
function sweep(
  segments: number, spans: readonly { readonly start: number; readonly end: number; readonly rules: bigint }[],
): bigint[] {
  const enter = new Array<bigint>(segments + 1).fill(0n);
  const leave = new Array<bigint>(segments + 1).fill(0n);
  for (const { start, end, rules } of spans) {
    enter[start]! |= rules;
    leave[end + 1]! |= rules;
  }
  let current = 0n;
  return enter.slice(0, segments).map((entering, segment) => {
    current = (current & ~leave[segment]!) | entering;
    return current;
  });
}

function commonKind(cells: readonly Cell[]): AxisKind | null {
  const kinds = new Map<AxisKind, number>();
  for (const { area } of cells) {
    if (area !== null && area.kind !== "any") kinds.set(area.kind, (kinds.get(area.kind) ?? 0) + 1);
  }
  const most = Math.max(0, ...kinds.values());
  for (const [kind, count] of kinds) if (count === most) return kind;
  return null;
}
