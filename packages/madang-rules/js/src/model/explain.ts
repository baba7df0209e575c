/** Why a decision came out as it did, as plain data: which row, which condition failed by how much, which article of law. */

import { Evaluation } from "../evaluation.ts";
import { Kind } from "../format/document.ts";
import { Unknown } from "../unknown.ts";
import { FeelDate } from "../values/date.ts";
import { Decimal, ONE, ZERO, absolute, compareDecimals, divide, subtract } from "../values/decimal.ts";
import { DAY, DaysDuration, MonthsDuration } from "../values/duration.ts";
import { FeelFunction, FeelRange, type Value, compareKeys, type Key } from "../values/kinds.ts";
import { type Area, axisKey, axisKind, isAll, isEmpty, isOrdered } from "./area.ts";
import type { Model } from "./program.ts";
import type { TableRun } from "./table.ts";
import type { DecisionTrace } from "./trace.ts";

/** What JSON can hold. */
export type Plain = null | boolean | string | number | Plain[] | { [name: string]: Plain };

/** A value as null, truth, text, list or object. Numbers become text, so that no digit is lost. */
export function plain(value: Value): Plain {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Decimal) return value.plain;
  if (value instanceof Unknown) return { unknown: [...value.facts].sort() };
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, item]) => [name, plain(item)]));
  if (value instanceof FeelRange) {
    return {
      start: plain(value.start), end: plain(value.end), start_included: value.startIncluded, end_included: value.endIncluded,
    };
  }
  if (value instanceof FeelFunction) return `function(${value.parameters.map((each) => each.name).join(", ")})`;
  return String(value);
}

/** How far a value lies below or above the nearest accepted end. */
interface Margin {
  readonly direction: "below" | "above";
  readonly by: Decimal | DaysDuration | MonthsDuration;
}

function marginBetween(value: Value, end: Value): Margin | null {
  const kind = axisKind(value);
  if (kind === null || kind !== axisKind(end) || !isOrdered(kind)) return null;
  return marginOfKeys(value, axisKey(value) as Key, axisKey(end) as Key, null);
}

