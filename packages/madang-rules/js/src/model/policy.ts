/**
 * Hit policies (DMN 1.5, 8.2.10): from the rules that match, and those that may, to the result. A result is definite only
 * when every way in which the open rules could turn out leads to it.
 */

import { BUILTINS } from "../builtins/index.ts";
import { unknownFacts } from "../conform.ts";
import type { Evaluation } from "../evaluation.ts";
import { ANY, ListType, NUMBER, type Type, sameType } from "../types.ts";
import { type Facts, MAX_GUESSES, Unknown, join } from "../unknown.ts";
import { Decimal, ZERO, add, compareDecimals } from "../values/decimal.ts";
import { FeelRange, type Scalar, type Value, sameScalar, scalarKind } from "../values/kinds.ts";
import { bits } from "./geometry.ts";

/** What the outcome of a table under one set of facts hangs on. */
export interface HitsOptions {
  readonly output: (rule: number) => Value;
  readonly default: () => Value;
  /** Its place by output values: what comes first is better. */
  readonly rank: (rule: number) => readonly number[];
  readonly disjoint: (one: number, other: number) => boolean;
  /** Whether no two of several can match together. */
  readonly separate: (rules: readonly number[]) => boolean;
  /** Whether one of the open rules must match. */
  readonly covered: () => boolean;
  readonly facts: Facts;
  readonly type: Type | null;
}

/** Whether two values are the same to a program: of one class and equal. */
export function identical(one: Value, other: Value, evaluation: Evaluation): boolean {
  const kind = scalarKind(one);
  if (kind !== 0 || one === null || other === null) {
    return one === other || (kind !== 0 && kind === scalarKind(other) && sameScalar(kind, one as Scalar, other as Scalar));
  }
  if (Array.isArray(one)) {
    if (!Array.isArray(other)) return false;
    evaluation.charge(one.length);
    return one.length === other.length && one.every((item, at) => identical(item, other[at]!, evaluation));
  }
  if (one instanceof Map) {
    if (!(other instanceof Map)) return false;
    evaluation.charge(one.size);
    return one.size === other.size && [...one].every(([name, item]) => {
      const found = other.get(name);
      return found !== undefined && identical(item, found, evaluation);
    });
  }
  if (one instanceof FeelRange && other instanceof FeelRange) {
    return (
      identical(one.start, other.start, evaluation) && identical(one.end, other.end, evaluation) && one.operator === other.operator &&
      one.startIncluded === other.startIncluded && one.endIncluded === other.endIncluded
    );
  }
  if (one instanceof Unknown && other instanceof Unknown) {
    const allowed = identical(one.allowed as Value[] | null, other.allowed as Value[] | null, evaluation);
    const facts = one.facts.size === other.facts.size && [...one.facts].every((name) => other.facts.has(name));
    return allowed && facts && one.nullable === other.nullable && sameType(one.type, other.type);
  }
  return one === other;
}

export function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return 0;
}

/** A key under which equal outputs meet, as they are written; null for what has none. */
function writtenKey(value: Value): string | null {
  if (value instanceof Decimal) return `number ${value.negative ? "-" : ""}${value.digits}e${value.exponent}`;
  return value === null || typeof value === "string" || typeof value === "boolean" ? `${typeof value} ${value}` : null;
}

function* chain(first: readonly Value[], rules: readonly number[], output: (rule: number) => Value): Generator<Value> {
  yield* first;
  for (const rule of rules) yield output(rule);
}

function numbersOf(rules: readonly number[]): string {
  return rules.map((rule) => rule + 1).join(", ");
}

/** The outcome of one table. `yes` and `maybe` are bit sets of rules. */
export class Hits {
  private readonly yes: bigint;
  private readonly maybe: bigint;
  private readonly options: HitsOptions;
  private readonly evaluation: Evaluation;

  constructor(yes: bigint, maybe: bigint, options: HitsOptions, evaluation: Evaluation) {
    this.yes = yes;
    this.maybe = maybe;
    this.options = options;
    this.evaluation = evaluation;
  }

  /** The result under `policy`; what the policy forbids is null with a reason. */
  result(policy: string, aggregation: string | null): Value {
    const rules = bits(this.yes | this.maybe);
    switch (policy) {
      case "UNIQUE":
        return this.unique();
      case "ANY":
        return this.any();
      case "FIRST":
        return this.best(rules);
      case "PRIORITY":
      case "OUTPUT ORDER": {
        if (rules.some((rule) => unknownFacts(this.options.output(rule), this.evaluation) !== null)) {
          return new Unknown(this.options.facts); // their order is open
        }
        const ranks = new Map(rules.map((rule) => [rule, this.options.rank(rule)]));
        rules.sort((a, b) => compareRanks(ranks.get(a)!, ranks.get(b)!));
        return policy === "PRIORITY" ? this.best(rules) : this.list(rules, null);
      }
    }
    return this.list(rules, policy === "COLLECT" ? aggregation : null);
  }

