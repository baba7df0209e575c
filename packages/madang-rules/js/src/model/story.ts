/** The whole answer to "why?" in sentences: which row, which condition failed by how much, which article of law. */

import { unknownFacts } from "../conform.ts";
import { BudgetExceeded, type Language, sentenceOf } from "../evaluation.ts";
import { NO_FACTS, Unknown } from "../unknown.ts";
import { type Value, compareStrings } from "../values/kinds.ts";
import { Decimal } from "../values/decimal.ts";
import type { Model } from "./program.ts";
import {
  type Atom, type Margin, type Miss, type RowMiss, annotationsOf, atomsOf, deciding, defaultIsOpen, everyRow, factsOf, isNothing,
  nearestRows, undecided,
} from "./rows.ts";
import type { TableRun } from "./table.ts";
import { type DecisionTrace, ROWS_SHOWN } from "./trace.ts";
import { type Pair, areaInWords, durationInWords, quoted, valueInWords } from "./words.ts";

const MAX_ROWS_TOLD = 5;
const MAX_ROWS_NAMED = 20;
const ONE_RESULT = ["UNIQUE", "ANY", "PRIORITY", "FIRST"];
/** What an annotation says of its row: somebody has compared it with the law, or nobody has yet. */
const MARK = /^\s*(lead|checked)\s*(?::(.*))?$/is;
/** Names of the column that tells the article of law: said in the language of the sentence. */
const GROUNDS = ["근거", "Grounds", "grounds"];

/** Plain sentences about one decision, in the order a person would ask. Where telling needs more than the budget of the question, they end with that. */
export function explain(model: Model, trace: DecisionTrace, language: Language = "en"): string[] {
  return new Story(language).of(model, trace);
}

class Story {
  private readonly language: Language;
  private readonly said: string[] = [];

  constructor(language: Language) {
    this.language = language;
  }

  of(model: Model, trace: DecisionTrace): string[] {
    try {
      this.whole(model, trace);
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      this.said.push(error.sentence(this.language));
    }
    return this.said;
  }

  private whole(model: Model, trace: DecisionTrace): void {
    const { language } = this;
    this.say("why-result", { name: this.name(trace.part.row.name, "은/는"), value: valueInWords(trace.value, language) });
    const facts = factsOf(trace).map(([name, value]) => `${this.name(name)} = ${valueInWords(seen(name, value), language)}`);
    if (facts.length > 0) this.say("why-facts", { facts: facts.join(", ") });
    for (const run of trace.tables) this.table(run);
    for (const atom of atomsOf(model, trace)) this.atom(atom);
    if (trace.value instanceof Unknown && trace.value.facts.size > 0) {
      this.say("why-unknown", { facts: this.names(trace.value.facts) });
    }
    for (const reason of trace.reasons) this.said.push(reason.sentence(language));
    for (const { name, location } of trace.part.row.authorities ?? []) {
      this.say("why-authority", { name: location ? `${name} (${location})` : name });
    }
  }

  private say(code: string, values: Readonly<Record<string, unknown>> = {}): void {
    this.said.push(sentenceOf(code, values, this.language));
  }

  private name(name: string, pair: Pair = ""): string {
    return quoted(name, this.language, pair);
  }

  private names(facts: Iterable<string>): string {
    return [...facts].sort(compareStrings).map((name) => this.name(name)).join(", ");
  }

  private table(run: TableRun): void {
    const { language } = this;
    const decided = deciding(run);
    for (const row of decided.slice(0, MAX_ROWS_TOLD)) {
      const conditions = run.table.inputs.map(
        ({ label }, at) => `${this.name(label)} = ${valueInWords(run.values[at]!, language)}`,
      );
      this.say("why-row", { row: row + 1, conditions: conditions.join(", ") });
      this.annotations(run, row);
    }
    if (decided.length > MAX_ROWS_TOLD) this.say("why-more-rows", { count: decided.length - MAX_ROWS_TOLD });
    const rows = undecided(run);
    if (rows.length > 0) {
      this.undecided(run, rows);
      return;
    }
    const behind = run.matched.filter((row) => !decided.includes(row)).map((row) => row + 1);
    if (behind.length > 0) this.say("why-rows-behind", { rows: behind.slice(0, MAX_ROWS_TOLD).join(", ") });
    if (!ONE_RESULT.includes(run.table.row.policy)) this.open(run, run.open);
    if (run.open.length > 0) return;
    if (run.matched.length > 0) {
      if (ONE_RESULT.includes(run.table.row.policy)) this.nearly(run);
      return;
    }
    this.say("why-no-row");
    if (run.table.row.outputs.some((each) => each.default !== null)) {
      this.say("why-default", { value: valueInWords(run.result, language) });
    }
    for (const missed of nearestRows(run, everyRow(run), ROWS_SHOWN)) this.missed(run, missed);
  }

