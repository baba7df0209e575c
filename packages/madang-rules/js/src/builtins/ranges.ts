/** How points and ranges lie to one another, after Allen (DMN 1.5, 10.3.4.10, table 78). */

import type { Evaluation } from "../evaluation.ts";
import { FeelRange, type Key, type Value, compareKeys, orderKey, orderKind } from "../values/kinds.ts";
import { builtin } from "./registry.ts";

/** Two ends have no common order. */
class NoOrder extends Error {}

/** One end of a range; without bound where `kind` is 0. */
interface End {
  readonly kind: number;
  readonly key: Key;
  readonly included: boolean;
}

/** A range, or a point as the range that holds only it. */
interface Span {
  readonly start: End;
  readonly end: End;
}

function endOf(value: Value, included: boolean): End {
  const kind = orderKind(value);
  return { kind, key: kind === 0 ? 0 : orderKey(kind, value), included };
}

function spanOf(value: Value): Span {
  if (!(value instanceof FeelRange)) {
    const point = endOf(value, true);
    return { start: point, end: point };
  }
  if (value.operator === "!=") throw new NoOrder();
  return { start: endOf(value.start, value.startIncluded), end: endOf(value.end, value.endIncluded) };
}

/** Compare two ends as values; one without bound lies at the side its sign tells. */
function sign(a: End, b: End, withoutA: number, withoutB: number): number {
  if (a.kind === 0 || b.kind === 0) return Math.sign((a.kind === 0 ? withoutA : 0) - (b.kind === 0 ? withoutB : 0));
  if (a.kind !== b.kind) throw new NoOrder();
  return compareKeys(a.key, b.key);
}

const starts = (a: Span, b: Span): number => sign(a.start, b.start, -1, -1);
const ends = (a: Span, b: Span): number => sign(a.end, b.end, 1, 1);
const endToStart = (a: Span, b: Span): number => sign(a.end, b.start, 1, -1);

type Relation = (a: Span, b: Span) => boolean;

const before: Relation = (a, b) => {
  const order = endToStart(a, b);
  return order < 0 || (order === 0 && !(a.end.included && b.start.included));
};
const meets: Relation = (a, b) => a.end.included && b.start.included && endToStart(a, b) === 0;
const overlaps: Relation = (a, b) => !before(a, b) && !before(b, a);
const beginsFirst: Relation = (a, b) => {
  const order = starts(a, b);
  return order < 0 || (order === 0 && a.start.included && !b.start.included);
};
const beginsFirstOrTogether: Relation = (a, b) => {
  const order = starts(a, b);
  return order < 0 || (order === 0 && (a.start.included || !b.start.included));
};
const endsFirstOrTogether: Relation = (a, b) => {
  const order = ends(a, b);
  return order < 0 || (order === 0 && (b.end.included || !a.end.included));
};
const overlapsBefore: Relation = (a, b) => beginsFirst(a, b) && overlaps(a, b) && endsFirstOrTogether(a, b);
const includes: Relation = (a, b) => beginsFirstOrTogether(a, b) && endsFirstOrTogether(b, a);
const finishes: Relation = (a, b) => a.end.included === b.end.included && ends(a, b) === 0 && beginsFirstOrTogether(b, a);
const begins: Relation = (a, b) => a.start.included === b.start.included && starts(a, b) === 0 && endsFirstOrTogether(a, b);
const coincides: Relation = (a, b) =>
  a.start.included === b.start.included && a.end.included === b.end.included && starts(a, b) === 0 && ends(a, b) === 0;

const reversed = (relation: Relation): Relation => (a, b) => relation(b, a);

const POINTS = "point1: point, point2: point";
const POINT_RANGE = "point: point, range: range";
const RANGE_POINT = "range: range, point: point";
const RANGES = "range1: range, range2: range";

function declare(name: string, relation: Relation, ...parameters: string[]): void {
  const answer = (_: Evaluation, first: Value, second: Value): boolean | null => {
    try {
      return relation(spanOf(first), spanOf(second));
    } catch (error) {
      if (error instanceof NoOrder) return null;
      throw error;
    }
  };
  builtin(parameters.map((each) => `${name}(${each}) -> boolean`), answer);
}

declare("before", before, POINTS, POINT_RANGE, RANGE_POINT, RANGES);
declare("after", reversed(before), POINTS, POINT_RANGE, RANGE_POINT, RANGES);
declare("meets", meets, RANGES);
declare("met by", reversed(meets), RANGES);
declare("overlaps", overlaps, RANGES);
declare("overlaps before", overlapsBefore, RANGES);
declare("overlaps after", reversed(overlapsBefore), RANGES);
declare("finishes", finishes, POINT_RANGE, RANGES);
declare("finished by", reversed(finishes), RANGE_POINT, RANGES);
declare("includes", includes, RANGE_POINT, RANGES);
declare("during", reversed(includes), POINT_RANGE, RANGES);
declare("starts", begins, POINT_RANGE, RANGES);
declare("started by", reversed(begins), RANGE_POINT, RANGES);
declare("coincides", coincides, POINTS, RANGES);
