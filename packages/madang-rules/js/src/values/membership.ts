/** Whether a value lies in a range or satisfies a test (DMN 1.5, table 55). */

import type { Evaluation, Place } from "../evaluation.ts";
import { ANY, BOOLEAN, ListType, unnamed } from "../types.ts";
import {
  ANYTHING, EITHER, MAY_BE_FALSE, MAY_BE_NULL, MAY_BE_TRUE, NO_FACTS, type Possible, type Truth, Unknown, factsOf, lift, possibility,
  truthOf, truths, united,
} from "../unknown.ts";
import { compare, equals } from "./equality.ts";
import { FeelRange, type Scalar, type Value, sameScalar, scalarKind } from "./kinds.ts";

function junctionTable(decisive: Possible): readonly Possible[] {
  const other = EITHER & ~decisive;
  const table: Possible[] = [];
  for (let a = 0; a < 8; a++) {
    for (let b = 0; b < 8; b++) {
      let found = (a | b) & decisive;
      // What decides needs no other; without it null wins over what does not decide.
      if (!a || !b) found = 0;
      if ((a & MAY_BE_NULL && b & (other | MAY_BE_NULL)) || (b & MAY_BE_NULL && a & other)) found |= MAY_BE_NULL;
      if (a & b & other) found |= other;
      table.push(found);
    }
  }
  return table;
}

const AND = junctionTable(MAY_BE_FALSE);
const OR = junctionTable(MAY_BE_TRUE);

/** What the three-valued `and` (or, where `decisive` is true, `or`) of two truths may turn out to be. */
export function junction(decisive: boolean, a: Possible, b: Possible): Possible {
  return (decisive ? OR : AND)[a * 8 + b]!;
}

function joined(values: readonly Value[], decisive: boolean): Truth {
  let possible: Possible = possibility(!decisive);
  let facts = NO_FACTS;
  for (const value of values) {
    if (value === decisive) return decisive;
    if (value instanceof Unknown) facts = united(facts, value.facts);
    possible = junction(decisive, possible, truths(value));
  }
  return truthOf(possible, facts);
}

/** The three-valued `and` of values already computed. */
export function conjunction(values: readonly Value[]): Truth {
  return joined(values, false);
}

/** The three-valued `or` of values already computed. */
export function disjunction(values: readonly Value[]): Truth {
  return joined(values, true);
}

/** The three-valued `not`; null for anything that is no boolean. */
export function negation(value: Value): Truth {
  if (value === true || value === false) return !value;
  if (value instanceof Unknown) {
    const possible = truths(value);
    const turned = (possible & MAY_BE_TRUE ? MAY_BE_FALSE : 0) | (possible & MAY_BE_FALSE ? MAY_BE_TRUE : 0);
    return truthOf(turned | (possible & MAY_BE_NULL), value.facts);
  }
  return null;
}

/** Answer whether the value lies in the range; null where it cannot be compared with its ends. */
export function inRange(evaluation: Evaluation, value: Value, range: FeelRange, place: Place): Truth {
  if (range.operator) {
    const answer = equals(evaluation, value, range.start, place);
    return range.operator === "!=" ? negation(answer) : answer;
  }
  const found: Truth[] = [];
  if (range.start !== null) found.push(compare(evaluation, range.startIncluded ? ">=" : ">", value, range.start, place));
  if (range.end !== null && found[0] !== false) {
    found.push(compare(evaluation, range.endIncluded ? "<=" : "<", value, range.end, place));
  }
  if (found.length === 0) return value === null ? null : true;
  return conjunction(found);
}

/** Answer `value in test` where the test is a value: equal to it, an item of it, or within it. */
export function satisfies(evaluation: Evaluation, value: Value, test: Value, place: Place = null): Truth {
  if (test instanceof FeelRange) return inRange(evaluation, value, test, place);
  if (test instanceof Unknown) return truthOf(ANYTHING, factsOf([test, value]));
  if (Array.isArray(test)) {
    if (value instanceof Unknown && value.values !== null) {
      return lift(evaluation, ([one]) => inList(evaluation, one!, test, place), [value], BOOLEAN) as Truth;
    }
    return inList(evaluation, value, test, place);
  }
  if (test === null) {
    if (value instanceof Unknown) return truthOf(MAY_BE_NULL | (value.nullable ? MAY_BE_TRUE : 0), value.facts);
    return value === null ? true : null;
  }
  return equals(evaluation, value, test, place);
}

/** An item of the list, within a range of the list, or the list itself; kinds that differ do not count. */
function inList(evaluation: Evaluation, value: Value, test: readonly Value[], place: Place): Truth {
  evaluation.charge(test.length);
  const kind = scalarKind(value);
  const undecided: Truth[] = [];
  const quiet = evaluation.reasons.length;
  const hush = () => {
    evaluation.reasons.length = Math.min(quiet, evaluation.reasons.length);
  };
  if (Array.isArray(value)) {
    const whole = equals(evaluation, value, test as Value[], place);
    if (whole === true) {
      hush();
      return true;
    }
    if (whole instanceof Unknown) undecided.push(withoutNull(whole));
  } else if (value instanceof Unknown && (value.type === ANY || unnamed(value.type) instanceof ListType)) {
    undecided.push(truthOf(EITHER, value.facts)); // it may be this very list
  }
  for (const item of test) {
    if (kind !== 0 && scalarKind(item) === kind) {
      if (sameScalar(kind, value as Scalar, item as Scalar)) {
        hush();
        return true;
      }
      continue;
    }
    let answer: Truth;
    if (item instanceof FeelRange && !(value instanceof FeelRange)) answer = inRange(evaluation, value, item, place);
    else if (Array.isArray(item) && !Array.isArray(value) && !(value instanceof Unknown)) continue;
    else answer = equals(evaluation, value, item, place);
    if (answer === true) {
      hush();
      return true;
    }
    if (answer instanceof Unknown) undecided.push(withoutNull(answer));
  }
  hush();
  return undecided.length > 0 ? disjunction(undecided) : false;
}

function withoutNull(answer: Unknown): Truth {
  const possible = truths(answer);
  return truthOf((possible & EITHER) | (possible & MAY_BE_NULL ? MAY_BE_FALSE : 0), answer.facts);
}