  /** Which of `rows` decides is open: what each hangs on, and what stands if none matches. */
  private undecided(run: TableRun, rows: readonly number[]): void {
    const isOpen = unknownFacts(run.result, run.telling.again()) !== null;
    const told = rows.slice(0, MAX_ROWS_NAMED).map((row) => String(row + 1));
    if (rows.length > MAX_ROWS_NAMED) told.push("…");
    this.say(isOpen ? "why-undecided" : "why-undecided-same", { rows: told.join(", ") });
    this.open(run, rows.filter((row) => run.open.includes(row)));
    for (const row of run.matched) if (rows.includes(row)) this.say("why-row-unless", { row: row + 1 });
    if (defaultIsOpen(run)) {
      const value = run.table.default(run.scope, run.telling.again());
      this.say("why-default-unless", { value: valueInWords(value, this.language) });
    }
  }

  private open(run: TableRun, rows: readonly number[]): void {
    for (const { row, misses } of nearestRows(run, rows, MAX_ROWS_TOLD)) {
      const labels = misses.filter((each) => each.open).map((each) => each.label);
      const last = labels[labels.length - 1];
      const inputs = labels.map((label) => this.name(label, label === last ? "을/를" : "")).join(", ");
      this.say("why-row-open", { row: row + 1, inputs });
    }
  }

  /** The row of another result that one condition alone kept from deciding, the nearest one, if there is any. */
  private nearly(run: TableRun): void {
    const others = everyRow(run).filter((row) => !run.matched.includes(row));
    const telling = run.telling.again();
    const result = valueInWords(run.result, "en");
    const near = nearestRows(run, others, others.length).find(({ row, misses }) => {
      if (misses.length > 1) return false;
      telling.charge(1);
      return valueInWords(run.table.output(row, run.scope, telling), "en") !== result;
    });
    if (near !== undefined) this.missed(run, near);
  }

  private missed(run: TableRun, { row, misses }: RowMiss): void {
    this.say("why-row-missed", { row: row + 1, conditions: misses.map((each) => this.miss(each)).join("; ") });
    this.annotations(run, row);
  }

  private annotations(run: TableRun, row: number): void {
    for (const { name, text } of annotationsOf(run, row)) {
      const [, mark, more = ""] = MARK.exec(text) ?? [];
      if (mark !== undefined) {
        this.say(`why-mark-${mark.toLowerCase()}`, { more: more.trim() === "" ? "" : `: ${more.trim()}` });
        continue;
      }
      if (name === "" || GROUNDS.includes(name)) this.say("why-annotation", { text });
      else this.say("why-annotation-named", { name, text });
    }
  }

  private miss(miss: Miss): string {
    const { language } = this;
    const values = {
      name: this.name(miss.label, "은/는"),
      value: valueInWords(miss.value, language, "으로/로"),
      wanted: areaInWords(miss.area, miss.wanted, language),
    };
    if (miss.open) return sentenceOf("why-condition-open", values, language);
    if (miss.margin === null || isNothing(miss.margin)) return sentenceOf("why-condition", values, language);
    return sentenceOf(`why-condition-${direction(miss.margin)}`, { ...values, by: this.amount(miss.margin) }, language);
  }

  private atom({ said, met, margin, value, wanted }: Atom): void {
    const { language } = this;
    const text = said[language];
    if (met === true) this.say("why-atom-met", { text });
    else if (met instanceof Unknown) this.say("why-atom-open", { text, facts: this.names(met.facts) });
    else if (margin !== null) {
      const told = isNothing(margin);
      this.say(`why-atom-${told ? "equal" : direction(margin)}`, {
        text, value: valueInWords(value, language, told ? "은/는" : "으로/로"), wanted: valueInWords(wanted, language),
        by: this.amount(margin),
      });
    }
    else this.say("why-atom-failed", { text });
  }

  private amount({ by }: Margin): string {
    return by instanceof Decimal ? valueInWords(by, this.language) : durationInWords(by, this.language);
  }
}

/** A value; of a fact that nobody told no more than that. */
function seen(name: string, value: Value): Value {
  return value instanceof Unknown && value.facts.size === 1 && value.facts.has(name) ? new Unknown(NO_FACTS) : value;
}

/** The direction as its sentences are called: above and below, of dates later and earlier. */
function direction(margin: Margin): string {
  if (!margin.ofDates) return margin.direction;
  return margin.direction === "above" ? "later" : "earlier";
}
