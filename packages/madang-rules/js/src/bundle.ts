/** Conditions exported together: each is evaluated on its own, on facts of which some may be unknown. */

import { Frame, type Scope, type Tests, Unit, testsOf, valueOf } from "./compile/index.ts";
import { BudgetExceeded, Evaluation, type EvaluationOptions } from "./evaluation.ts";
import { Document, type Exported, Kind } from "./format/document.ts";
import { toFeel } from "./values/door.ts";
import type { Value } from "./values/kinds.ts";

/** Run `work`; what nests deeper than JavaScript can follow ends like any other budget. */
export function bounded<T>(evaluation: Evaluation, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new BudgetExceeded("depth", evaluation.budget.depth);
    throw error;
  }
}

/** The closures of a document, and the tests of the values that its types allow. */
export function unitOf(exported: Exported): Unit {
  let unit: Unit | null = null;
  const nowhere = new Frame(null);
  const document = new Document(exported, (own, node) => {
    let tests: Tests | null = null;
    return (value, evaluation = new Evaluation()) => {
      tests ??= testsOf((unit ??= new Unit(own)), node);
      const reasons = evaluation.reasons.length;
      const isAllowed = tests(nowhere, evaluation, value as Value) === true;
      evaluation.reasons.length = reasons;
      return isAllowed;
    };
  });
  unit ??= new Unit(document);
  return unit;
}

export class Bundle {
  readonly size: number;
  private readonly unit: Unit;
  private readonly roots: readonly number[];
  private readonly tests = new Map<number, Tests>();

  /** Read what `madang_rules.export` wrote. Throws `NotReadable`. */
  constructor(exported: Exported) {
    this.unit = unitOf(exported);
    this.roots = exported.roots ?? [];
    this.size = this.roots.length;
  }

  /** Facts ready for many evaluations: values of JavaScript become values of FEEL. */
  static facts(facts: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>): Scope {
    const entries = facts instanceof Map ? [...facts] : Object.entries(facts);
    return new Frame(null, entries.map(([name, value]) => [name, toFeel(value)] as const));
  }

  /** The value of one condition. Throws `BudgetExceeded` only; what is wrong otherwise makes null with a reason. */
  evaluate(index: number, facts: Scope, evaluation: Evaluation = new Evaluation()): Value {
    const root = this.roots[index]!;
    return bounded(evaluation, () => valueOf(this.unit, root, facts, evaluation));
  }

  /** Whether a value satisfies unary tests. */
  test(index: number, facts: Scope, value: Value, evaluation: Evaluation = new Evaluation()): Value {
    const root = this.roots[index]!;
    if (this.unit.document.kind(root) !== Kind.UnaryTests) throw new TypeError(`${index} holds no unary tests`);
    let tests = this.tests.get(root);
    if (tests === undefined) this.tests.set(root, (tests = testsOf(this.unit, root)));
    const run = tests;
    return bounded(evaluation, () => run(facts, evaluation, value));
  }

  /** The values of all conditions for one person at one moment; what conditions share is evaluated once. */
  evaluateAll(facts: Scope, options: EvaluationOptions = {}): Value[] {
    const { moment } = new Evaluation(options);
    const values = new Array<unknown>(this.unit.document.nodes.length).fill(undefined);
    const shared = { ...options, clock: () => moment, shared: { scope: facts, values } };
    return this.roots.map((_, index) => this.evaluate(index, facts, new Evaluation(shared)));
  }
}
