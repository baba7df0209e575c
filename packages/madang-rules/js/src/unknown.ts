/** Unknown as a value: not null, which is a known absence, but a fact nobody has told yet. See `madang_rules.feel.unknown`. */

import type { Evaluation } from "./evaluation.ts";
import { ANY, BOOLEAN, type Type } from "./types.ts";
import { Decimal } from "./values/decimal.ts";
import { FeelRange, type Value, scalarKind, simpleTypeOf } from "./values/kinds.ts";

/** How many combinations of possible values an operation tries before it leaves its result open. */
export const MAX_GUESSES = 64;
/** Parts of two lists compared to find that they are the same: lists may share theirs. */
const MAX_COMPARED = 4096;
/** How deep `if`s of unknown outcome are followed in both directions. */
export const MAX_NESTED_GUESSES = 40;

export type Facts = ReadonlySet<string>;
export type Truth = boolean | null | Unknown;

export const NO_FACTS: Facts = new Set<string>();

/**
 * A value not known (yet). `facts`: names of the facts it comes from. `allowed`: the values and ranges it may have, null
 * left out; null where only the type limits it. `nullable`: whether it may turn out to be null.
 */
export class Unknown {
  readonly facts: Facts;
  readonly type: Type;
  readonly allowed: readonly Value[] | null;
  readonly nullable: boolean;

  constructor(facts: Facts, type: Type = ANY, allowed: readonly Value[] | null = null, nullable = true) {
    this.facts = facts;
    this.type = type;
    this.allowed = allowed;
    this.nullable = nullable;
  }

  /** The unknown fact `name`. */
  static fact(name: string, type: Type = ANY, allowed: readonly Value[] | null = null, nullable = true): Unknown {
    return new Unknown(new Set([name]), type, allowed, nullable);
  }

  /** All values it may have, null included; null where they cannot be listed. */
  get values(): readonly Value[] | null {
    let allowed = this.allowed;
    if (allowed === null) {
      if (this.type !== BOOLEAN) return null;
      allowed = [true, false];
    } else if (allowed.some((value) => value instanceof FeelRange)) {
      return null;
    }
    return this.nullable ? [...allowed, null] : allowed;
  }
}

/** Facts of either. */
export function united(a: Facts, b: Facts): Facts {
  if (a === b || b.size === 0) return a;
  if (a.size === 0) return b;
  let made: Set<string> | null = null;
  for (const name of b) {
    if (!a.has(name)) {
      made ??= new Set(a);
      made.add(name);
    }
  }
  return made ?? a;
}

/** What a truth may turn out to be, as a set of bits. */
export type Possible = number;
export const MAY_BE_TRUE = 1;
export const MAY_BE_FALSE = 2;
export const MAY_BE_NULL = 4;
export const EITHER: Possible = MAY_BE_TRUE | MAY_BE_FALSE;
export const ANYTHING: Possible = EITHER | MAY_BE_NULL;

/** The one possibility of a truth that is known; what is no boolean counts as null. */
export function possibility(value: Value): Possible {
  return value === true ? MAY_BE_TRUE : value === false ? MAY_BE_FALSE : MAY_BE_NULL;
}

/** What a value may turn out to be as a truth: true, false or null (anything that is no boolean). */
export function truths(value: Value): Possible {
  if (!(value instanceof Unknown)) return possibility(value);
  const { allowed } = value;
  if (allowed === null) return value.type !== BOOLEAN ? ANYTHING : value.nullable ? ANYTHING : EITHER;
  let found: Possible = value.nullable ? MAY_BE_NULL : 0;
  for (const one of allowed) {
    if (one instanceof FeelRange) return value.type === ANY ? ANYTHING : MAY_BE_NULL;
    found |= possibility(one);
  }
  return found;
}

const ALLOWED: readonly (readonly boolean[])[] = [[], [true], [false], [true, false]];

/** The truth where there is only one, else an unknown boolean of these facts; open where nothing seems possible. */
export function truthOf(possible: Possible, facts: Facts): Truth {
  switch (possible) {
    case 0:
      return truthOf(ANYTHING, facts);
    case MAY_BE_TRUE:
      return true;
    case MAY_BE_FALSE:
      return false;
    case MAY_BE_NULL:
      return null;
  }
  return new Unknown(facts, BOOLEAN, ALLOWED[possible & EITHER]!, (possible & MAY_BE_NULL) !== 0);
}

/** The facts of those values that are unknown themselves. */
export function factsOf(values: Iterable<Value>): Facts {
  let facts = NO_FACTS;
  for (const value of values) if (value instanceof Unknown) facts = united(facts, value.facts);
  return facts;
}

