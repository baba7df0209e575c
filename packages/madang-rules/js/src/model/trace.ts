/** What is noted while decisions run, for whoever asks why. */

import type { Evaluation, Reason } from "../evaluation.ts";
import type { Scope } from "../compile/index.ts";
import type { Value } from "../values/kinds.ts";
import type { Part } from "./program.ts";
import type { TableRun } from "./table.ts";

const MAX_TABLES = 1000;
/** Rows that came nearest to matching, each shown with the values that stood against it. */
export const ROWS_SHOWN = 3;

/** One decision that ran: what it saw, what its tables did, what came out, why parts are null. */
export interface DecisionTrace {
  readonly part: Part;
  readonly scope: Scope;
  readonly value: Value;
  readonly tables: readonly TableRun[];
  readonly reasons: readonly Reason[];
  readonly depth: number;
  readonly telling: Evaluation;
}

interface Open {
  readonly scope: Scope;
  readonly tables: TableRun[];
  readonly reasons: number;
}

/** Collects decisions in the order they finished. */
export class Tracer {
  readonly decisions: DecisionTrace[] = [];
  /** Where conditions are evaluated again to tell by how much they failed; set by whoever makes the evaluation. */
  telling!: Evaluation;
  private readonly open: Open[] = [];
  private tables = 0;

  enter(scope: Scope, evaluation: Evaluation): void {
    this.open.push({ scope, tables: [], reasons: evaluation.reasons.length });
  }

  table(run: TableRun): void {
    const last = this.open[this.open.length - 1];
    if (last === undefined || this.tables >= MAX_TABLES) return;
    this.tables += 1;
    last.tables.push(run);
  }

  leave(part: Part, value: Value, evaluation: Evaluation): void {
    const { scope, tables, reasons } = this.open.pop()!;
    this.decisions.push({ part, scope, value, tables, reasons: evaluation.reasons.slice(reasons), depth: this.open.length, telling: this.telling });
  }
}
