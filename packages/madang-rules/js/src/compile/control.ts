/** `if`, `for`, `some` and `every` (DMN 1.5, tables 47, 48 and 10.3.2.14). */

import { typeName } from "../conform.ts";
import type { Evaluation, Place } from "../evaluation.ts";
import { type Document, Kind } from "../format/document.ts";
import { BOOLEAN } from "../types.ts";
import { ANYTHING, type Facts, MAX_NESTED_GUESSES, type Truth, Unknown, factsOf, join, truthOf, united } from "../unknown.ts";
import { FeelDate } from "../values/date.ts";
import { Decimal, LARGEST_INDEX, add, compareDecimals, integral, subtract, truncated, whole } from "../values/decimal.ts";
import { FeelRange, type Scalar, type Value, sameScalar, scalarKind } from "../values/kinds.ts";
import { conjunction, disjunction } from "../values/membership.ts";
import { Frame, type Run, type Scope, type Unit, compiles } from "./unit.ts";

const UNDECIDED_AT_ONCE = 64;

compiles(Kind.If, (unit, node) => {
  const [condition, then, otherwise] = unit.document.children(node, 1);
  return ifRun(unit.run(condition!), unit.run(then!), unit.run(otherwise!), unit.document.place(condition!));
});

/** The closure of `if`. */
export function ifRun(condition: Run, then: Run, otherwise: Run, place: Place): Run {
  return (scope, evaluation) => {
    const answer = condition(scope, evaluation);
    if (answer === true) return then(scope, evaluation);
    if (answer === false) return otherwise(scope, evaluation);
    if (answer instanceof Unknown) return both(answer, then, otherwise, scope, evaluation);
    evaluation.record("condition", place, { found: typeName(answer) });
    return answer === null ? otherwise(scope, evaluation) : null;
  };
}

/** Follow both branches of an `if` of unknown outcome: where they agree the outcome does not matter. */
function both(answer: Unknown, then: Run, otherwise: Run, scope: Scope, evaluation: Evaluation): Value {
  if (answer.values?.every((value) => value === false || value === null)) return otherwise(scope, evaluation);
  if (evaluation.guessing >= MAX_NESTED_GUESSES) return new Unknown(answer.facts);
  const reasons = evaluation.reasons.length;
  evaluation.guessing += 1;
  const results = [then(scope, evaluation), otherwise(scope, evaluation)];
  evaluation.guessing -= 1;
  if (answer.type !== BOOLEAN) results.push(null); // what is no boolean makes null
  const joined = join(results, answer.facts);
  if (joined instanceof Unknown) evaluation.reasons.length = Math.min(reasons, evaluation.reasons.length);
  return joined;
}

/** The values a source gives one after the other; null with a reason where it gives none. */
function iterated(evaluation: Evaluation, source: Value, place: Place): Iterable<Value> | Unknown | null {
  if (Array.isArray(source) || source instanceof Unknown) return source;
  if (source instanceof FeelRange) {
    if (source.operator) return evaluation.record("iteration", place, { found: "range" });
    const values = between(evaluation, source.start, source.end, place);
    return values === null ? null : within(values, source);
  }
  return source === null ? evaluation.record("iteration", place, { found: "null" }) : [source];
}

function* within(values: Iterable<Value>, range: FeelRange): Generator<Value> {
  const is = (value: Value, end: Value): boolean => sameScalar(scalarKind(end), value as Scalar, end as Scalar);
  for (const value of values) {
    if ((range.startIncluded || !is(value, range.start)) && (range.endIncluded || !is(value, range.end))) yield value;
  }
}

/** The whole steps from one number or date to another, upwards or downwards. */
function between(evaluation: Evaluation, start: Value, end: Value, place: Place): Iterable<Value> | null {
  if (start instanceof FeelDate && end instanceof FeelDate) return days(start.days, end.days);
  if (!(start instanceof Decimal) || !(end instanceof Decimal)) return evaluation.record("range-ends", place);
  const largest = Decimal.of(LARGEST_INDEX);
  for (const one of [start, end]) {
    if (compareDecimals(new Decimal(false, one.digits, one.exponent), largest) > 0) return evaluation.record("out-of-range", place);
  }
  const step = compareDecimals(start, end) <= 0 ? 1 : -1;
  const first = whole(start);
  if (first !== null) return numbers(first, Number(integral(end, step > 0 ? "floor" : "ceiling")), step);
  const distance = subtract(end, start)!;
  return fractions(start, step, Math.abs(Number(truncated(distance))));
}

function* days(from: number, to: number): Generator<Value> {
  const step = from <= to ? 1 : -1;
  for (let day = from; day !== to + step; day += step) yield FeelDate.fromDays(day);
}

function* numbers(from: number, to: number, step: number): Generator<Value> {
  for (let number = from; step > 0 ? number <= to : number >= to; number += step) yield Decimal.of(number);
}

function* fractions(start: Decimal, step: number, turns: number): Generator<Value> {
  for (let turn = 0; turn <= turns; turn++) yield add(start, Decimal.of(step * turn));
}

/** One iterator of a loop: `name in source`, or `name in source..end`. */
export interface LoopIterator {
  readonly name: string;
  readonly source: Run;
  readonly end: Run | null;
  readonly place: Place;
}

type Outcome = boolean | Unknown | null;

/**
 * Calls `visit` with the scope of each combination until that says true. Returns false when all is done, null where a
 * source cannot be iterated, an unknown where one is unknown. `fresh`: each combination gets a scope of its own, because
 * a function may keep it.
 */