/** The parts of a list or context; null of any other value. */
export function partsOf(value: Value): readonly Value[] | null {
  if (Array.isArray(value)) return value;
  return value instanceof Map ? [...value.values()] : null;
}

/** The unknowns in some values, each list or context looked at once; an evaluation counts their parts. */
export function* unknownsWithin(values: Iterable<Value>, evaluation: Evaluation | null = null): Generator<Unknown> {
  const seen = new Set<Value>();
  const stack = [...values];
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (value instanceof Unknown) yield value;
    else if (value instanceof FeelRange) stack.push(value.start, value.end);
    else if (!seen.has(value)) {
      const parts = partsOf(value);
      if (parts === null) continue;
      seen.add(value);
      evaluation?.charge(parts.length);
      for (const part of parts) stack.push(part);
    }
  }
}

/** The facts of all unknowns in some values. */
export function factsWithin(values: Iterable<Value>): Facts {
  let facts = NO_FACTS;
  for (const one of unknownsWithin(values)) facts = united(facts, one.facts);
  return facts;
}

/** Whether two values are the same in every respect, also in how they are written; false if in doubt, as of long lists. */
function same(left: Value, right: Value, most: [number] = [MAX_COMPARED]): boolean {
  most[0] -= 1;
  if (left === null || right === null) return left === right;
  const kind = scalarKind(left);
  if (kind !== scalarKind(right)) return false;
  if (left instanceof Decimal && right instanceof Decimal) {
    return left.digits === right.digits && left.exponent === right.exponent && left.negative === right.negative;
  }
  if (kind !== 0) return typeof left === "object" ? String(left) === String(right) : left === right;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.length <= MAX_GUESSES && left.every((item, at) => most[0] > 0 && same(item, right[at]!, most));
  }
  return left === right && !(left instanceof Unknown);
}

/** The value that all possible results agree on, else an unknown that may be any of them; open where there is none. */
export function join(possible: readonly Value[], facts: Facts, type: Type = ANY): Value {
  const distinct: Value[] = [];
  let nullable = false;
  let countable = true;
  for (const value of possible) {
    let candidates: readonly Value[] = [value];
    if (value instanceof Unknown) {
      facts = united(facts, value.facts);
      nullable = nullable || value.nullable;
      const values = value.values;
      if (values === null) {
        countable = false;
        continue;
      }
      candidates = values;
    }
    for (const one of candidates) {
      if (one === null) nullable = true;
      else if (!distinct.some((other) => same(one, other))) distinct.push(one);
    }
  }
  if (countable) {
    if (distinct.length === 0) return nullable ? null : new Unknown(facts, type);
    if (distinct.length === 1 && !nullable) return distinct[0]!;
    if (distinct.length <= MAX_GUESSES && distinct.every((value) => scalarKind(value) !== 0)) {
      return new Unknown(facts, type !== ANY ? type : commonType(distinct), distinct, nullable);
    }
  }
  // Parts of a result may be unknown of facts of their own.
  return new Unknown(united(facts, factsWithin(distinct)), type, null, true);
}

function commonType(values: readonly Value[]): Type {
  const types = new Set(values.map((value) => simpleTypeOf(value) ?? ANY));
  return types.size === 1 ? [...types][0]! : ANY;
}

/**
 * What `operation` gives for unknown arguments: tried for each value they may have, if those are few. The result is the
 * value that all agree on, else an unknown of type `type`.
 */
export function lift(
  evaluation: Evaluation,
  operation: (chosen: Value[]) => Value,
  values: readonly Value[],
  type: Type = ANY,
): Value {
  const facts = factsOf(values);
  let combinations: Value[][] = [[]];
  let count = 1;
  const choices: (readonly Value[])[] = [];
  for (const value of values) {
    const possible = value instanceof Unknown ? value.values : [value];
    if (possible === null) return new Unknown(facts, type);
    count *= possible.length;
    if (count > MAX_GUESSES) return new Unknown(facts, type);
    choices.push(possible);
  }
  for (const possible of choices) {
    combinations = combinations.flatMap((begun) => possible.map((one) => [...begun, one]));
  }
  const reasons = evaluation.reasons.length;
  evaluation.charge(count);
  const joined = join(combinations.map(operation), facts, ANY);
  if (joined !== null) evaluation.reasons.length = Math.min(reasons, evaluation.reasons.length);
  if (joined instanceof Unknown && joined.type === ANY && joined.allowed === null) return new Unknown(joined.facts, type);
  return joined;
}
