/** Calls of a model's services and functions: apart from the model, for few pages call any. */

import { bounded } from "../bundle.ts";
import { invoke, invokeNamed } from "../conform.ts";
import { Evaluation } from "../evaluation.ts";
import type { Value } from "../values/kinds.ts";
import { PartKind } from "./exported.ts";
import { type Answer, type Facts, type Model, type Question, absent } from "./program.ts";
import { ModelError } from "./told.ts";

/** Call a decision service by the names of its inputs and input decisions (DMN 1.5, 10.4). */
export function callService(model: Model, service: string, facts: Facts, question: Question = {}): Answer {
  const part = model.part(service);
  if (part?.row.kind !== PartKind.Service || part.function === null) {
    throw new ModelError("service-none", `no service ${service}`);
  }
  const called = part.function;
  const [given, outputs] = model.serviceParts(part);
  return model.answer(question, (evaluation) => {
    // As in a call of any function, an argument of another type is null with a reason.
    const values = model.given(facts, { ...question, strict: false }, [...given, ...outputs], evaluation);
    const ordered = given.map((each) => values.get(each) ?? (values.has(each) ? null : absent(each, question, evaluation)));
    const result = invoke(called, evaluation, ordered);
    if (outputs.length === 1) return new Map([[outputs[0]!.name, result]]);
    if (result instanceof Map) return result;
    return new Map(outputs.map((each) => [each.name, result]));
  });
}

/** Call a function of the model (a business knowledge model) by the names of its parameters. */
export function invokeFunction(
  model: Model, name: string, values: ReadonlyMap<string, Value>, evaluation: Evaluation = new Evaluation(),
): Value {
  const called = model.part(name)?.function;
  if (!called) throw new ModelError("decision-none", `no function ${name}`);
  return bounded(evaluation, () => invokeNamed(called, evaluation, values));
}