function loop(
  iterators: readonly LoopIterator[], fresh: boolean, scope: Scope, evaluation: Evaluation, visit: (frame: Frame) => boolean,
): Outcome {
  const turn = (level: number, frame: Frame): Outcome => {
    const { name, source, end, place } = iterators[level]!;
    let values: Iterable<Value> | Unknown | null;
    if (end === null) {
      values = iterated(evaluation, source(frame, evaluation), place);
    } else {
      const first = source(frame, evaluation);
      const last = end(frame, evaluation);
      const isUnknown = first instanceof Unknown || last instanceof Unknown;
      values = isUnknown ? new Unknown(factsOf([first, last])) : between(evaluation, first, last, place);
    }
    if (values === null || values instanceof Unknown) return values;
    for (const value of values) {
      evaluation.charge(1);
      const inner = fresh ? new Frame(frame.outer, frame.own) : frame;
      inner.set(name, value);
      if (level < iterators.length - 1) {
        const outcome = turn(level + 1, inner);
        if (outcome !== false) return outcome;
      } else if (visit(inner)) {
        return true;
      }
    }
    return false;
  };
  return turn(0, new Frame(scope));
}

function iteratorsOf(unit: Unit, nodes: readonly number[]): LoopIterator[] {
  const { document } = unit;
  return nodes.map((node) => ({
    name: document.text(node, 1),
    source: unit.run(document.child(node, 2)),
    end: document.at(node, 3) === 0 ? null : unit.run(document.child(node, 3)),
    place: document.place(node),
  }));
}

compiles(Kind.For, (unit, node) => {
  const { document } = unit;
  const [body, ...iterators] = document.children(node, 1);
  const partial = document.namesIn(body!).has("partial");
  return forRun(iteratorsOf(unit, iterators), unit.run(body!), {
    fresh: document.hasFunction(node),
    partial: !partial ? "unread" : onlyRead(document, body!) ? "read" : "kept",
  });
});

/** Whether a body reads the results so far, and whether it may keep them. */
export interface LoopBody {
  readonly fresh: boolean;
  readonly partial: "unread" | "read" | "kept";
}

/** The closure of `for`. */
export function forRun(iterators: readonly LoopIterator[], body: Run, { fresh, partial }: LoopBody): Run {
  return (scope, evaluation) => {
    const results: Value[] = [];
    const outcome = loop(iterators, fresh, scope, evaluation, (frame) => {
      if (partial !== "unread") {
        if (partial === "kept") evaluation.charge(results.length);
        frame.set("partial", partial === "kept" ? [...results] : results);
      }
      results.push(body(frame, evaluation));
      if (results.length > evaluation.budget.listLength) evaluation.chargeList(results.length);
      return false;
    });
    if (outcome instanceof Unknown) return new Unknown(outcome.facts);
    return outcome === null ? null : results;
  };
}

const READERS = new Set(["sum", "count", "min", "max", "mean", "product", "list contains", "index of"]);

/** Whether `partial` is only filtered or counted: then it need not be copied in each turn. */
function onlyRead(document: Document, body: number): boolean {
  const isPartial = (node: number): boolean => document.kind(node) === Kind.Name && document.text(node, 1) === "partial";
  const waiting = [body];
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    const parts = document.parts(node);
    const kind = document.kind(node);
    let from = 0;
    if (kind === Kind.Filter) from = 1;
    else if (kind === Kind.Call && isReader(document, parts[0]!)) from = parts.length;
    // What is filtered stands first; what a reader is given stands behind its name.
    const kept = kind === Kind.Filter ? parts.slice(from) : kind === Kind.Call && from > 0 ? parts.slice(0, 1) : parts;
    if (kept.some(isPartial)) return false;
    waiting.push(...parts);
  }
  return !isPartial(body) && !document.hasFunction(body);
}

function isReader(document: Document, node: number): boolean {
  const kind = document.kind(node);
  return (kind === Kind.Builtin || kind === Kind.Name) && READERS.has(document.text(node, 1));
}

function compileQuantified(unit: Unit, node: number): Run {
  const { document } = unit;
  const [condition, ...iterators] = document.children(node, 1);
  const every = document.kind(node) === Kind.Every;
  return quantifiedRun(every, iteratorsOf(unit, iterators), unit.run(condition!), document.hasFunction(node));
}

compiles(Kind.Some, compileQuantified);
compiles(Kind.Every, compileQuantified);

/** The closure of `some` and `every`. */
export function quantifiedRun(every: boolean, iterators: readonly LoopIterator[], condition: Run, fresh: boolean): Run {
  const decisive = !every;
  const combine = every ? conjunction : disjunction;
  const simple = iterators.length === 1 && iterators[0]!.end === null && !fresh;
  return (scope, evaluation) => {
    let undecided: Value[] = [];
    const outcome = loop(iterators, fresh, scope, evaluation, (frame) => {
      const answer = condition(frame, evaluation);
      if (answer === decisive) return true;
      if (typeof answer !== "boolean") {
        undecided.push(answer);
        if (undecided.length > UNDECIDED_AT_ONCE) undecided = [combine(undecided)];
      }
      return false;
    });
    if (outcome === true) return decisive;
    if (outcome === false) return combine(undecided);
    if (outcome === null) return null;
    return openAnswer(outcome.facts, simple ? [] : undecided);
  };
}

function openAnswer(facts: Facts, undecided: readonly Value[]): Truth {
  return truthOf(ANYTHING, united(facts, factsOf(undecided)));
}
