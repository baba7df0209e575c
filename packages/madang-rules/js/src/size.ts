/** How large a value is once it is shown: parts that several lists share count wherever they stand. See `madang_rules.feel.size`. */

import { BudgetExceeded, DEFAULT_BUDGET, type Evaluation } from "./evaluation.ts";
import { Unknown, partsOf } from "./unknown.ts";
import { Decimal } from "./values/decimal.ts";
import type { Value } from "./values/kinds.ts";
import { codePointLength } from "./values/strings.ts";

/** Lists and contexts within one another in what leaves a model: whoever shows it goes down as deep. */
const MAX_DEPTH = 200;

function leaf(value: Value): number {
  if (typeof value === "string") return 1 + Math.floor(codePointLength(value) / 16);
  if (value instanceof Decimal) return 1 + Math.floor(Math.abs(value.adjusted) / 16);
  return value instanceof Unknown ? 1 + value.facts.size : 1;
}

/** Adds up the leaves of values, within the budget of the evaluation they come from. Throws `BudgetExceeded`. */
export class Measure {
  private readonly evaluation: Evaluation;
  private readonly most: number;
  private readonly known = new Map<Value, readonly [number, number]>();
  private total = 0;

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
    this.most = evaluation.budget.answerSize ?? DEFAULT_BUDGET.answerSize!;
  }

  /** Count a value that is shown so many times. */
  add(value: Value, times = 1): void {
    this.total += times * this.size(value, 1)[0];
    if (this.total > this.most) throw new BudgetExceeded("answer_size", this.most);
  }

  /** The leaves of a value, and how deep lists and contexts lie within it. */
  private size(value: Value, level: number): readonly [number, number] {
    const parts = partsOf(value);
    if (parts === null) return [leaf(value), 0];
    let found = this.known.get(value);
    if (level + (found?.[1] ?? 1) > MAX_DEPTH + 1) throw new BudgetExceeded("answer_depth", MAX_DEPTH);
    if (found === undefined) {
      this.evaluation.charge(parts.length);
      let size = 1;
      let depth = 0;
      if (value instanceof Map) for (const name of value.keys()) size += leaf(name);
      for (const part of parts) {
        const inner = this.size(part, level + 1);
        size += inner[0];
        depth = Math.max(depth, inner[1]);
      }
      if (size > this.most) throw new BudgetExceeded("answer_size", this.most);
      this.known.set(value, (found = [size, depth + 1]));
    }
    return found;
  }
}
