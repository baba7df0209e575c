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
    const parts = partsOf(value);
    this.total += times * (parts === null ? leaf(value) : this.container(value, parts));
    if (this.total > this.most) throw new BudgetExceeded("answer_size", this.most);
  }

  private container(outer: Value, its: readonly Value[]): number {
    const stack: (readonly [Value, readonly Value[]])[] = [[outer, its]];
    while (stack.length > 0) {
      const [value, parts] = stack[stack.length - 1]!;
      if (this.known.has(value)) {
        stack.pop();
        continue;
      }
      this.evaluation.charge(parts.length);
      let size = 1;
      let depth = 0;
      if (value instanceof Map) for (const name of value.keys()) size += leaf(name);
      const open: (readonly [Value, readonly Value[]])[] = [];
      for (const part of parts) {
        const inner = partsOf(part);
        const found = inner === null ? undefined : this.known.get(part);
        if (inner === null) size += leaf(part);
        else if (found === undefined) open.push([part, inner]);
        else {
          size += found[0];
          depth = Math.max(depth, found[1]);
        }
      }
      if (open.length > 0) {
        for (const each of open) stack.push(each);
        continue;
      }
      if (size > this.most) throw new BudgetExceeded("answer_size", this.most);
      if (depth >= MAX_DEPTH) throw new BudgetExceeded("answer_depth", MAX_DEPTH);
      this.known.set(value, [size, depth + 1]);
      stack.pop();
    }
    return this.known.get(outer)![0];
  }
}
