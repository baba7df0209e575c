/** The evaluator behind standard input and output, one line of JSON a question: for tests and other languages. */

import { createInterface } from "node:readline";
import { Bundle } from "./bundle.ts";
import { Frame } from "./compile/index.ts";
import { type Budget, BudgetExceeded, DEFAULT_BUDGET, Evaluation, type Reason } from "./evaluation.ts";
import type { Exported } from "./format/document.ts";
import { decode, encode } from "./format/wire.ts";
import type { Value } from "./values/kinds.ts";

interface Question {
  readonly load?: Exported;
  readonly evaluate?: number;
  readonly facts?: readonly (readonly [string, unknown])[];
  readonly value?: unknown;
  readonly budget?: Partial<Budget>;
  readonly moment?: { readonly milliseconds: number; readonly offset: number };
}

let bundle: Bundle | null = null;

function reasonsOf(reasons: readonly Reason[]): unknown[] {
  return reasons.map((each) => [each.code, each.place, each.sentence("en"), each.sentence("ko")]);
}

function evaluated(question: Question): unknown {
  const scope = new Frame(null, (question.facts ?? []).map(([name, value]) => [name, decode(value)] as const));
  const moment = question.moment;
  const evaluation = new Evaluation({
    budget: { ...DEFAULT_BUDGET, ...question.budget },
    ...(moment === undefined ? {} : { clock: () => moment }),
  });
  let value: Value;
  try {
    const index = question.evaluate!;
    value =
      "value" in question
        ? bundle!.test(index, scope, decode(question.value), evaluation)
        : bundle!.evaluate(index, scope, evaluation);
  } catch (error) {
    if (error instanceof BudgetExceeded) return { exceeded: error.limit };
    throw error;
  }
  return { value: encode(value), reasons: reasonsOf(evaluation.reasons) };
}

function answer(question: Question): unknown {
  if (question.load !== undefined) {
    bundle = new Bundle(question.load);
    return { size: bundle.size };
  }
  return evaluated(question);
}

for await (const line of createInterface({ input: process.stdin })) {
  let found: unknown;
  try {
    found = answer(JSON.parse(line) as Question);
  } catch (error) {
    found = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
