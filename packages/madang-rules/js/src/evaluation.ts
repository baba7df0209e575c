/** What one evaluation carries along: its budget, its clock, and why parts of it became null. */

import sentences from "./sentences.json" with { type: "json" };

/** Offsets in the text of an expression. */
export type Place = readonly [number, number] | null;
export type Language = "ko" | "en";

/** How much an evaluation may use before it is stopped: see `madang_rules.feel.budget`. */
export interface Budget {
  readonly steps: number;
  readonly seconds: number;
  readonly depth: number;
  readonly listLength: number;
  readonly stringLength: number;
  /** Leaves of an answer of a model with all that explains it, counted wherever they are shown. */
  readonly answerSize?: number;
}

export const DEFAULT_BUDGET: Budget = {
  steps: 5_000_000,
  seconds: 10,
  depth: 120,
  listLength: 1_000_000,
  stringLength: 5_000_000,
  answerSize: 1_000_000,
};

const SLICE = 4096;
const MAX_REASONS = 100;

/** A sentence of the library's own, its placeholders filled. */
export function sentenceOf(code: string, values: Readonly<Record<string, unknown>>, language: Language): string {
  const both = (sentences as Record<string, readonly string[]>)[code];
  const form = both?.[language === "ko" ? 0 : 1] ?? code;
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** Why a part of an expression became null: a code, the values of its sentence, and the place in the text. */
export class Reason {
  readonly code: string;
  readonly place: Place;
  readonly values: Readonly<Record<string, unknown>>;

  constructor(code: string, place: Place, values: Readonly<Record<string, unknown>>) {
    this.code = code;
    this.place = place;
    this.values = values;
  }

  sentence(language: Language = "en"): string {
    return sentenceOf(this.code, this.values, language);
  }
}

export type Limit = "steps" | "seconds" | "depth" | "list_length" | "string_length" | "answer_size" | "answer_depth";

/** An evaluation needed more than its budget allows. */
export class BudgetExceeded extends Error {
  readonly limit: Limit;
  readonly allowed: number;

  constructor(limit: Limit, allowed: number) {
    super(sentenceOf(`budget-${limit}`, { allowed }, "en"));
    this.limit = limit;
    this.allowed = allowed;
  }

  sentence(language: Language = "en"): string {
    return sentenceOf(`budget-${this.limit}`, { allowed: this.allowed }, language);
  }
}

/** An instant and its offset from UTC in seconds. */
export interface Moment {
  readonly milliseconds: number;
  readonly offset: number;
}

export interface EvaluationOptions {
  readonly budget?: Budget;
  readonly clock?: () => Moment;
  readonly trace?: unknown;
  readonly shared?: Shared | null;
}

function now(): Moment {
  const date = new Date();
  return { milliseconds: date.getTime(), offset: -60 * date.getTimezoneOffset() };
}

/** Operands of conjunctions and disjunctions that several expressions share, evaluated once for one scope. */
export interface Shared {
  readonly scope: unknown;
  /** By node; only those that recorded no reason. */
  readonly values: unknown[];
}

/** One evaluation of one question: make a new one for each. */
export class Evaluation {
  readonly budget: Budget;
  readonly reasons: Reason[] = [];
  readonly trace: unknown;
  left: number;
  depth = 0;
  /** How many `if`s of unknown outcome are being followed in both directions. */
  guessing = 0;
  readonly shared: Shared | null;
  private readonly clock: () => Moment;
  private seen: Moment | null = null;
  private refills = 0;
  private deadline = 0;

  constructor(options: EvaluationOptions = {}) {
    this.budget = options.budget ?? DEFAULT_BUDGET;
    this.left = Math.min(SLICE, this.budget.steps);
    this.trace = options.trace ?? null;
    this.shared = options.shared ?? null;
    this.clock = options.clock ?? now;
  }

  /** Record why a value is null, and return that null. */
  record(code: string, place: Place = null, values: Readonly<Record<string, unknown>> = {}): null {
    if (this.reasons.length < MAX_REASONS) this.reasons.push(new Reason(code, place, values));
    return null;
  }

  /** Count steps before they are taken. */
  charge(steps: number): void {
    this.left -= steps;
    if (this.left < 0) this.refill();
  }

  chargeList(length: number): void {
    if (length > this.budget.listLength) throw new BudgetExceeded("list_length", this.budget.listLength);
    this.charge(length);
  }

  chargeString(length: number): void {
    if (length > this.budget.stringLength) throw new BudgetExceeded("string_length", this.budget.stringLength);
    this.charge(Math.floor(length / 16));
  }

  refill(): void {
    this.lookAtClock();
    while (this.left < 0) {
      const granted = (this.refills + 1) * SLICE;
      if (granted >= this.budget.steps || -this.left > this.budget.steps) {
        throw new BudgetExceeded("steps", this.budget.steps);
      }
      this.refills += 1;
      this.left += SLICE;
    }
  }

  /** For work whose steps are long or counted before. */
  lookAtClock(): void {
    const now = performance.now() / 1000;
    if (this.deadline === 0) this.deadline = now + this.budget.seconds;
    else if (now > this.deadline) throw new BudgetExceeded("seconds", this.budget.seconds);
  }

  /** Begin anew with all the seconds, but only with the steps that are left: for several looks at one answer. */
  again(): this {
    this.depth = this.guessing = this.deadline = 0;
    return this;
  }

  /** The instant of this evaluation, read once. */
  get moment(): Moment {
    this.seen ??= this.clock();
    return this.seen;
  }
}
