/** Names, paths, lists, contexts and ranges (DMN 1.5, 10.3.2.5 and table 53). */

import { BUILTINS } from "../builtins/registry.ts";
import { typeName, unknownFacts } from "../conform.ts";
import type { Evaluation, Place } from "../evaluation.ts";
import { COMPARISON, Kind } from "../format/document.ts";
import { ANY, ContextType, type Type, unnamed } from "../types.ts";
import { Unknown, factsOf, lift } from "../unknown.ts";
import { FeelRange, type Value, compareKeys, orderKey, orderKind } from "../values/kinds.ts";
import { property, propertyType } from "../values/properties.ts";
import { Frame, type Unit, compiles } from "./unit.ts";

compiles(Kind.Name, (unit, node) => {
  const name = unit.document.text(node, 1);
  const place = unit.document.place(node);
  return (scope, evaluation) => {
    const value = scope.get(name);
    return value === undefined ? evaluation.record("name-unknown", place, { name }) : value;
  };
});

compiles(Kind.Builtin, (unit, node) => {
  const name = unit.document.text(node, 1);
  const builtin = BUILTINS.get(name)!;
  return (scope) => {
    const value = scope.get(name);
    return value === undefined ? builtin : value;
  };
});

compiles(Kind.Path, (unit, node) => {
  const source = unit.run(unit.document.child(node, 1));
  const name = unit.document.text(node, 2);
  const place = unit.document.place(node);
  return (scope, evaluation) => member(evaluation, source(scope, evaluation), name, place);
});

/** `value.name`: an entry of a context, a property of a date, …, or the list of those of a list's items. */
export function member(evaluation: Evaluation, value: Value, name: string, place: Place): Value {
  if (value instanceof Map) {
    const found = value.get(name);
    return found === undefined ? evaluation.record("member-unknown", place, { type: "context", name }) : found;
  }
  if (Array.isArray(value)) {
    evaluation.chargeList(value.length);
    return value.map((item) => member(evaluation, item, name, place));
  }
  if (value instanceof Unknown) {
    return lift(evaluation, ([one]) => member(evaluation, one!, name, place), [value], memberType(value, name));
  }
  if (value === null) return null;
  const found = property(value, name);
  return found === undefined ? evaluation.record("member-unknown", place, { type: typeName(value), name }) : found;
}

function memberType(value: Unknown, name: string): Type {
  const behind = unnamed(value.type);
  if (behind instanceof ContextType) return behind.fields.get(name) ?? ANY;
  return propertyType(behind, name) ?? ANY;
}

compiles(Kind.List, (unit, node) => {
  const items = unit.document.children(node, 1).map((item) => unit.run(item));
  return (scope, evaluation) => {
    evaluation.charge(items.length);
    return items.map((item) => item(scope, evaluation));
  };
});

compiles(Kind.Context, (unit, node) => {
  const { document } = unit;
  const entries = document.children(node, 2, 2).map((value, at) => [document.text(node, 1 + 2 * at), unit.run(value)] as const);
  return (scope, evaluation) => {
    const inner = new Frame(scope);
    const made = new Map<string, Value>();
    evaluation.charge(entries.length);
    for (const [name, entry] of entries) {
      const value = entry(inner, evaluation);
      made.set(name, value);
      inner.set(name, value);
    }
    return made;
  };
});

compiles(Kind.Range, (unit, node) => {
  const { document } = unit;
  const flags = document.at(node, 1);
  const start = unit.run(document.child(node, 2));
  const end = unit.run(document.child(node, 3));
  const place = document.place(node);
  return (scope, evaluation) => {
    const low = start(scope, evaluation);
    return makeRange(evaluation, low, end(scope, evaluation), (flags & 1) !== 0, (flags & 2) !== 0, place);
  };
});

/** A range; null where its ends are null, reversed or of no common order. */
export function makeRange(
  evaluation: Evaluation, start: Value, end: Value, startIncluded: boolean, endIncluded: boolean, place: Place,
): Value {
  if (start instanceof Unknown || end instanceof Unknown) return new Unknown(factsOf([start, end]));
  const kind = orderKind(start);
  if (kind === 0 || kind !== orderKind(end) || compareKeys(orderKey(kind, start), orderKey(kind, end)) > 0) {
    return evaluation.record("range-ends", place);
  }
  return new FeelRange(start, end, startIncluded, endIncluded);
}

compiles(Kind.OperatorTest, (unit: Unit, node) => {
  const { document } = unit;
  const operator = COMPARISON[document.at(node, 1)]!;
  const operand = unit.run(document.child(node, 2));
  const place = document.place(node);
  return (scope, evaluation) => {
    const value = operand(scope, evaluation);
    if (value instanceof Unknown) return new Unknown(value.facts);
    if (operator === "=" || operator === "!=") {
      const facts = unknownFacts(value, evaluation);
      return facts === null ? new FeelRange(value, value, true, true, operator) : new Unknown(facts);
    }
    if (orderKind(value) === 0) return evaluation.record("range-ends", place);
    if (operator[0] === "<") return new FeelRange(null, value, false, operator === "<=");
    return new FeelRange(value, null, operator === ">=", false);
  };
});
