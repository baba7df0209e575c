/** Boxed expressions to closures (DMN 1.5, 10.2 and their semantics in 10.3.2). */

import { forRun, ifRun, quantifiedRun } from "../compile/control.ts";
import { filterRun } from "../compile/filters.ts";
import { Frame, type Run, type Scope, type Unit } from "../compile/index.ts";
import { coerce, invokeNamed, typeName } from "../conform.ts";
import type { Type } from "../types.ts";
import { Unknown } from "../unknown.ts";
import { Decimal } from "../values/decimal.ts";
import { FeelFunction, type Parameter, type Value } from "../values/kinds.ts";
import type { Box, FunctionRow } from "./exported.ts";
import { Table, converted, rootRun } from "./table.ts";

/** The closure of a boxed expression, its value brought to its declared type. */
export function boxRun(box: Box, unit: Unit): Run {
  const run = plainRun(box, unit);
  return box.as === undefined ? run : coerced(run, unit.document.types[box.as]!);
}

function typeAt(place: number, unit: Unit): Type | null {
  return place < 0 ? null : unit.document.types[place]!;
}

function coerced(run: Run, type: Type | null): Run {
  return type === null ? run : (scope, evaluation) => converted(run(scope, evaluation), type, evaluation);
}

function plainRun(box: Box, unit: Unit): Run {
  if (box.literal !== undefined) return rootRun(unit, box.literal);
  if (box.table !== undefined) {
    const table = new Table(box.table, unit);
    return (scope, evaluation) => table.run(scope, evaluation);
  }
  if (box.context !== undefined) return contextRun(box.context, unit);
  if (box.function !== undefined) {
    const make = functionOf(box.function, unit);
    return (scope) => make(scope);
  }
  if (box.invocation !== undefined) return invocationRun(box.invocation, unit);
  if (box.list !== undefined) {
    const items = box.list.map((each) => boxRun(each, unit));
    return (scope, evaluation) => {
      evaluation.chargeList(items.length);
      return items.map((item) => item(scope, evaluation));
    };
  }
  if (box.relation !== undefined) {
    const rows = box.relation.map((row) =>
      row.map(([name, cell, type]) => [name, coerced(boxRun(cell, unit), typeAt(type, unit))] as const),
    );
    return (scope, evaluation) => {
      evaluation.chargeList(rows.length);
      return rows.map((row) => new Map<string, Value>(row.map(([name, cell]) => [name, cell(scope, evaluation)])));
    };
  }
  if (box.conditional !== undefined) return conditionalRun(box.conditional, unit);
  if (box.filter !== undefined) return filtered(boxRun(box.filter[0], unit), boxRun(box.filter[1], unit));
  return loopRun(box, unit);
}

function contextRun(entries: readonly (readonly [string | null, Box, number])[], unit: Unit): Run {
  const named: (readonly [string, Run])[] = [];
  let result: Run | null = null;
  for (const [name, box, type] of entries) {
    const run = coerced(boxRun(box, unit), typeAt(type, unit));
    if (name === null) result = run;
    else named.push([name, run]);
  }
  return (scope, evaluation) => {
    const inside = new Frame(scope);
    const values = new Map<string, Value>();
    for (const [name, run] of named) {
      const value = run(inside, evaluation);
      values.set(name, value);
      inside.set(name, value);
    }
    return result === null ? values : result(inside, evaluation);
  };
}

function invocationRun([called, bindings]: readonly [Box, readonly (readonly [string, Box, number])[]], unit: Unit): Run {
  const read = boxRun(called, unit);
  const bound = bindings.map(([name, box, type]) => [name, boxRun(box, unit), typeAt(type, unit)] as const);
  return (scope, evaluation) => {
    const found = read(scope, evaluation);
    const values = new Map<string, Value>();
    for (const [name, run, type] of bound) {
      const value = run(scope, evaluation);
      values.set(name, type === null ? value : coerce(value, type, evaluation));
    }
    if (found instanceof Unknown) return new Unknown(found.facts);
    if (!(found instanceof FeelFunction)) return evaluation.record("not-a-function", null, { found: typeName(found) });
    return invokeNamed(found, evaluation, values);
  };
}

const NOWHERE = [0, 0] as const;

function conditionalRun(boxes: readonly [Box, Box, Box], unit: Unit): Run {
  const [condition, then, otherwise] = boxes.map((each) => boxRun(each, unit)) as [Run, Run, Run];
  return (scope, evaluation) => {
    const verdict = condition(scope, evaluation);
    if (verdict !== null && typeof verdict !== "boolean" && !(verdict instanceof Unknown)) {
      return evaluation.record("condition", null, { found: typeName(verdict) });
    }
    return ifRun(() => verdict, then, otherwise, NOWHERE)(scope, evaluation);
  };
}

function loopRun(box: Box, unit: Unit): Run {
  const [name, source, inner] = (box.for ?? box.every ?? box.some)!;
  const iterators = [{ name, source: boxRun(source, unit), end: null, place: NOWHERE }];
  const run = boxRun(inner, unit);
  // What stands inside a box may be a function that keeps its scope, and may read `partial`.
  if (box.for !== undefined) return forRun(iterators, run, { fresh: true, partial: "kept" });
  return quantifiedRun(box.every !== undefined, iterators, run, true);
}

/** The elements that match; the entries of an element hide outer names. */
function filtered(collection: Run, match: Run): Run {
  return (scope, evaluation) => {
    const misfits: Value[] = [];
    const matches: Run = (frame, inner) => {
      const item = frame.get("item") ?? null;
      if (item instanceof Unknown) return new Unknown(item.facts);
      const within = item instanceof Map ? new Frame(frame, [...item, ["item", item]]) : frame;
      const verdict = match(within, inner);
      const fits = verdict === null || typeof verdict === "boolean" || verdict instanceof Unknown || verdict instanceof Decimal;
      if (!fits) misfits.push(verdict);
      return verdict;
    };
    const condition = { names: ["partial"], fresh: true, maybeIndex: true, place: NOWHERE };
    const result = filterRun(collection, matches, condition)(scope, evaluation);
    return misfits.length > 0 ? evaluation.record("condition", null, { found: typeName(misfits[0]!) }) : result;
  };
}

/** A maker of a function in a scope. */
export function functionOf(row: FunctionRow, unit: Unit, name = "", result: Type | null = null): (scope: Scope) => FeelFunction {
  const parameters: Parameter[] = row.parameters.map(([label, type]) => ({ name: label, type: typeAt(type, unit) }));
  const kind = row.foreign;
  const body: Run =
    kind !== undefined
      ? (_, evaluation) => evaluation.record("function-external", null, { kind })
      : boxRun(row.body!, unit);
  return (scope) =>
    new FeelFunction(parameters, (evaluation, values) => {
      const inside = new Frame(scope, parameters.map((each, at) => [each.name, values[at]!] as const));
      return body(inside, evaluation);
    }, name, result);
}
