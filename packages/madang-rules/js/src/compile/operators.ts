/** Logic, arithmetic, tests and types (DMN 1.5, 10.3.2.8 and tables 45, 49, 55). */

import { instanceOf } from "../conform.ts";
import type { Evaluation, Place } from "../evaluation.ts";
import { ARITHMETIC, COMPARISON, Kind } from "../format/document.ts";
import { BOOLEAN } from "../types.ts";
import {
  ANYTHING, MAY_BE_FALSE, MAY_BE_NULL, MAY_BE_TRUE, NO_FACTS, type Possible, type Truth, Unknown, lift, possibility, truthOf,
  truths, united,
} from "../unknown.ts";
import { calculate, negative } from "../values/arithmetic.ts";
import { compare, equals } from "../values/equality.ts";
import { FeelRange, type Value } from "../values/kinds.ts";
import { disjunction, inRange, junction, negation, satisfies } from "../values/membership.ts";
import { comparisonValue } from "./comparisons.ts";
import { Frame, type Scope, type Tests, type Unit, compiles } from "./unit.ts";

/** The name of the value tested (7.3.3). */
export const INPUT = "?";

/**
 * The value of a node. Conjunctions, disjunctions, comparisons and lists of strings are followed where they stand: a closure for
 * each of thousands would cost more than the first answer. An operand is compiled when it is first needed: many end early.
 */
export function valueOf(unit: Unit, node: number, scope: Scope, evaluation: Evaluation): Value {
  const kind = unit.document.kind(node);
  if (kind === Kind.And) return junctionValue(unit, node, scope, evaluation, false);
  if (kind === Kind.Or) return junctionValue(unit, node, scope, evaluation, true);
  if (kind === Kind.In) return inValue(unit, node, scope, evaluation);
  if (kind === Kind.Comparison) return comparisonValue(unit, node, scope, evaluation);
  return unit.run(node)(scope, evaluation);
}

/** The value of an operand: of one that is shared, what it came to before. */
function operandValue(unit: Unit, node: number, scope: Scope, evaluation: Evaluation): Value {
  const shared = evaluation.shared;
  if (shared === null || shared.scope !== scope) return valueOf(unit, node, scope, evaluation);
  const known = shared.values[node] as Value | undefined;
  if (known !== undefined) return known;
  const reasons = evaluation.reasons.length;
  const value = valueOf(unit, node, scope, evaluation);
  if (evaluation.reasons.length === reasons) shared.values[node] = value;
  return value;
}

/** The `decisive` truth is that of an operand which settles the whole. */
function junctionValue(unit: Unit, node: number, scope: Scope, evaluation: Evaluation, decisive: boolean): Truth {
  const row = unit.document.nodes[node]!;
  for (let at = 1; at < row.length; at++) {
    const value = operandValue(unit, node - row[at]!, scope, evaluation);
    if (value === decisive) return decisive;
    if (value !== !decisive) return rest(value, unit, node, at + 1, scope, evaluation, decisive);
  }
  return !decisive;
}

/** Go on once an operand is neither true nor false: only a `decisive` one still settles the outcome. */
function rest(
  first: Value, unit: Unit, node: number, from: number, scope: Scope, evaluation: Evaluation, decisive: boolean,
): Truth {
  const row = unit.document.nodes[node]!;
  let possible: Possible = possibility(!decisive);
  let facts = NO_FACTS;
  let value = first;
  for (let at = from; ; at++) {
    if (value === decisive) return decisive;
    if (value instanceof Unknown) facts = united(facts, value.facts);
    possible = junction(decisive, possible, truths(value));
    if (at === row.length) return truthOf(possible, facts);
    value = operandValue(unit, node - row[at]!, scope, evaluation);
  }
}

for (const kind of [Kind.And, Kind.Or]) {
  compiles(kind, (unit, node) => (scope, evaluation) => junctionValue(unit, node, scope, evaluation, kind === Kind.Or));
}

compiles(Kind.Arithmetic, (unit, node) => {
  const { document } = unit;
  const operator = ARITHMETIC[document.at(node, 1)]!;
  const left = unit.run(document.child(node, 2));
  const right = unit.run(document.child(node, 3));
  const place = document.place(node);
  return (scope, evaluation) => {
    const a = left(scope, evaluation);
    return calculate(evaluation, operator, a, right(scope, evaluation), place);
  };
});

compiles(Kind.Negation, (unit, node) => {
  const operand = unit.run(unit.document.child(node, 1));
  const place = unit.document.place(node);
  return (scope, evaluation) => negative(evaluation, operand(scope, evaluation), place);
});

compiles(Kind.InstanceOf, (unit, node) => {
  const value = unit.run(unit.document.child(node, 1));
  const type = unit.document.types[unit.document.at(node, 2)]!;
  return (scope, evaluation) => instanceOf(value(scope, evaluation), type, evaluation);
});

compiles(Kind.In, (unit, node) => {
  const value = unit.run(unit.document.child(node, 1));
  const run = testsOf(unit, unit.document.child(node, 2));
  return (scope, evaluation) => run(scope, evaluation, value(scope, evaluation));
});

