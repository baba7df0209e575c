/** Which missing fact to ask for next: the one whose answer is expected to tell most. See `madang_rules.feel.question`. */

import { Evaluation } from "./evaluation.ts";
import { BOOLEAN, DATE, NUMBER, STRING, type Type } from "./types.ts";
import { Unknown, partsOf, unknownsWithin } from "./unknown.ts";
import { FeelDate } from "./values/date.ts";
import { Decimal, ONE, add, subtract } from "./values/decimal.ts";
import { equals } from "./values/equality.ts";
import { FeelRange, type Value, compareKeys, orderKey, orderKind, sameScalar, scalarKind, simpleTypeOf } from "./values/kinds.ts";
import { inRange } from "./values/membership.ts";

const MOST_COMPLETIONS = 512;
/** Bits are told to nine places, so that what is equally telling is equal. */
const PLACES = 1e9;

/** A missing fact. `information`: bits expected of its answer. `settles`: share of answers that alone decide. */
export interface NextQuestion {
  readonly fact: string;
  readonly information: number;
  readonly settles: number;
}

/** Answers to a question, each with its weight (relative to the others). */
export type Answers = readonly (readonly [Value, number])[];
export type Known = ReadonlyMap<string, Value>;

/** The missing facts that bear on the outcome, the most telling first. `answers`: those to expect for each fact. */
export function questions(
  decide: (facts: Known) => Value, facts: Known, answers: ReadonlyMap<string, Answers>, most: number = MOST_COMPLETIONS,
): NextQuestion[] {
  if (!isOpen(decide(facts))) return [];
  const missing = [...answers.keys()].filter((name) => facts.get(name) instanceof Unknown && answers.get(name)!.length > 0);
  missing.sort((a, b) => compareKeys(a, b));
  const tried = [...completions(missing.map((name) => answers.get(name)!), most)];
  const outcomes = tried.map(([values]) =>
    label(decide(new Map([...facts, ...missing.map((name, at) => [name, values[at]!] as const)]))),
  );
  const weights = tried.map(([, weight]) => weight);
  const found: NextQuestion[] = [];
  for (const [index, fact] of missing.entries()) {
    const expected = answers.get(fact)!;
    const bits = information(tried.map(([values]) => label(values[index]!)), outcomes, weights);
    const settled = expected.filter(([value]) => !isOpen(decide(new Map([...facts, [fact, value]]))));
    const settles = sum(settled.map(([, weight]) => weight)) / sum(expected.map(([, weight]) => weight));
    if (bits > 1e-9 || settles > 0) found.push({ fact, information: bits, settles });
  }
  return found.sort((a, b) => b.information - a.information || b.settles - a.settles || compareKeys(a.fact, b.fact));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** All completions where they are few, else a sample, the same as Python draws. */
function* completions(answers: readonly Answers[], most: number): Generator<[Value[], number]> {
  if (answers.reduce((count, one) => count * one.length, 1) <= most) {
    yield* products(answers, 0);
    return;
  }
  const draw = chance();
  for (let count = 0; count < most; count++) yield [answers.map((one) => drawn(one, draw())), 1];
}

function* products(answers: readonly Answers[], from: number): Generator<[Value[], number]> {
  if (from === answers.length) {
    yield [[], 1];
    return;
  }
  for (const [value, weight] of answers[from]!) {
    for (const [rest, other] of products(answers, from + 1)) yield [[value, ...rest], weight * other];
  }
}

function drawn(answers: Answers, share: number): Value {
  let left = share * sum(answers.map(([, weight]) => weight));
  for (const [value, weight] of answers) {
    if (left < weight) return value;
    left -= weight;
  }
  return answers[answers.length - 1]![0];
}

/** Numbers from 0 to below 1, always the same ones (mulberry32). */
function chance(): () => number {
  let state = 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A text that is the same for outcomes that are the same, also in how they are written: of a list or context, a digest. */
function label(value: Value, known: Map<Value, string> = new Map()): string {
  if (value instanceof Unknown) return `?${JSON.stringify([...value.facts].sort((a, b) => compareKeys(a, b)))}`;
  const parts = partsOf(value);
  if (parts !== null) {
    let found = known.get(value);
    if (found === undefined) {
      const names = value instanceof Map ? JSON.stringify([...value.keys()]) : "";
      found = digest(`${names}[${parts.map((part) => label(part, known)).join()}]`);
      known.set(value, found);
    }
    return found;
  }
  if (value instanceof FeelRange) {
    return `${label(value.start)}..${label(value.end)}${value.startIncluded}${value.endIncluded}${value.operator}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : `${scalarKind(value)}${value}`;
}

/** A short text that stands for a long one. */
function digest(text: string): string {
  let one = 0;
  let other = 0;
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one + text.charCodeAt(at), 31);
    other = Math.imul(other ^ text.charCodeAt(at), 0x01000193);
  }
  return `#${one}.${other}`;
}

function isOpen(value: Value): boolean {
  return !unknownsWithin([value]).next().done;
}

/** How many bits what is `given` tells of the outcomes. */
function information(given: readonly string[], outcomes: readonly string[], weights: readonly number[]): number {
  const groups = new Map<string, [string[], number[]]>();
  for (const [at, answer] of given.entries()) {
    let group = groups.get(answer);
    if (group === undefined) groups.set(answer, (group = [[], []]));
    group[0].push(outcomes[at]!);
    group[1].push(weights[at]!);
  }
  const total = sum(weights);
  const left = sum([...groups.values()].map(([some, own]) => (sum(own) / total) * entropy(some, own)));
  return Math.round(Math.abs(entropy(outcomes, weights) - left) * PLACES) / PLACES;
}

function entropy(outcomes: readonly string[], weights: readonly number[]): number {
  const totals = new Map<string, number>();
  for (const [at, outcome] of outcomes.entries()) totals.set(outcome, (totals.get(outcome) ?? 0) + weights[at]!);
  const total = sum([...totals.values()]);
  return -sum([...totals.values()].filter((weight) => weight > 0).map((weight) => (weight / total) * Math.log2(weight / total)));
}

/**
 * Answers to try for an unknown fact, with their weights: those that can be listed, else one on each side of each constant
 * that the rules compare it with, and the constants themselves.
 */
export function likelyAnswers(fact: Unknown, constants: readonly Value[] = []): Answers {
  const { values } = fact;
  if (values !== null) {
    const told = values.filter((value) => value !== null);
    return (told.length > 0 ? told : values).map((value) => [value, 1] as const);
  }
  const ends = (piece: Value): Value[] => (piece instanceof FeelRange ? [piece.start, piece.end] : [piece]);
  const candidates = constants.length > 0 ? constants : (fact.allowed ?? []).flatMap(ends);
  const tried: (boolean | string | Decimal | FeelDate)[] = [];
  for (const near of candidates.flatMap(neighbours)) {
    const type = simpleTypeOf(near);
    const isPlain = fact.type === NUMBER || fact.type === STRING || fact.type === DATE || fact.type === BOOLEAN;
    if (isPlain && type !== fact.type) continue;
    const known = tried.some((other) => scalarKind(other) === scalarKind(near) && sameScalar(scalarKind(near), near, other));
    if (!known && isAllowed(fact, near)) tried.push(near);
  }
  tried.sort((a, b) => RANKS.indexOf(simpleTypeOf(a)!) - RANKS.indexOf(simpleTypeOf(b)!) || inOrder(a, b));
  const weights = weightsOf(fact, tried);
  return tried.map((value, at) => [value, weights[at]!] as const);
}

const RANKS: readonly Type[] = [DATE, NUMBER, BOOLEAN, STRING];

function inOrder(a: Value, b: Value): number {
  if (typeof a === "boolean") return Number(a) - Number(b);
  return compareKeys(orderKey(orderKind(a), a), orderKey(orderKind(b), b));
}

function weightsOf(fact: Unknown, answers: readonly Value[]): number[] {
  const pieces = fact.allowed ?? [];
  const ranges = pieces.filter((piece) => piece instanceof FeelRange);
  const [low, high] = ranges.length === 1 && pieces.length === 1 ? [ranges[0]!.start, ranges[0]!.end].map(position) : [];
  const places = answers.map(position);
  if (low === undefined || high === undefined || low === null || high === null || low >= high || places.includes(null)) {
    return answers.map(() => 1);
  }
  const known = places as number[];
  const between = known.slice(1).map((place, at) => (known[at]! + place) / 2);
  const edges = [low, ...between, high];
  return edges.slice(1).map((upper, at) => Math.max(upper - edges[at]!, 0) / (high - low) + 1e-9);
}

function position(value: Value): number | null {
  if (value instanceof Decimal) return value.isZero || value.adjusted < 300 ? value.approximate : null;
  return value instanceof FeelDate ? value.days : null;
}

function neighbours(value: Value): (boolean | string | Decimal | FeelDate)[] {
  if (value instanceof Decimal) return [subtract(value, ONE), value, add(value, ONE)].filter((each) => each !== null);
  if (value instanceof FeelDate) {
    return [-1, 0, 1].map((days) => FeelDate.fromDays(value.days + days)).filter((each) => each !== null);
  }
  if (typeof value === "string") return [value, "…"];
  return typeof value === "boolean" ? [value] : [];
}

function isAllowed(fact: Unknown, value: Value): boolean {
  const evaluation = new Evaluation();
  return (fact.allowed ?? [null]).some((piece) => {
    if (fact.allowed === null) return true;
    return (piece instanceof FeelRange ? inRange(evaluation, value, piece, null) : equals(evaluation, value, piece)) === true;
  });
}
