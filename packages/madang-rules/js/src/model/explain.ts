/** Why a decision came out as it did, as plain data: which row, which condition failed by how much, which article of law. */

import { BudgetExceeded } from "../evaluation.ts";
import { Unknown } from "../unknown.ts";
import { Decimal } from "../values/decimal.ts";
import { FeelFunction, FeelRange, type Value, compareStrings } from "../values/kinds.ts";
import type { Model } from "./program.ts";
import { type Miss, type RowMiss, annotationsOf, atomsOf, deciding, everyRow, factsOf, nearestRows } from "./rows.ts";
import type { TableRun } from "./table.ts";
import { type DecisionTrace, ROWS_SHOWN } from "./trace.ts";
import { areaInWords } from "./words.ts";

/** What JSON can hold. */
export type Plain = null | boolean | string | number | Plain[] | { [name: string]: Plain };

/** A value as null, truth, text, list or object. Numbers become text, so that no digit is lost. */
export function plain(value: Value): Plain {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Decimal) return value.plain;
  if (value instanceof Unknown) return { unknown: [...value.facts].sort(compareStrings) };
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

function rowData(run: TableRun, row: number): { [name: string]: Plain } {
  return { row: row + 1, id: run.table.row.ids[row]!, annotations: annotationsOf(run, row).map(({ name, text }) => ({ name, text })) };
}

function missData(miss: Miss): Plain {
  return {
    column: miss.column + 1,
    label: miss.label,
    value: plain(miss.value),
    wanted: miss.wanted,
    wanted_in_words: { ko: areaInWords(miss.area, miss.wanted, "ko"), en: areaInWords(miss.area, miss.wanted, "en") },
    open: miss.open,
    direction: miss.margin?.direction ?? null,
    by: miss.margin === null ? null : plain(miss.margin.by),
  };
}

type Told = <T>(work: () => readonly T[]) => readonly T[];

function tableData(run: TableRun, told: Told): Plain {
  const isMissed = run.matched.length === 0 && run.open.length === 0;
  const withConditions = (each: RowMiss): Plain => ({ ...rowData(run, each.row), conditions: each.misses.map(missData) });
  return {
    hit_policy: run.table.row.policy,
    aggregation: run.table.row.aggregation,
    inputs: run.table.inputs.map((input, index) => ({ label: input.label, value: plain(run.values[index]!) })),
    result: plain(run.result),
    matched: run.matched.map((row) => rowData(run, row)),
    deciding: told(() => deciding(run)).map((row) => row + 1),
    open: told(() => nearestRows(run, run.open, run.open.length)).map(withConditions),
    nearest: (isMissed ? told(() => nearestRows(run, everyRow(run), ROWS_SHOWN)) : []).map(withConditions),
  };
}

/** The trace of one decision as plain data, rows counted from 1. What telling had no budget for is empty, and `stopped` says so. */
export function asData(model: Model, trace: DecisionTrace): { [name: string]: Plain } {
  const { row } = trace.part;
  let stopped: BudgetExceeded | null = null as BudgetExceeded | null;
  const told: Told = (work) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      stopped ??= error;
      return [];
    }
  };
  const data = {
    decision: row.name,
    namespace: model.row.units[row.unit]!,
    question: row.question ?? null,
    value: plain(trace.value),
    facts: Object.fromEntries(factsOf(trace).map(([name, value]) => [name, plain(value)])),
    depth: trace.depth,
    tables: trace.tables.map((run) => tableData(run, told)),
    conditions: told(() => atomsOf(model, trace)).map(({ text, met, margin, value, wanted }) => ({
      text, met: plain(met), value: plain(value), wanted: plain(wanted), direction: margin?.direction ?? null, by: margin === null ? null : plain(margin.by),
    })),
    reasons: trace.reasons.map((each) => ({ code: each.code, ko: each.sentence("ko"), en: each.sentence("en") })),
    authorities: (row.authorities ?? []).map(({ name, location }) => ({ name, location })),
  };
  return stopped === null ? data : { ...data, stopped: { ko: stopped.sentence("ko"), en: stopped.sentence("en") } };
}