function marginOfKeys(value: Value, place: Key, end: Key, told: "below" | "above" | null): Margin {
  const direction = told ?? (compareKeys(place, end) < 0 ? "below" : "above");
  if (place instanceof Decimal) return { direction, by: absolute(subtract(place, end as Decimal) ?? ZERO) };
  if (value instanceof FeelDate) {
    return { direction, by: new DaysDuration(BigInt(Math.abs((place as number) - (end as number))) * BigInt(DAY)) };
  }
  if (typeof place === "bigint") {
    const distance = place - (end as bigint);
    return { direction, by: new DaysDuration(distance < 0n ? -distance : distance) };
  }
  return { direction, by: new MonthsDuration(Math.abs((place as number) - (end as number))) };
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

function sizeOf({ by }: Margin): Key {
  if (by instanceof DaysDuration) return by.nanos;
  return by instanceof MonthsDuration ? by.months : by;
}

/** A condition not met, or (`open`) not known to be. */
interface Miss {
  readonly column: number;
  readonly label: string;
  readonly value: Value;
  readonly wanted: string;
  readonly margin: Margin | null;
  readonly open: boolean;
}

interface RowMiss {
  readonly row: number;
  readonly misses: readonly Miss[];
}

function rowMisses(run: TableRun, rows: readonly number[]): RowMiss[] {
  const misses = new Map<number, Miss[]>(rows.map((row) => [row, []]));
  for (const [index, input] of run.table.inputs.entries()) {
    const value = run.values[index]!;
    for (const cell of input.column.cells) {
      const here = rows.filter((row) => ((cell.rules >> BigInt(row)) & 1n) === 1n);
      if (here.length === 0 || (cell.area !== null && isAll(cell.area))) continue;
      const verdict = cell.tests(run.scope, new Evaluation(), value);
      if (verdict === true) continue;
      const miss: Miss = {
        column: index, label: input.label, value, wanted: cell.text, margin: marginOf(value, cell.area),
        open: verdict instanceof Unknown,
      };
      for (const row of here) misses.get(row)!.push(miss);
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
function nearestRows(run: TableRun, rows: readonly number[], limit: number): RowMiss[] {
  const failed = (each: RowMiss): number => each.misses.filter((miss) => !miss.open).length;
  const far = (each: RowMiss): number => each.misses.reduce((sum, miss) => sum + distance(miss), 0);
  return rowMisses(run, rows)
    .filter((each) => each.misses.length > 0)
    .sort((a, b) => failed(a) - failed(b) || a.misses.length - b.misses.length || far(a) - far(b) || a.row - b.row)
    .slice(0, limit);
}

/** Those of the rules that matched which the hit policy let decide. */
function deciding(run: TableRun): readonly number[] {
  const { policy } = run.table.row;
  if (run.matched.length === 0 || (policy !== "FIRST" && policy !== "PRIORITY")) return run.matched;
  if (policy === "FIRST") return run.matched.slice(0, 1);
  const ranks = run.matched.map((rule) => ({ rule, rank: run.table.rank(rule, run.scope, new Evaluation()) }));
  ranks.sort((a, b) => {
    for (let at = 0; at < a.rank.length; at++) if (a.rank[at] !== b.rank[at]) return a.rank[at]! - b.rank[at]!;
    return 0;
  });
  return [ranks[0]!.rule];
}

function annotations(run: TableRun, row: number): Plain[] {
  const notes = run.table.row.notes[row]!;
  const { columns } = run.table.row;
  const found: Plain[] = [];
  for (const [index, text] of notes.entries()) if (text) found.push({ name: columns[index] ?? "", text });
  return found;
}

function rowData(run: TableRun, row: number): { [name: string]: Plain } {
  return { row: row + 1, id: run.table.row.ids[row]!, annotations: annotations(run, row) };
}

function missData(miss: Miss): Plain {
  return {
    column: miss.column + 1,
    label: miss.label,
    value: plain(miss.value),
    wanted: miss.wanted,
    open: miss.open,
    direction: miss.margin?.direction ?? null,
    by: miss.margin === null ? null : plain(miss.margin.by),
  };
}

function tableData(run: TableRun): Plain {
  const isMissed = run.matched.length === 0 && run.open.length === 0;
  const all = Array.from({ length: run.table.row.rules }, (_, row) => row);
  const withConditions = (each: RowMiss): Plain => ({ ...rowData(run, each.row), conditions: each.misses.map(missData) });
  return {
    hit_policy: run.table.row.policy,
    aggregation: run.table.row.aggregation,
    inputs: run.table.inputs.map((input, index) => ({ label: input.label, value: plain(run.values[index]!) })),
    result: plain(run.result),
    matched: run.matched.map((row) => rowData(run, row)),
    deciding: deciding(run).map((row) => row + 1),
    open: nearestRows(run, run.open, run.open.length).map(withConditions),
    nearest: (isMissed ? nearestRows(run, all, 3) : []).map(withConditions),
  };
}

function atomData(model: Model, trace: DecisionTrace, [text, root]: readonly [string, number]): Plain {
  const { unit } = model;
  const value = (node: number): Value => unit.run(node)(trace.scope, new Evaluation());
  const met = value(root);
  let margin: Margin | null = null;
  if (unit.document.kind(root) === Kind.Comparison && unit.document.at(root, 1) >= 2 && met === false) {
    margin = marginBetween(value(unit.document.child(root, 2)), value(unit.document.child(root, 3)));
  }
  return { text, met: plain(met), direction: margin?.direction ?? null, by: margin === null ? null : plain(margin.by) };
}

/** The trace of one decision as plain data, rows counted from 1. */
export function asData(model: Model, trace: DecisionTrace): { [name: string]: Plain } {
  const { row } = trace.part;
  const facts: [string, Plain][] = [];
  for (const [imported, need] of trace.part.needs) {
    if (need.isStatic) continue;
    const outer = imported === null ? trace.scope.get(need.name) : trace.scope.get(imported);
    const value = imported === null ? outer : outer instanceof Map ? outer.get(need.name) : undefined;
    facts.push([imported === null ? need.name : `${imported}.${need.name}`, plain(value ?? null)]);
  }
  return {
    decision: row.name,
    namespace: model.row.units[row.unit]!,
    question: row.question ?? null,
    value: plain(trace.value),
    facts: Object.fromEntries(facts),
    depth: trace.depth,
    tables: trace.tables.map(tableData),
    conditions: trace.tables.length > 0 ? [] : (row.atoms ?? []).map((atom) => atomData(model, trace, atom)),
    reasons: trace.reasons.map((each) => ({ code: each.code, ko: each.sentence("ko"), en: each.sentence("en") })),
    authorities: (row.authorities ?? []).map(({ name, location }) => ({ name, location })),
  };
}
