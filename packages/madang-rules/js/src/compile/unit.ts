/** What compiling a table of nodes to closures carries along: which nodes are compiled, and which are constant. */

import { BUILTINS, type Builtin } from "../builtins/index.ts";
import { BudgetExceeded, Evaluation, type Budget } from "../evaluation.ts";
import { Kind, type Document } from "../format/document.ts";
import type { Truth } from "../unknown.ts";
import { parseDate } from "../values/date.ts";
import type { Value } from "../values/kinds.ts";

/** Where names are looked up. */
export interface Scope {
  get(name: string): Value | undefined;
}

export type Run = (scope: Scope, evaluation: Evaluation) => Value;
export type Tests = (scope: Scope, evaluation: Evaluation, value: Value) => Truth;

/** An inner scope: names of its own, and those of the scope around it. */
export class Frame implements Scope {
  readonly own: Map<string, Value>;
  readonly outer: Scope | null;

  constructor(outer: Scope | null, own: Iterable<readonly [string, Value]> = []) {
    this.outer = outer;
    this.own = new Map(own);
  }

  get(name: string): Value | undefined {
    const found = this.own.get(name);
    return found !== undefined || this.outer === null ? found : this.outer.get(name);
  }

  set(name: string, value: Value): void {
    this.own.set(name, value);
  }
}

/** A value known when the expression is compiled. */
export interface Constant {
  readonly value: Value;
}

export type Compiler = (unit: Unit, node: number) => Run;

const COMPILERS: Compiler[] = [];
const FOLDING_BUDGET: Budget = { steps: 10_000, seconds: 1, depth: 120, listLength: 1000, stringLength: 10_000 };
const FOLDABLE = new Set<number>([
  Kind.Call, Kind.NamedCall, Kind.Negation, Kind.Arithmetic, Kind.Range, Kind.List, Kind.OperatorTest,
]);
const NOWHERE = new Frame(null);

/** Compiles the nodes of one document. What is equal is compiled once. */
export class Unit {
  readonly document: Document;
  private readonly runs: (Run | undefined)[];
  private readonly constants: (Constant | null | undefined)[];

  constructor(document: Document) {
    this.document = document;
    const size = document.nodes.length;
    this.runs = new Array<Run | undefined>(size).fill(undefined);
    this.constants = new Array<Constant | null | undefined>(size).fill(undefined);
  }

  /** The closure of a node. */
  run(node: number): Run {
    let found = this.runs[node];
    if (found === undefined) {
      const constant = this.constant(node);
      if (constant !== null) {
        const value = constant.value;
        found = () => value;
      } else {
        found = COMPILERS[this.document.kind(node)]!(this, node);
      }
      this.runs[node] = found;
    }
    return found;
  }

  /** The built-in function that a node names; null where it names none. */
  builtin(node: number): Builtin | null {
    return this.document.kind(node) === Kind.Builtin ? (BUILTINS.get(this.document.text(node, 1)) ?? null) : null;
  }

  /** The value of a node that is the same in every scope and at every time. */
  constant(node: number): Constant | null {
    let found = this.constants[node];
    if (found === undefined) {
      const kind = this.document.kind(node);
      if (kind <= Kind.Duration || kind === Kind.RangeValue) found = { value: this.document.literal(node) };
      else found = FOLDABLE.has(kind) ? this.folded(node) : null;
      this.constants[node] = found;
    }
    return found;
  }

  private folded(node: number): Constant | null {
    const kind = this.document.kind(node);
    // The first part that is a name settles it: no list of parts is made for most.
    const row = this.document.nodes[node]!;
    const first = kind === Kind.Call || kind === Kind.NamedCall || kind === Kind.Negation || kind === Kind.List ? 1 : 2;
    if (kind !== Kind.NamedCall) {
      for (let at = first; at < row.length; at++) if (this.document.kind(node - row[at]!) === Kind.Name) return null;
    }
    if (kind === Kind.Call && row.length === 3 && this.document.kind(node - row[2]!) === Kind.String) {
      // `date("…")` stands in most comparisons: read as it is.
      if (this.builtin(node - row[1]!)?.name === "date") {
        const date = parseDate(this.document.text(node - row[2]!, 1));
        if (date !== null) return { value: date };
      }
    }
    let parts = this.document.parts(node);
    if (kind === Kind.Call || kind === Kind.NamedCall) {
      const builtin = this.builtin(parts[0]!);
      if (builtin === null || builtin.name === "now" || builtin.name === "today") return null;
      parts = parts.slice(1);
    }
    if (!parts.every((part) => this.constant(part) !== null)) return null;
    const evaluation = new Evaluation({ budget: FOLDING_BUDGET });
    try {
      const value = COMPILERS[kind]!(this, node)(NOWHERE, evaluation);
      return evaluation.reasons.length > 0 ? null : { value };
    } catch (error) {
      if (error instanceof BudgetExceeded) return null;
      throw error;
    }
  }
}

/** Say what compiles nodes of a kind. */
export function compiles(kind: number, compiler: Compiler): void {
  COMPILERS[kind] = compiler;
}
