/** Equality and order of values (DMN 1.5, 10.3.2.12 and tables 42, 43 and 53), three-valued. */

import { typeName } from "../conform.ts";
import type { Evaluation, Place } from "../evaluation.ts";
import {
  ANYTHING, EITHER, type Facts, MAY_BE_FALSE, MAY_BE_NULL, MAY_BE_TRUE, type Possible, type Truth, Unknown, factsOf, lift,
  possibility, truthOf, united,
} from "../unknown.ts";
import {
  FeelFunction, FeelRange, type Key, type Scalar, type Value, answers, compareKeys, orderKey, orderKind, sameScalar, scalarKind,
  simpleTypeOf, TIME_KIND, MOMENT_KIND,
} from "./kinds.ts";
import { inRange } from "./membership.ts";
import { BOOLEAN, sameType } from "../types.ts";

/** Answer `left = right`; null where the two are of different kinds. */
export function equals(evaluation: Evaluation, left: Value, right: Value, place: Place = null): Truth {
  const kind = scalarKind(left);
  if (kind !== 0 && kind === scalarKind(right)) return sameScalar(kind, left as Scalar, right as Scalar);
  if (left instanceof Unknown || right instanceof Unknown) return unknownEquals(evaluation, left, right, place);
  if (left === null || right === null) return left === right;
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return false;
    return allEqual(evaluation, left.map((item, at) => [item, right[at]!]), place);
  }
  if (left instanceof Map && right instanceof Map) {
    if (left.size !== right.size) return false;
    const pairs: [Value, Value][] = [];
    for (const [name, value] of left) {
      const other = right.get(name);
      if (other === undefined) return false;
      pairs.push([value, other]);
    }
    return allEqual(evaluation, pairs, place);
  }
  if (left instanceof FeelRange && right instanceof FeelRange) {
    if (left.startIncluded !== right.startIncluded || left.endIncluded !== right.endIncluded) return false;
    if (left.operator !== right.operator) return false;
    return allEqual(evaluation, [[left.start, right.start], [left.end, right.end]], place);
  }
  if (left instanceof FeelFunction && right instanceof FeelFunction) return left === right;
  return evaluation.record("operands", place, { operator: "=", left: typeName(left), right: typeName(right) });
}

function allEqual(evaluation: Evaluation, pairs: readonly [Value, Value][], place: Place): Truth {
  evaluation.charge(pairs.length);
  let isNull = false;
  let facts: Facts | null = null;
  for (const [left, right] of pairs) {
    const answer = equals(evaluation, left, right, place);
    if (answer === false) return false;
    if (answer === null) isNull = true;
    else if (answer !== true) facts = facts === null ? answer.facts : united(facts, answer.facts);
  }
  if (facts !== null) return truthOf(ANYTHING, facts);
  return isNull ? null : true;
}

function unknownEquals(evaluation: Evaluation, left: Value, right: Value, place: Place): Truth {
  if (isListed(left) && isListed(right)) {
    const found = lift(evaluation, ([a, b]) => equals(evaluation, a!, b!, place), [left, right]);
    if (!(found instanceof Unknown) || found.allowed !== null) return found as Truth;
  }
  const facts = factsOf([left, right]);
  if (left instanceof Unknown && right instanceof Unknown) return truthOf(ANYTHING, facts);
  const unknown = (left instanceof Unknown ? left : right) as Unknown;
  const other = left instanceof Unknown ? right : left;
  if (other === null) return truthOf(unknown.nullable ? EITHER : MAY_BE_FALSE, facts);
  if (unknown.allowed !== null && scalarKind(other) !== 0) {
    let possible: Possible = unknown.nullable ? MAY_BE_FALSE : 0;
    const quiet = evaluation.reasons.length;
    for (const piece of unknown.allowed) {
      if (piece instanceof FeelRange) {
        const inside = inRange(evaluation, other, piece, null);
        possible |= MAY_BE_FALSE;
        if (inside !== false) possible |= MAY_BE_TRUE;
        if (inside !== false && inside !== true) possible |= MAY_BE_NULL;
      } else {
        possible |= possibility(equals(evaluation, piece, other, place));
      }
    }
    evaluation.reasons.length = Math.min(quiet, evaluation.reasons.length);
    return truthOf(possible, facts);
  }
  return truthOf(ANYTHING, facts);
}