  private isSure(rule: number): boolean {
    return ((this.yes >> BigInt(rule)) & 1n) === 1n;
  }

  /** The value that all of `possible` agree on, else an unknown that may be any of them. */
  private joined(possible: Iterable<Value>): Value {
    const type = this.options.type ?? ANY;
    const distinct: Value[] = [];
    const seen = new Set<string>();
    for (const value of possible) {
      const key = writtenKey(value);
      if (key !== null && seen.has(key)) continue;
      if (key !== null) seen.add(key);
      distinct.push(value);
      if (distinct.length > MAX_GUESSES) return new Unknown(this.options.facts, type);
    }
    return join(distinct, this.options.facts, type);
  }

  private unique(): Value {
    const { output, disjoint } = this.options;
    const certain = bits(this.yes);
    if (certain.length > 1) return this.evaluation.record("table-not-unique", null, { rules: numbersOf(certain) });
    if (this.maybe === 0n) return certain.length > 0 ? output(certain[0]!) : this.options.default();
    const open = bits(this.maybe).filter((rule) => !certain.some((sure) => disjoint(rule, sure)));
    if (certain.length > 0) return this.joined([output(certain[0]!), ...(open.length > 0 ? [null] : [])]);
    const ends: Value[] = this.options.separate(open) ? [] : [null];
    if (!this.options.covered()) ends.push(this.options.default());
    return this.joined(chain(ends, open, output));
  }

  private any(): Value {
    const rules = bits(this.yes);
    const outputs = rules.map(this.options.output);
    if (outputs.slice(1).some((each) => !(each instanceof Unknown) && !identical(each, outputs[0]!, this.evaluation))) {
      return this.evaluation.record("table-not-any", null, { rules: numbersOf(rules) });
    }
    if (this.maybe === 0n && !outputs.some((each) => each instanceof Unknown)) {
      return outputs.length > 0 ? outputs[0]! : this.options.default();
    }
    const possible = [...outputs, ...bits(this.maybe).map(this.options.output)];
    if (possible.slice(1).some((each) => !identical(each, possible[0]!, this.evaluation))) possible.push(null);
    if (rules.length === 0 && !this.options.covered()) possible.push(this.options.default());
    return this.joined(possible);
  }

  private best(order: readonly number[]): Value {
    const possible: Value[] = [];
    let isSettled = false;
    for (const rule of order) {
      possible.push(this.options.output(rule));
      if (this.isSure(rule)) {
        isSettled = true;
        break;
      }
    }
    if (!isSettled && (this.maybe === 0n || !this.options.covered())) possible.push(this.options.default());
    return possible.length === 1 ? possible[0]! : this.joined(possible);
  }

  private list(order: readonly number[], aggregation: string | null): Value {
    this.evaluation.chargeList(order.length);
    if (order.length === 0) {
      const found = this.options.default();
      if (found !== null) return found;
    }
    const outputs = order.map(this.options.output);
    if (aggregation === null) return this.maybe !== 0n ? new Unknown(this.options.facts, new ListType(ANY)) : outputs;
    if (order.length === 0 && aggregation !== "COUNT") return null;
    const certain = outputs.filter((_, at) => this.isSure(order[at]!));
    const open = outputs.filter((_, at) => ((this.maybe >> BigInt(order[at]!)) & 1n) === 1n);
    return this.aggregate(aggregation, certain, open);
  }

  private aggregate(aggregation: string, certain: Value[], open: readonly Value[]): Value {
    const { facts } = this.options;
    const everything = [...certain, ...open];
    if (aggregation === "COUNT") {
      return open.length > 0 ? new Unknown(facts, NUMBER, null, false) : Decimal.of(certain.length);
    }
    if (everything.some((value) => value instanceof Unknown)) return new Unknown(facts);
    if (!everything.every((value) => value instanceof Decimal)) {
      if (open.length > 0) return new Unknown(facts);
      if (aggregation === "SUM") return this.evaluation.record("table-aggregate-numbers", null, { aggregation });
      return BUILTINS.get(aggregation.toLowerCase())!.call(this.evaluation, [certain], null);
    }
    const sure = certain as Decimal[];
    if (aggregation === "SUM") {
      if (open.some((value) => !(value as Decimal).isZero) || (sure.length === 0 && open.length > 0)) {
        return new Unknown(facts, NUMBER);
      }
      const total = sure.reduce<Decimal | null>((sum, value) => (sum === null ? null : add(sum, value)), ZERO);
      return total ?? this.evaluation.record("out-of-range", null);
    }
    const sign = aggregation === "MIN" ? -1 : 1;
    const best = (values: readonly Decimal[]): Decimal =>
      values.reduce((found, value) => (compareDecimals(value, found) * sign > 0 ? value : found));
    if (open.length === 0) return best(sure);
    if (sure.length > 0 && compareDecimals(best(everything as Decimal[]), best(sure)) === 0) return best(sure);
    return new Unknown(facts, NUMBER);
  }
}
