/** A rule answered where the facts are: the result, what is missing, what to ask next, which row, and why. */
import {
  type Budget, BudgetExceeded, Decimal, type ExportedModel, Model, type Moment, Unknown, type Value, decidingRows, decode, explain,
  valueInWords,
} from "../../packages/madang-rules/js/src/index.ts";

/** What the site sends once: the law and the day's figures, and nothing about anybody. */
export interface Compact {
  readonly version: number;
  readonly decision: string;
  readonly asked: readonly string[];
  readonly given: readonly (readonly [string, unknown])[];
  readonly moment: Moment;
  readonly budget: Budget;
  readonly questionsUpTo: number;
  readonly model: ExportedModel;
}

export interface Row {
  readonly row: number;
  readonly annotations: readonly { readonly name: string; readonly text: string }[];
}

export interface Answer {
  readonly value: Value;
  readonly missing: readonly string[];
  readonly next: string | null;
  readonly rows: readonly Row[];
  readonly sentences: readonly string[];
  /** Why the rule failed, where parts of its value are null for that; empty for an answer. */
  readonly failures: readonly string[];
}

export class Rule {
  readonly asked: readonly string[];
  readonly model: Model;
  private readonly compact: Compact;
  private readonly given: readonly (readonly [string, Value])[];

  constructor(compact: Compact) {
    this.compact = compact;
    this.asked = compact.asked;
    this.model = new Model(compact.model);
    this.given = compact.given.map(([name, value]) => [name, decode(value)] as const);
  }

  /** Answer for what is told. Throws `BudgetExceeded`. */
  answer(told: ReadonlyMap<string, Value>, language: "ko" | "en"): Answer {
    const { decision, moment, budget } = this.compact;
    const facts = new Map([...this.given, ...told]);
    const options = { budget, clock: () => moment };
    const found = this.model.decide(decision, facts, { ...options, unknown: "unknown", trace: true });
    const missing = [...found.missing].sort();
    const value = found.values.get(decision)!;
    return {
      value,
      missing,
      next: this.next(facts, missing, options),
      rows: missing.length > 0 ? [] : found.trace.filter((each) => each.part.name === decision).flatMap(decidingRows),
      sentences: [...found.trace].reverse().flatMap((each) => explain(this.model, each, language)),
      failures: missing.length === 0 && holdsNull(value) ? [...new Set(found.reasons.map((each) => each.sentence(language)))] : [],
    };
  }

  private next(
    facts: ReadonlyMap<string, Value>, missing: readonly string[], options: { budget: Budget; clock: () => Moment },
  ): string | null {
    if (missing.length === 0) return null;
    const open = this.model.inputs.size - facts.size;
    if (open > this.compact.questionsUpTo) return missing[0]!;
    try {
      return this.model.questions(this.compact.decision, facts, new Map(), options)[0]?.fact ?? missing[0]!;
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      return missing[0]!; // then the first missing one is as good a question as another
    }
  }
}

function holdsNull(value: Value): boolean {
  if (value instanceof Map) return [...value.values()].some(holdsNull);
  return Array.isArray(value) ? value.some(holdsNull) : value === null;
}

/** Words for values that a person reads as an answer. */
export interface ValueWords {
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly unknown: string;
}

/** A result as people read it. */
export function inWords(value: Value, words: ValueWords): string {
  if (value instanceof Unknown) return words.unknown;
  if (value === null) return words.none;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((each) => inWords(each, words)).join(", ") || words.none;
  if (value instanceof Map) return [...value].map(([name, each]) => `${name}: ${inWords(each, words)}`).join("; ");
  return value instanceof Decimal ? valueInWords(value, "en") : String(value);
}