/** Whether a value is known, or all it may be can be listed: then operations are tried on each. */
function isListed(value: Value): boolean {
  return !(value instanceof Unknown) || (value.allowed === null ? value.type === BOOLEAN : value.values !== null);
}

/** Answer `left operator right` for < <= > >=; null where the two have no common order. */
export function compare(evaluation: Evaluation, operator: string, left: Value, right: Value, place: Place = null): Truth {
  if (left instanceof Unknown || right instanceof Unknown) return unknownCompare(evaluation, operator, left, right, place);
  const kind = orderKind(left);
  if (kind === 0 || kind !== orderKind(right)) {
    return evaluation.record("operands", place, { operator, left: typeName(left), right: typeName(right) });
  }
  return answers(operator, compareKeys(orderKey(kind, left), orderKey(kind, right)));
}

const MIRRORED: Record<string, string> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function unknownCompare(evaluation: Evaluation, operator: string, left: Value, right: Value, place: Place): Truth {
  if (isListed(left) && isListed(right)) {
    const found = lift(evaluation, ([a, b]) => compare(evaluation, operator, a!, b!, place), [left, right]);
    if (!(found instanceof Unknown) || found.allowed !== null) return found as Truth;
  }
  if (left instanceof Unknown && right instanceof Unknown) return truthOf(ANYTHING, united(left.facts, right.facts));
  const mirrored = right instanceof Unknown;
  const unknown = (mirrored ? right : left) as Unknown;
  const value = mirrored ? left : right;
  const asked = mirrored ? MIRRORED[operator]! : operator;
  const kind = orderKind(value);
  if (kind === 0) return null;
  const key = orderKey(kind, value);
  const isNull = unknown.nullable ? MAY_BE_NULL : 0;
  const { allowed } = unknown;
  if (allowed === null) {
    const scalar = scalarKind(value);
    const comparable = sameType(unknown.type, simpleTypeOf(value)!) && scalar !== TIME_KIND && scalar !== MOMENT_KIND;
    return truthOf(isNull | (comparable ? EITHER : ANYTHING), unknown.facts);
  }
  let possible: Possible = isNull;
  for (const piece of allowed) {
    if (piece instanceof FeelRange) possible |= rangeAnswers(asked, piece, kind, key);
    else if (orderKind(piece) !== kind) possible |= MAY_BE_NULL;
    else possible |= possibility(answers(asked, compareKeys(orderKey(kind, piece), key)));
  }
  return truthOf(possible, unknown.facts);
}

/** How the values of a range may compare to one value: over-approximated at open ends. */
function rangeAnswers(operator: string, piece: FeelRange, kind: number, key: Key): Possible {
  const startKind = orderKind(piece.start);
  const endKind = orderKind(piece.end);
  if (piece.operator === "!=" || (startKind !== 0 && startKind !== kind) || (endKind !== 0 && endKind !== kind)) return ANYTHING;
  if (startKind === 0 && endKind === 0) return ANYTHING;
  const low = startKind === 0 ? -1 : compareKeys(orderKey(kind, piece.start), key);
  const high = endKind === 0 ? 1 : compareKeys(orderKey(kind, piece.end), key);
  let found: Possible = 0;
  if (low < 0) found |= possibility(answers(operator, -1));
  if ((low < 0 || (low === 0 && piece.startIncluded)) && (high > 0 || (high === 0 && piece.endIncluded))) {
    found |= possibility(answers(operator, 0));
  }
  if (high > 0) found |= possibility(answers(operator, 1));
  return found;
}
