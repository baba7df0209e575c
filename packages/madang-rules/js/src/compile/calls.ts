/** Calls and functions (DMN 1.5, 10.3.2.13). */

import { BUILTINS } from "../builtins/registry.ts";
import { invoke, invokeNamed, typeName } from "../conform.ts";
import type { Evaluation, Place } from "../evaluation.ts";
import { Kind } from "../format/document.ts";
import { Unknown, factsOf, united } from "../unknown.ts";
import { FeelFunction, type Parameter, type Value } from "../values/kinds.ts";
import { Frame, type Run, type Unit, compiles } from "./unit.ts";

compiles(Kind.Call, (unit, node) => {
  const { document } = unit;
  const called = document.child(node, 1);
  const parts = document.children(node, 2).map((part) => unit.run(part));
  const place = document.place(node);
  const builtin = unit.builtin(called);
  if (builtin !== null) {
    return (scope, evaluation) => builtin.call(evaluation, parts.map((part) => part(scope, evaluation)), place);
  }
  const read = calledOf(unit, called);
  return (scope, evaluation) => {
    const found = read(scope, evaluation);
    const values = parts.map((part) => part(scope, evaluation));
    return found instanceof FeelFunction
      ? invoke(found, evaluation, values, place)
      : noFunction(evaluation, found, values, place);
  };
});

compiles(Kind.NamedCall, (unit, node) => {
  const { document } = unit;
  const called = document.child(node, 1);
  const parts = document.children(node, 3, 2).map((part) => unit.run(part));
  const names = parts.map((_, at) => document.text(node, 2 + 2 * at));
  const place = document.place(node);
  const builtin = unit.builtin(called);
  const read: Run = builtin !== null ? () => builtin : calledOf(unit, called);
  const twice = new Set(names).size !== names.length;
  return (scope, evaluation) => {
    const found = read(scope, evaluation);
    const values = parts.map((part) => part(scope, evaluation));
    if (!(found instanceof FeelFunction)) return noFunction(evaluation, found, values, place);
    if (twice) {
      return evaluation.record("argument-name", place, { function: found.name || "function", parameter: names[0] });
    }
    return invokeNamed(found, evaluation, new Map(names.map((name, at) => [name, values[at]!])), place);
  };
});

/** The closure of what is called: a name bound to something else than a function means the built-in one. */
function calledOf(unit: Unit, node: number): Run {
  const read = unit.run(node);
  const fallback = unit.document.kind(node) === Kind.Name ? BUILTINS.get(unit.document.text(node, 1)) : undefined;
  if (fallback === undefined) return read;
  return (scope, evaluation) => {
    const found = read(scope, evaluation);
    return found instanceof FeelFunction || found instanceof Unknown ? found : fallback;
  };
}

function noFunction(evaluation: Evaluation, called: Value, values: readonly Value[], place: Place): Value {
  if (called instanceof Unknown) return new Unknown(united(called.facts, factsOf(values)));
  return evaluation.record("not-a-function", place, { found: typeName(called) });
}

function parametersOf(unit: Unit, node: number): Parameter[] {
  const { document } = unit;
  const row = document.nodes[node]!;
  const made: Parameter[] = [];
  for (let place = 2; place < row.length; place += 2) {
    const type = row[place + 1]!;
    made.push({ name: document.text(node, place), type: type < 0 ? null : document.types[type]! });
  }
  return made;
}

compiles(Kind.Function, (unit, node) => {
  const parameters = parametersOf(unit, node);
  const body = unit.run(unit.document.child(node, 1));
  return (scope) =>
    new FeelFunction(parameters, (evaluation, values) => {
      const frame = new Frame(scope);
      for (const [at, { name }] of parameters.entries()) frame.set(name, values[at]!);
      return body(frame, evaluation);
    });
});

compiles(Kind.External, (unit, node) => {
  const parameters = parametersOf(unit, node);
  const place = unit.document.place(node);
  return () => new FeelFunction(parameters, (evaluation) => evaluation.record("external-function", place));
});
