/** Comparisons (DMN 1.5, table 53). Those of numbers and dates with a constant have closures of their own. */

import type { Evaluation } from "../evaluation.ts";
import { COMPARISON, Kind } from "../format/document.ts";
import { FeelDate } from "../values/date.ts";
import { Decimal, compareDecimals } from "../values/decimal.ts";
import { compare, equals } from "../values/equality.ts";
import { type Value, answers } from "../values/kinds.ts";
import { conjunction, negation } from "../values/membership.ts";
import { type Run, type Scope, type Unit, compiles } from "./unit.ts";

const MIRRORED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!=" };

compiles(Kind.Comparison, (unit, node) => {
  const { document } = unit;
  const operator = COMPARISON[document.at(node, 1)]!;
  const left = document.child(node, 2);
  const right = document.child(node, 3);
  const place = document.place(node);
  let tested = left;
  let asked = operator;
  let constant = unit.constant(right);
  if (constant === null) {
    constant = unit.constant(left);
    if (constant !== null) {
      tested = right;
      asked = MIRRORED[operator]!;
    }
  }
  if (constant !== null) {
    const special = withConstant(unit, asked, tested, constant.value, place);
    if (special !== null) return special;
  }
  const first = unit.run(left);
  const second = unit.run(right);
  if (operator === "=" || operator === "!=") {
    const wanted = operator === "=";
    return (scope, evaluation) => {
      const a = first(scope, evaluation);
      const answer = equals(evaluation, a, second(scope, evaluation), place);
      return wanted ? answer : negation(answer);
    };
  }
  return (scope, evaluation) => {
    const a = first(scope, evaluation);
    return compare(evaluation, operator, a, second(scope, evaluation), place);
  };
});

/** The value of a comparison: of a name with a constant without a closure of its own. */
export function comparisonValue(unit: Unit, node: number, scope: Scope, evaluation: Evaluation): Value {
  const { document } = unit;
  const row = document.nodes[node]!;
  const left = node - row[2]!;
  const constant = document.kind(left) === Kind.Name ? unit.constant(node - row[3]!) : null;
  if (constant === null) return unit.run(node)(scope, evaluation);
  const value = unit.run(left)(scope, evaluation);
  const limit = constant.value;
  const operator = COMPARISON[row[1]!]!;
  if (operator === "=" || operator === "!=") {
    const wanted = operator === "=";
    if (typeof value === "string" && typeof limit === "string") return (value === limit) === wanted;
    const answer = equals(evaluation, value, limit, document.place(node));
    return wanted ? answer : negation(answer);
  }
  if (value instanceof Decimal && limit instanceof Decimal) return answers(operator, compareDecimals(value, limit));
  if (value instanceof FeelDate && limit instanceof FeelDate) return answers(operator, value.days - limit.days);
  return compare(evaluation, operator, value, limit, document.place(node));
}

function withConstant(
  unit: Unit, operator: string, node: number, constant: Value, place: readonly [number, number] | null,
): Run | null {
  const read = unit.run(node);
  if (operator === "=" || operator === "!=") {
    const wanted = operator === "=";
    if (typeof constant === "string" || typeof constant === "boolean") {
      const kind = typeof constant;
      return (scope, evaluation) => {
        const value = read(scope, evaluation);
        if (typeof value === kind) return (value === constant) === wanted;
        const answer = equals(evaluation, value, constant, place);
        return wanted ? answer : negation(answer);
      };
    }
    if (!(constant instanceof Decimal)) return null;
    return (scope, evaluation) => {
      const answer = equals(evaluation, read(scope, evaluation), constant, place);
      return wanted ? answer : negation(answer);
    };
  }
  if (constant instanceof Decimal) {
    return (scope, evaluation) => {
      const value = read(scope, evaluation);
      if (value instanceof Decimal) return answers(operator, compareDecimals(value, constant));
      return compare(evaluation, operator, value, constant, place);
    };
  }
  if (constant instanceof FeelDate) {
    const days = constant.days;
    return (scope, evaluation) => {
      const value = read(scope, evaluation);
      if (value instanceof FeelDate) return answers(operator, value.days - days);
      return compare(evaluation, operator, value, constant, place);
    };
  }
  return null;
}

compiles(Kind.Between, (unit, node) => {
  const { document } = unit;
  const [value, low, high] = document.children(node, 1).map((part) => unit.run(part));
  const place = document.place(node);
  return (scope, evaluation) => {
    const tested = value!(scope, evaluation);
    const lowest = low!(scope, evaluation);
    const highest = high!(scope, evaluation);
    return conjunction([
      compare(evaluation, ">=", tested, lowest, place),
      compare(evaluation, "<=", tested, highest, place),
    ]);
  };
});
