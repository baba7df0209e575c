/** The evaluator behind standard input and output, one line of JSON a question: for tests and other languages. */

import { createInterface } from "node:readline";
import { Bundle } from "./bundle.ts";
import { Frame } from "./compile/index.ts";
import { type Budget, BudgetExceeded, DEFAULT_BUDGET, Evaluation, type Reason } from "./evaluation.ts";
import type { Exported } from "./format/document.ts";
import { decode, encode } from "./format/wire.ts";
import { asData } from "./model/explain.ts";
import type { ExportedModel } from "./model/exported.ts";
import { explain } from "./model/story.ts";
import { callService, invokeFunction } from "./model/calling.ts";
import { type Answer, Model } from "./model/program.ts";
import { ModelError } from "./model/told.ts";
import type { Value } from "./values/kinds.ts";

interface Question {
  readonly load?: Exported;
  readonly evaluate?: number;
  /** All expressions at once, of which only the values are told. */
  readonly all?: boolean;
  readonly facts?: readonly (readonly [string, unknown])[];
  /** Asks a model: a decision (`decide`), a service (`call`) or a function (`invoke`), with facts as [namespace, name, value]. */
  readonly decide?: string;
  readonly call?: string;
  readonly invoke?: string;
  /** Asks which fact to ask for next to settle this decision, trying so many completions at most. */
  readonly ask?: string;
  readonly most?: number;
  readonly given?: readonly (readonly [string | null, string, unknown])[];
  readonly unknown?: "null" | "unknown" | readonly string[];
  readonly trace?: boolean;
  readonly strict?: boolean;
  readonly value?: unknown;
  readonly budget?: Partial<Budget>;
  readonly moment?: { readonly milliseconds: number; readonly offset: number };
}

let bundle: Bundle | null = null;
let model: Model | null = null;

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
  if (question.all) return { values: bundle!.evaluateAll(scope).map(encode) };
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

function decided(question: Question): unknown {
  const facts = (question.given ?? []).map(([namespace, name, value]) => [namespace, name, decode(value)] as const);
  const moment = question.moment;
  const options = {
    unknown: question.unknown ?? "null",
    trace: question.trace ?? false,
    strict: question.strict ?? true,
    budget: { ...DEFAULT_BUDGET, ...question.budget },
    ...(moment === undefined ? {} : { clock: () => moment }),
  };
  let found: Answer;
  try {
    if (question.ask !== undefined) {
      const asked = model!.questions(question.ask, facts, new Map(), options, question.most);
      return { questions: asked.map(({ fact, information, settles }) => [fact, information, settles]) };
    }
    if (question.invoke !== undefined) {
      const evaluation = new Evaluation(options.clock === undefined ? {} : { clock: options.clock });
      const value = invokeFunction(model!, question.invoke, new Map(facts.map(([, name, value]) => [name, value])), evaluation);
      return { value: encode(value), reasons: reasonsOf(evaluation.reasons) };
    }
    found = question.call === undefined ? model!.decide(question.decide!, facts, options) : callService(model!, question.call, facts, options);
  } catch (error) {
    if (error instanceof BudgetExceeded) return { exceeded: error.limit };
    if (error instanceof ModelError) {
      const sentences = [error.sentence("ko"), error.sentence("en")];
      return { refused: error.code, ...(sentences[0] === sentences[1] ? {} : { sentences }) };
    }
    throw error;
  }
  return {
    values: [...found.values].map(([name, value]) => [name, encode(value)]),
    reasons: reasonsOf(found.reasons),
    missing: [...found.missing].sort(),
    trace: found.trace.map((each) => asData(model!, each)),
    sentences: found.trace.map((each) => [explain(model!, each, "ko"), explain(model!, each, "en")]),
  };
}

function answer(question: Question): unknown {
  if (question.load !== undefined) {
    bundle = question.load.model === undefined ? new Bundle(question.load) : null;
    model = bundle === null ? new Model(question.load as ExportedModel) : null;
    return { size: bundle?.size ?? model!.parts.length };
  }
  return model === null ? evaluated(question) : decided(question);
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