/** The value of `name in ("a", "b")`, compared where the strings stand; of any other `in` that of its closure. */
function inValue(unit: Unit, node: number, scope: Scope, evaluation: Evaluation): Value {
  const { document } = unit;
  const left = document.child(node, 1);
  const tests = document.child(node, 2);
  const row = document.nodes[tests]!;
  if (document.kind(left) !== Kind.Name || row[1] === 1 || row.length === 2) return unit.run(node)(scope, evaluation);
  const value = unit.run(left)(scope, evaluation);
  for (let at = 2; at < row.length; at++) {
    const test = tests - row[at]!;
    if (document.kind(test) !== Kind.String) return unit.run(node)(scope, evaluation);
    if (value === document.text(test, 1)) return true;
  }
  return typeof value === "string" ? false : oneOf(unit, tests, evaluation, value);
}

/** Whether a value that is no string is one of constant strings: as `testsOf` has it, without a closure for each. */
function oneOf(unit: Unit, node: number, evaluation: Evaluation, value: Value): Truth {
  const { document } = unit;
  const row = document.nodes[node]!;
  if (row.length > 3 && value instanceof Unknown && value.values !== null) {
    return lift(evaluation, ([one]) => oneOf(unit, node, evaluation, one!), [value], BOOLEAN) as Truth;
  }
  const found: Truth[] = [];
  for (let at = 2; at < row.length; at++) {
    const test = node - row[at]!;
    const answer = satisfies(evaluation, value, unit.constant(test)!.value, document.place(test));
    if (answer === true) return true;
    found.push(answer);
  }
  return row.length === 3 ? found[0]! : disjunction(found);
}

/** A function of (scope, evaluation, value tested) for unary tests (7.3.3 and 10.3.2.10). */
export function testsOf(unit: Unit, node: number): Tests {
  const { document } = unit;
  const tests = document.children(node, 2).map((test) => testOf(unit, test));
  const negated = document.at(node, 1) === 1;
  if (tests.length === 0) return () => true;
  if (tests.length === 1 && !negated) return tests[0]!;
  const run: Tests = (scope, evaluation, value) => {
    if (value instanceof Unknown && value.values !== null) {
      return lift(evaluation, ([one]) => run(scope, evaluation, one!), [value], BOOLEAN) as Truth;
    }
    const found: Truth[] = [];
    for (const test of tests) {
      const answer = test(scope, evaluation, value);
      if (answer === true) return !negated;
      found.push(answer);
    }
    const answer = disjunction(found);
    return negated ? negation(answer) : answer;
  };
  return run;
}

function withInput(scope: Scope, value: Value): Frame {
  const inner = new Frame(scope);
  inner.set(INPUT, value);
  return inner;
}

function testOf(unit: Unit, node: number): Tests {
  const { document } = unit;
  const place = document.place(node);
  if (document.kind(node) === Kind.OperatorTest) return operatorTest(unit, node);
  const constant = unit.constant(node);
  if (constant !== null) {
    const wanted = constant.value;
    if (wanted instanceof FeelRange && !wanted.operator) {
      return (_, evaluation, value) => inRange(evaluation, value, wanted, place);
    }
    return (_, evaluation, value) => satisfies(evaluation, value, wanted, place);
  }
  const run = unit.run(node);
  if (document.namesIn(node).has(INPUT)) {
    return (scope, evaluation, value) => asTest(evaluation, value, run(withInput(scope, value), evaluation), place);
  }
  return (scope, evaluation, value) => {
    const found = run(scope, evaluation);
    if (found !== true) return satisfies(evaluation, value, found, place);
    if (!(value instanceof Unknown)) return value !== false;
    let possible: Possible = 0;
    for (const one of value.values ?? [true, false]) possible |= one === false ? MAY_BE_FALSE : MAY_BE_TRUE;
    return truthOf(possible, value.facts);
  };
}

/** Take what an expression about `?` gave: a truth is the answer, anything else is a test of the value. */
function asTest(evaluation: Evaluation, value: Value, found: Value, place: Place): Truth {
  if (found === true || found === false || found === null) return found;
  if (found instanceof Unknown) {
    const possible = truths(found);
    return truthOf(found.values === null && possible & MAY_BE_NULL ? ANYTHING : possible, found.facts);
  }
  return satisfies(evaluation, value, found, place);
}

function operatorTest(unit: Unit, node: number): Tests {
  const { document } = unit;
  const operator = COMPARISON[document.at(node, 1)]!;
  const operand = unit.run(document.child(node, 2));
  const place = document.place(node);
  const hasInput = document.namesIn(node).has(INPUT);
  return (scope, evaluation, value) => {
    const other = operand(hasInput ? withInput(scope, value) : scope, evaluation);
    if (operator === "=") return equals(evaluation, value, other, place);
    if (operator === "!=") return negation(equals(evaluation, value, other, place));
    return compare(evaluation, operator, value, other, place);
  };
}

compiles(Kind.UnaryTests, (unit, node) => {
  const tests = testsOf(unit, node);
  return (scope, evaluation) => tests(scope, evaluation, scope.get(INPUT) ?? null);
});
