/** List functions (DMN 1.5, 10.3.4.4). */

import { invoke, unknownFacts } from "../conform.ts";
import type { Evaluation } from "../evaluation.ts";
import { ANY, ListType } from "../types.ts";
import { type Facts, NO_FACTS, type Truth, Unknown, united } from "../unknown.ts";
import { Decimal, whole } from "../values/decimal.ts";
import { equals } from "../values/equality.ts";
import {
  BOOLEAN_KIND, FeelFunction, MOMENT_KIND, type Scalar, TIME_KIND, type Value, orderKey, sameScalar, scalarKind,
} from "../values/kinds.ts";
import { conjunction, disjunction } from "../values/membership.ts";
import { builtin } from "./registry.ts";

type Items = Value[];

/** Answer `left = right` as items are compared: kinds that differ are not equal. */
function equal(evaluation: Evaluation, left: Value, right: Value): Exclude<Truth, null> {
  const quiet = evaluation.reasons.length;
  evaluation.charge(1);
  const answer = equals(evaluation, left, right);
  evaluation.reasons.length = Math.min(quiet, evaluation.reasons.length);
  return answer ?? false;
}

builtin("list contains(list: list, element: any) -> boolean", (evaluation: Evaluation, items: Items, element: Value) => {
  const undecided: Unknown[] = [];
  evaluation.charge(items.length);
  const kind = scalarKind(element);
  for (const item of items) {
    if (kind !== 0 && scalarKind(item) === kind) {
      if (sameScalar(kind, item as Scalar, element as Scalar)) return true;
      continue;
    }
    const answer = equal(evaluation, item, element);
    if (answer === true) return true;
    if (answer !== false) undecided.push(new Unknown(answer.facts, answer.type, [true, false], false));
  }
  return undecided.length > 0 ? disjunction(undecided) : false;
}, true);

builtin("count(list: list) -> number", (_: Evaluation, items: Items) => Decimal.of(items.length), true);

/** A function of a list, or of its items one by one. */
function both(name: string, item: string, result: string, body: (evaluation: Evaluation, items: Items) => Value, knows = false): void {
  const names = name.split("|");
  builtin(names.map((one) => `${one}(list: list) -> ${result}`), body, knows);
  const many = (evaluation: Evaluation, ...items: Items): Value => body(evaluation, items);
  builtin(names.map((one) => `${one}(${item}...: any) -> ${result}`), many, knows);
}

both("all|and", "b", "boolean", (evaluation, items) => {
  evaluation.charge(items.length);
  return conjunction(items);
}, true);

both("any|or", "b", "boolean", (evaluation, items) => {
  evaluation.charge(items.length);
  return disjunction(items);
}, true);

/** A place counted from 0 of one counted from 1 or, if negative, from the end. */
function positionOf(items: Items, number: Decimal): number | null {
  const position = whole(number);
  if (!position || Math.abs(position) > items.length) return null;
  return position > 0 ? position - 1 : items.length + position;
}

builtin(
  "sublist(list: list, start position: number, length: number?=) -> list",
  (evaluation: Evaluation, items: Items, start: Decimal, length: Decimal | null = null) => {
    const begin = positionOf(items, start);
    const count = length === null ? items.length : whole(length);
    if (begin === null || count === null || count < 0 || (length !== null && begin + count > items.length)) return null;
    evaluation.chargeList(Math.min(count, items.length));
    return items.slice(begin, begin + count);
  }, true,
);

builtin("append(list: list, item...: any) -> list", (evaluation: Evaluation, items: Items, ...more: Items) => {
  evaluation.chargeList(items.length + more.length);
  return [...items, ...more];
}, true);

function concatenated(evaluation: Evaluation, lists: Items[]): Items {
  evaluation.chargeList(lists.reduce((sum, items) => sum + items.length, 0));
  return lists.flat(1);
}

builtin("concatenate(list...: list) -> list", (evaluation: Evaluation, ...lists: Items[]) => concatenated(evaluation, lists), true);

builtin(
  "insert before(list: list, position: number, newItem: any) -> list",
  (evaluation: Evaluation, items: Items, position: Decimal, item: Value) => {
    const place = positionOf(items, position);
    if (place === null) return null;
    evaluation.chargeList(items.length + 1);
    return items.toSpliced(place, 0, item);
  }, true,
);

builtin("remove(list: list, position: number) -> list", (evaluation: Evaluation, items: Items, position: Decimal) => {
  const place = positionOf(items, position);
  if (place === null) return null;
  evaluation.chargeList(items.length);
  return items.toSpliced(place, 1);
}, true);

builtin(
  "list replace(list: list, position: number, newItem: any) -> list",
  (evaluation: Evaluation, items: Items, position: Decimal, item: Value) => {
    const place = positionOf(items, position);
    if (place === null) return null;
    evaluation.chargeList(items.length);
    return items.with(place, item);
  }, true,
);

