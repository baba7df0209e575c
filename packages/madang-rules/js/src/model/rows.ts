/** Rows that did not match and conditions that failed: which, and by how much. */

import { unknownFacts } from "../conform.ts";
import type { Evaluation } from "../evaluation.ts";
import { Kind } from "../format/document.ts";
import { Unknown } from "../unknown.ts";
import { FeelDate } from "../values/date.ts";
import { Decimal, ONE, ZERO, absolute, compareDecimals, divide, subtract } from "../values/decimal.ts";
import { DAY, DaysDuration, MonthsDuration } from "../values/duration.ts";
import { FeelRange, type Value, compareKeys, type Key } from "../values/kinds.ts";
import { type Area, areaOfValues, axisKey, axisKind, isAll, isEmpty, isOrdered } from "./area.ts";
import { bits } from "./geometry.ts";
import { compareRanks } from "./policy.ts";
import type { Model } from "./program.ts";
import type { TableRun } from "./table.ts";
import type { DecisionTrace } from "./trace.ts";

/** How far a value lies below or above the nearest accepted end. */
export interface Margin {
  readonly direction: "below" | "above";
  readonly by: Decimal | DaysDuration | MonthsDuration;
  readonly ofDates: boolean;
}

function marginBetween(value: Value, end: Value): Margin | null {
  const kind = axisKind(value);
  if (kind === null || kind !== axisKind(end) || !isOrdered(kind)) return null;
  return marginOfKeys(value, axisKey(value) as Key, axisKey(end) as Key, null);
}

function marginOfKeys(value: Value, place: Key, end: Key, told: "below" | "above" | null): Margin {
  const direction = told ?? (compareKeys(place, end) < 0 ? "below" : "above");
  const ofDates = value instanceof FeelDate;
  if (place instanceof Decimal) return { direction, by: absolute(subtract(place, end as Decimal) ?? ZERO), ofDates };
  if (ofDates) {
    return { direction, by: new DaysDuration(BigInt(Math.abs((place as number) - (end as number))) * BigInt(DAY)), ofDates };
  }
  if (typeof place === "bigint") {
    const distance = place - (end as bigint);
    return { direction, by: new DaysDuration(distance < 0n ? -distance : distance), ofDates };
  }
  return { direction, by: new MonthsDuration(Math.abs((place as number) - (end as number))), ofDates };
}

/** How far a value lies outside an area; null where it lies inside or no distance can be told. */
function marginOf(value: Value, area: Area | null): Margin | null {
  const kind = axisKind(value);
  if (area === null || kind === null || area.negated || kind !== area.kind || !isOrdered(kind)) return null;
  const place = axisKey(value) as Key;
  let best: Margin | null = null;
  for (const interval of area.intervals) {
    if (isEmpty(interval)) continue;
    const { low, lowClosed, high, highClosed } = interval;
    const toLow = low === null ? 1 : compareKeys(place, low);
    const toHigh = high === null ? -1 : compareKeys(place, high);
    let margin: Margin;
    if (toLow < 0 || (toLow === 0 && !lowClosed)) margin = marginOfKeys(value, place, low!, "below");
    else if (toHigh > 0 || (toHigh === 0 && !highClosed)) margin = marginOfKeys(value, place, high!, "above");
    else return null;
    if (best === null || compareKeys(sizeOf(margin), sizeOf(best)) < 0) best = margin;
  }
  return best;
}

/** Whether the value is the end itself, which is just not accepted. */
export function isNothing({ by }: Margin): boolean {
  if (by instanceof Decimal) return by.isZero;
  return by instanceof DaysDuration ? by.nanos === 0n : by.months === 0;
}

function sizeOf({ by }: Margin): Key {
  if (by instanceof DaysDuration) return by.nanos;
  return by instanceof MonthsDuration ? by.months : by;
}

/** A condition not met, or (`open`) not known to be. */
export interface Miss {
  readonly column: number;
  readonly label: string;
  readonly value: Value;
  readonly wanted: string;
  readonly area: Area | null;
  readonly margin: Margin | null;
  readonly open: boolean;
}

