/**
 * One column of a decision table as an axis cut into segments, on which every cell is a set of segments.
 *
 * An ordered axis with the bounds b0 < b1 < … has the segments (-∞, b0), {b0}, (b0, b1), {b1}, …, (bn, ∞). Any other axis
 * has one segment a value named in the column, and one for all values not named. The last segment of each is null.
 */

import { type Key, compareKeys } from "../values/kinds.ts";
import { type Area, type AxisKey, type AxisKind, type Interval, isAll, isEmpty, isOrdered, keyText } from "./area.ts";

/** First and last segment, both included. */
export type Span = readonly [number, number];

export class Axis {
  readonly kind: AxisKind;
  readonly segments: number;
  readonly nullSegment: number;
  private readonly bounds: readonly Key[];
  private readonly places = new Map<string, number>();

  constructor(kind: AxisKind, areas: readonly Area[]) {
    this.kind = kind;
    const bounds = new Map<string, Key>();
    if (isOrdered(kind)) {
      for (const area of areas) {
        for (const { low, high } of area.intervals) {
          for (const end of [low, high]) if (end !== null) bounds.set(keyText(end), end);
        }
      }
      this.bounds = [...bounds.values()].sort(compareKeys);
      for (const [index, bound] of this.bounds.entries()) this.places.set(keyText(bound), 2 * index + 1);
      this.segments = 2 * this.bounds.length + 2;
    } else {
      this.bounds = [];
      for (const area of areas) for (const text of area.values.keys()) this.add(text);
      if (kind === "boolean") for (const text of ["false", "true"]) this.add(text);
      this.segments = this.places.size + 2;
    }
    this.nullSegment = this.segments - 1;
  }

  private add(text: string): void {
    if (!this.places.has(text)) this.places.set(text, this.places.size);
  }

  /** The segment of a value of this axis' kind. */
  segment(key: AxisKey): number {
    const found = this.places.get(keyText(key));
    if (found !== undefined) return found;
    if (this.bounds.length === 0) return this.segments - 2;
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareKeys(this.bounds[middle]!, key as Key) < 0) low = middle + 1;
      else high = middle;
    }
    return 2 * low;
  }

  /** The segments of `area` as sorted, disjoint spans. */
  spans(area: Area): Span[] {
    const last = this.segments - 2;
    if (isAll(area)) return [[0, this.nullSegment]];
    let spans: Span[] = [];
    if (isOrdered(area.kind)) {
      spans = merged(area.intervals.filter((each) => !isEmpty(each)).map((each) => this.span(each)));
    } else {
      spans = merged([...area.values.keys()].map((text): Span => [this.places.get(text)!, this.places.get(text)!]));
    }
    if (area.negated) spans = complement(spans, last);
    if (area.isNull) spans.push([this.nullSegment, this.nullSegment]);
    return spans;
  }

  private span({ low, lowClosed, high, highClosed }: Interval): Span {
    return [
      low === null ? 0 : this.places.get(keyText(low))! + (lowClosed ? 0 : 1),
      high === null ? this.segments - 2 : this.places.get(keyText(high))! - (highClosed ? 0 : 1),
    ];
  }
}

/** The bit set of the segments in `spans`. */
export function maskOf(spans: readonly Span[]): bigint {
  let mask = 0n;
  for (const [start, end] of spans) mask |= (1n << BigInt(end + 1)) - (1n << BigInt(start));
  return mask;
}

function merged(given: readonly Span[]): Span[] {
  const spans = given.filter(([start, end]) => start <= end).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const made: [number, number][] = [];
  for (const [start, end] of spans) {
    const last = made[made.length - 1];
    if (last !== undefined && start <= last[1] + 1) last[1] = Math.max(end, last[1]);
    else made.push([start, end]);
  }
  return made;
}

function complement(spans: readonly Span[], last: number): Span[] {
  const made: Span[] = [];
  let start = 0;
  for (const [first, end] of spans) {
    if (start < first) made.push([start, first - 1]);
    start = end + 1;
  }
  if (start <= last) made.push([start, last]);
  return made;
}
