/** Filters: items by place or by condition (DMN 1.5, table 53 and 10.3.2.5). */

import type { Evaluation, Place } from "../evaluation.ts";
import { Kind } from "../format/document.ts";
import { ANY, BOOLEAN, ListType, SimpleType } from "../types.ts";
import { type Facts, MAY_BE_TRUE, NO_FACTS, Unknown, truths, united } from "../unknown.ts";
import { Decimal, whole } from "../values/decimal.ts";
import type { Value } from "../values/kinds.ts";
import { Frame, type Run, compiles } from "./unit.ts";

const TRUTHS = new Set<number>([
  Kind.Comparison, Kind.And, Kind.Or, Kind.In, Kind.Between, Kind.InstanceOf, Kind.Some, Kind.Every,
]);

compiles(Kind.Filter, (unit, node) => {
  const { document } = unit;
  const source = unit.run(document.child(node, 1));
  const condition = document.child(node, 2);
  const place = document.place(node);
  const index = unit.constant(condition);
  if (index !== null && index.value instanceof Decimal) {
    const position = index.value;
    return (scope, evaluation) => at(evaluation, source(scope, evaluation), position, place);
  }
  return filterRun(source, unit.run(condition), {
    names: [...document.namesIn(condition)],
    fresh: document.hasFunction(condition),
    maybeIndex: !TRUTHS.has(document.kind(condition)),
    place,
  });
});

/** What is known of a filter's condition: names it reads, whether it may keep its scope or be a place. */
export interface FilterCondition {
  readonly names: readonly string[];
  readonly fresh: boolean;
  readonly maybeIndex: boolean;
  readonly place: Place;
}

/** The closure of a filter. */
export function filterRun(source: Run, condition: Run, { names, fresh, maybeIndex, place }: FilterCondition): Run {
  return (scope, evaluation) => {
    const given = source(scope, evaluation);
    if (given instanceof Unknown) return new Unknown(given.facts);
    const items = listOf(given);
    const kept: Value[] = [];
    let facts: Facts | null = null;
    if (maybeIndex && items.length === 0) {
      const outside = condition(new Frame(scope), evaluation);
      if (outside instanceof Unknown && outside.type !== BOOLEAN) return new Unknown(outside.facts);
      return outside instanceof Decimal ? at(evaluation, items, outside, place) : kept;
    }
    let frame = new Frame(scope);
    for (const item of items) {
      evaluation.charge(1);
      if (fresh) frame = new Frame(scope);
      else frame.own.clear();
      frame.set("item", item);
      if (item instanceof Map) {
        for (const name of names) {
          const value = item.get(name);
          if (value !== undefined) frame.set(name, value);
        }
      } else if (item instanceof Unknown) {
        hide(frame, item, names);
      }
      const answer = condition(frame, evaluation);
      if (answer === true) {
        kept.push(item);
      } else if (answer instanceof Decimal) {
        if (maybeIndex) return at(evaluation, items, answer, place);
      } else if (answer instanceof Unknown) {
        const values = answer.values;
        if (values === null) return new Unknown(united(answer.facts, facts ?? NO_FACTS));
        if (truths(answer) & MAY_BE_TRUE) facts = facts === null ? answer.facts : united(facts, answer.facts);
        if (values.some((one) => one instanceof Decimal)) return new Unknown(united(answer.facts, facts ?? NO_FACTS));
      }
    }
    return facts === null ? kept : new Unknown(facts, new ListType(ANY), null, false);
  };
}

/** An unknown item may turn out to be a context whose fields hide what the names mean outside. */
function hide(frame: Frame, item: Unknown, names: readonly string[]): void {
  if (item.type !== ANY && item.type instanceof SimpleType) return;
  for (const name of names) if (name !== "item") frame.set(name, new Unknown(item.facts));
}

function listOf(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  return value === null ? [] : [value];
}

function at(evaluation: Evaluation, given: Value, position: Decimal, place: Place): Value {
  if (given instanceof Unknown) return new Unknown(given.facts);
  const items = listOf(given);
  const index = whole(position);
  if (index !== null && index > 0 && index <= items.length) return items[index - 1]!;
  if (index !== null && index < 0 && -index <= items.length) return items[items.length + index]!;
  return evaluation.record("index", place, { index: index === null ? position : index });
}