export interface RowMiss {
  readonly row: number;
  readonly misses: readonly Miss[];
}

function rowMisses(run: TableRun, rows: readonly number[], evaluation: Evaluation): RowMiss[] {
  const chosen = rows.reduce((set, row) => set | (1n << BigInt(row)), 0n);
  const misses = new Map<number, Miss[]>(rows.map((row) => [row, []]));
  for (const [index, input] of run.table.inputs.entries()) {
    const value = run.values[index]!;
    evaluation.charge((input.column.cells.length + rows.length) >> 3);
    for (const cell of input.column.cells) {
      const here = cell.rules & chosen;
      if (here === 0n || (cell.area !== null && isAll(cell.area))) continue;
      const verdict = cell.tests(run.scope, evaluation, value);
      if (verdict === true) continue;
      // What a cell that compares with more than constants accepts this time, so that the amount can be told.
      const now = cell.area === null && cell.range !== null ? cell.range(run.scope, evaluation) : null;
      const area = now instanceof FeelRange && now.operator !== "!=" ? areaOfValues([now]) : cell.area;
      const miss: Miss = {
        column: index, label: input.label, value, wanted: cell.text, area, margin: marginOf(value, area),
        open: verdict instanceof Unknown,
      };
      for (const row of bits(here)) misses.get(row)!.push(miss);
    }
  }
  return rows.map((row) => ({ row, misses: misses.get(row)! }));
}

/** How far a condition is from being met, measured by the value itself (a duration: by years). */
function distance({ margin, value }: Miss): number {
  if (margin === null) return 1;
  const by = margin.by;
  if (by instanceof DaysDuration) return Number(by.nanos) / (365 * DAY);
  if (by instanceof MonthsDuration) return by.months / 12;
  const size = absolute(value as Decimal);
  return divide(by, compareDecimals(size, ONE) > 0 ? size : ONE)?.approximate ?? Infinity;
}

/** The rows that came nearest to matching: the fewest conditions not met first. */
export function nearestRows(run: TableRun, rows: readonly number[], limit: number): RowMiss[] {
  const failed = (each: RowMiss): number => each.misses.filter((miss) => !miss.open).length;
  const far = (each: RowMiss): number => each.misses.reduce((sum, miss) => sum + distance(miss), 0);
  return rowMisses(run, rows, run.telling.again())
    .filter((each) => each.misses.length > 0)
    .sort((a, b) => failed(a) - failed(b) || a.misses.length - b.misses.length || far(a) - far(b) || a.row - b.row)
    .slice(0, limit);
}

/** The rules of which one gives the result, as far as the facts tell, in the order of the hit policy; none under a policy
 * that collects rules. Throws `BudgetExceeded`. */
function candidates(run: TableRun): readonly number[] {
  const { matched, open } = run;
  const rules = [...matched, ...open].sort((a, b) => a - b);
  switch (run.table.row.policy) {
    case "FIRST":
      return upToTheFirstThatMatched(run, rules);
    case "PRIORITY": {
      const telling = run.telling.again();
      const isOpen = (rule: number): boolean => unknownFacts(run.table.output(rule, run.scope, telling), telling) !== null;
      if (open.length > 0 && rules.some(isOpen)) return rules;
      const ranks = new Map(rules.map((rule) => [rule, run.table.rank(rule, run.scope, telling)]));
      return upToTheFirstThatMatched(run, rules.sort((a, b) => compareRanks(ranks.get(a)!, ranks.get(b)!)));
    }
    case "UNIQUE":
      if (matched.length > 1) return matched;
      return rules.filter((rule) => matched.includes(rule) || !matched.some((sure) => run.table.areDisjoint(rule, sure)));
    case "ANY":
      return matched.length > 0 && !(run.result instanceof Unknown) ? matched : rules;
    default:
      return [];
  }
}