builtin(
  "list replace(list: list, match: function, newItem: any) -> list",
  (evaluation: Evaluation, items: Items, match: FeelFunction, newItem: Value) => {
    if (match.parameters.length !== 2) return null;
    const made: Items = [];
    let facts = NO_FACTS;
    for (const item of items) {
      const answer = invoke(match, evaluation, [item, newItem]);
      if (answer instanceof Unknown) facts = united(facts, answer.facts);
      else if (typeof answer !== "boolean") return null;
      made.push(answer === true ? newItem : item);
    }
    return facts.size > 0 ? new Unknown(facts, new ListType(ANY)) : made;
  }, true,
);

builtin("reverse(list: list) -> list", (evaluation: Evaluation, items: Items) => {
  evaluation.chargeList(items.length);
  return items.toReversed();
}, true);

builtin("index of(list: list, match: any) -> list", (evaluation: Evaluation, items: Items, match: Value) => {
  const found: Items = [];
  for (const [index, item] of items.entries()) {
    if (equal(evaluation, item, match) === true) found.push(Decimal.of(index + 1));
  }
  return found;
});

function distinct(evaluation: Evaluation, items: Items): Items {
  const made: Items = [];
  const seen = new Set<string>();
  const others: Items = [];
  for (const item of items) {
    evaluation.charge(1);
    const kind = scalarKind(item);
    if (kind !== 0 && kind !== BOOLEAN_KIND && kind !== TIME_KIND && kind !== MOMENT_KIND) {
      const key = orderKey(kind, item);
      const text = `${kind}:${key instanceof Decimal ? key.key : key}`;
      if (!seen.has(text)) {
        seen.add(text);
        made.push(item);
      }
    } else if (!others.some((other) => equal(evaluation, item, other) === true)) {
      others.push(item);
      made.push(item);
    }
  }
  return made;
}

builtin("union(list...: list) -> list", (evaluation: Evaluation, ...lists: Items[]) =>
  distinct(evaluation, concatenated(evaluation, lists)),
);

builtin("distinct values(list: list) -> list", distinct);

builtin("flatten(list: list) -> list", (evaluation: Evaluation, items: Items) => {
  const made: Items = [];
  let facts: Facts = NO_FACTS;
  const waiting: Iterator<Value>[] = [items.values()];
  while (waiting.length > 0) {
    const { done, value } = waiting[waiting.length - 1]!.next() as IteratorResult<Value, undefined>;
    if (done) {
      waiting.pop();
      continue;
    }
    evaluation.charge(1);
    const item = value as Value;
    if (Array.isArray(item)) {
      waiting.push(item.values());
      continue;
    }
    if (item instanceof Unknown && (item.type === ANY || item.type instanceof ListType)) facts = united(facts, item.facts);
    made.push(item);
  }
  evaluation.chargeList(made.length);
  return facts.size > 0 ? new Unknown(facts, new ListType(ANY)) : made;
}, true);

/** The order of two items is unknown or no boolean. */
class Undecided extends Error {
  readonly answer: Value;

  constructor(answer: Value) {
    super();
    this.answer = answer;
  }
}

builtin("sort(list: list, precedes: function) -> list", (evaluation: Evaluation, items: Items, precedes: FeelFunction) => {
  const before = (left: Value, right: Value): boolean => {
    const answer = invoke(precedes, evaluation, [left, right]);
    if (typeof answer !== "boolean") throw new Undecided(answer);
    return answer;
  };
  evaluation.chargeList(items.length);
  try {
    return sorted(items, before);
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    if (!(error.answer instanceof Unknown)) return null;
    return new Unknown(united(error.answer.facts, unknownFacts([...items], evaluation) ?? NO_FACTS));
  }
}, true);

/** Sort as Python does: the run at the beginning, then by binary insertion up to 64 items and by merging beyond. */
function sorted(items: Items, before: (left: Value, right: Value) => boolean): Items {
  if (items.length > 64) {
    const middle = items.length >> 1;
    const left = sorted(items.slice(0, middle), before);
    const right = sorted(items.slice(middle), before);
    const merged: Items = [];
    let at = 0;
    for (const item of right) {
      while (at < left.length && !before(item, left[at]!)) merged.push(left[at++]!);
      merged.push(item);
    }
    return [...merged, ...left.slice(at)];
  }
  const run = firstRun(items, before);
  const made = run > 0 ? items.slice(0, run) : items.slice(0, -run).reverse();
  for (const item of items.slice(made.length)) {
    let low = 0;
    let high = made.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(item, made[middle]!)) high = middle;
      else low = middle + 1;
    }
    made.splice(low, 0, item);
  }
  return made;
}

/** How many items at the beginning are in order; negative where they are in reversed order. */
function firstRun(items: Items, before: (left: Value, right: Value) => boolean): number {
  if (items.length < 2) return items.length;
  const reversed = before(items[1]!, items[0]!);
  let length = 2;
  while (length < items.length && before(items[length]!, items[length - 1]!) === reversed) length++;
  return reversed ? -length : length;
}