function upToTheFirstThatMatched(run: TableRun, rules: readonly number[]): readonly number[] {
  const sure = rules.findIndex((rule) => run.matched.includes(rule));
  return sure < 0 ? rules : rules.slice(0, sure + 1);
}

/** The candidates where more facts may still tell which of them decides. Throws `BudgetExceeded`. */
export function undecided(run: TableRun): readonly number[] {
  const rules = run.open.length > 0 ? candidates(run) : [];
  return rules.some((rule) => run.open.includes(rule)) ? rules : [];
}

/** Those of the rules that matched which the hit policy surely let decide. Throws `BudgetExceeded`. */
export function deciding(run: TableRun): readonly number[] {
  if (run.matched.length === 0 || undecided(run).length > 0) return [];
  return ["FIRST", "PRIORITY"].includes(run.table.row.policy) ? candidates(run).slice(0, 1) : run.matched;
}

/** Whether the default stands unless one of the open rules turns out to match. */
export function defaultIsOpen(run: TableRun): boolean {
  const rules = run.open.reduce((set, rule) => set | (1n << BigInt(rule)), 0n);
  return run.matched.length === 0 && run.table.hasDefault && !run.table.isCovered(run.values, rules);
}

/** The annotations of a row, with the names of their columns, for example the article of law. */
export function annotationsOf(run: TableRun, row: number): { readonly name: string; readonly text: string }[] {
  const { columns, notes } = run.table.row;
  return notes[row]!.map((text, index) => ({ name: columns[index] ?? "", text })).filter(({ text }) => text !== "");
}

/** The rows that decided, counted from 1, with what their annotations say. Throws `BudgetExceeded`. */
export function decidingRows(trace: DecisionTrace): { readonly row: number; readonly annotations: ReturnType<typeof annotationsOf> }[] {
  return trace.tables.flatMap((run) => deciding(run).map((row) => ({ row: row + 1, annotations: annotationsOf(run, row) })));
}

/** Every row of a table, counted from 0. */
export function everyRow(run: TableRun): number[] {
  return Array.from({ length: run.table.row.rules }, (_, row) => row);
}

/** One condition of a decision that is a conjunction or disjunction. */
export interface Atom {
  readonly text: string;
  /** The same in words. */
  readonly said: { readonly ko: string; readonly en: string };
  readonly met: Value;
  readonly margin: Margin | null;
  /** Where it is a comparison that failed: the value, and the one it was compared with. */
  readonly value: Value;
  readonly wanted: Value;
}

/** The conditions of a decision without tables; none where its logic is no conjunction, disjunction or comparison. */
export function atomsOf(model: Model, trace: DecisionTrace): Atom[] {
  if (trace.tables.length > 0) return [];
  const { unit } = model;
  const telling = trace.telling.again();
  const value = (node: number): Value => unit.run(node)(trace.scope, telling);
  return (trace.part.row.atoms ?? []).map(([text, root, ko = text, en = ko]) => {
    const said = { ko, en };
    const met = value(root);
    if (unit.document.kind(root) === Kind.Comparison && unit.document.at(root, 1) >= 2 && met === false) {
      const left = value(unit.document.child(root, 2));
      const right = value(unit.document.child(root, 3));
      const margin = marginBetween(left, right);
      if (margin !== null) return { text, said, met, margin, value: left, wanted: right };
    }
    return { text, said, met, margin: null, value: null, wanted: null };
  });
}

/** The values a decision saw, by name; functions left out. */
export function factsOf(trace: DecisionTrace): [string, Value][] {
  const facts: [string, Value][] = [];
  for (const [imported, need] of trace.part.needs) {
    if (need.isStatic) continue;
    const outer = imported === null ? trace.scope.get(need.name) : trace.scope.get(imported);
    const value = imported === null ? outer : outer instanceof Map ? outer.get(need.name) : undefined;
    facts.push([imported === null ? need.name : `${imported}.${need.name}`, value ?? null]);
  }
  return facts;
}
