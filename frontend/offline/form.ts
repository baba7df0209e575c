/** The forms of the bundle: which question is asked next, what an answer is, and how it is read back. */
import {
  BudgetExceeded, Bundle, Decimal, Evaluation, type Exported, FeelDate, ModelError, type Value, Unknown, parseDate, parseDecimal,
  types,
} from "../../packages/madang-rules/js/src/index.ts";
import { type Compact, Rule } from "../decide/answer.ts";
import { type Both, type Language, day, inLanguage, language, say } from "./words.ts";

export type Kind =
  | "text" | "long_text" | "name" | "choice" | "choices" | "yes_no" | "date" | "number" | "money" | "phone" | "address" | "file"
  | "declaration";

export interface Question {
  readonly name: string;
  readonly kind: Kind;
  readonly label: Both;
  readonly help?: Both;
  readonly choices?: readonly { readonly value: string; readonly label: Both }[];
  readonly required?: boolean;
  readonly lowest?: number;
  readonly highest?: number;
  readonly longest?: number;
  readonly checked_by?: string;
}

export interface Step {
  readonly name: string;
  readonly title: Both;
  readonly stays: boolean;
  readonly lodges: boolean;
}

export interface Service {
  readonly key: string;
  readonly version: number;
  readonly title: Both;
  readonly form: { readonly questions: readonly Question[] };
  readonly steps: readonly Step[];
  readonly fee: { readonly rule: Compact | null; readonly facts: readonly string[] } | null;
  readonly conditions: { readonly rules: Exported; readonly at: Readonly<Record<string, number>> };
}

/** A file as it is sent. */
export interface Attached {
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

/** A case that is being taken in. */
export interface Draft {
  readonly service: string;
  readonly version: number;
  readonly answers: Record<string, unknown>;
  readonly files: Record<string, Attached>;
}

const LONGEST: Partial<Record<Kind, number>> = { text: 200, long_text: 4_000, name: 200, address: 300, phone: 20 };
const BUDGET = { budget: { steps: 20_000, seconds: 0.5, depth: 200, listLength: 10_000, stringLength: 50_000 } };

/** The conditions of one service, read once. */
export class Asking {
  readonly service: Service;
  private readonly rules: Bundle;

  constructor(service: Service) {
    this.service = service;
    this.rules = new Bundle(service.conditions.rules);
  }

  /** The questions that are asked, as far as the answers say. */
  asked(draft: Draft): Question[] {
    const facts = this.facts(draft);
    return this.service.form.questions.filter((each) => this.holds(`when ${each.name}`, facts));
  }

  missing(draft: Draft): Question | undefined {
    return this.asked(draft).find((each) => !(each.name in draft.answers || each.name in draft.files));
  }

  /** The steps that may be taken beside lodging; the site looks again. */
  offered(draft: Draft): Step[] {
    const facts = this.facts(draft);
    return this.service.steps.filter((each) => each.stays && this.holds(`step ${each.name}`, facts));
  }

  get lodging(): Step | undefined {
    return this.service.steps.find((each) => each.lodges);
  }

  /** The fee in won by the rule as it was when the forms were fetched; null where it cannot be told. */
  due(draft: Draft): number | null {
    const { fee } = this.service;
    if (!fee?.rule) return null;
    const facts = Bundle.facts(this.facts(draft));
    const told = new Map<string, Value>();
    for (const name of fee.facts) {
      const value = this.rules.evaluate(this.service.conditions.at[`fee ${name}`]!, facts, new Evaluation(BUDGET));
      if (value !== null && !(value instanceof Unknown)) told.set(name, value);
    }
    try {
      const { value, missing, failures } = new Rule(fee.rule).answer(told, language);
      return missing.length === 0 && failures.length === 0 && value instanceof Decimal ? Number(String(value)) : null;
    } catch (error) {
      if (!(error instanceof BudgetExceeded || error instanceof ModelError)) throw error;
      return null; // the site decides it
    }
  }

  private facts(draft: Draft): Map<string, Value> {
    const { questions } = this.service.form;
    return new Map(questions.map((each) => [each.name, fact(each, draft.answers[each.name])]));
  }

  private holds(name: string, facts: Map<string, Value>): boolean {
    const place = this.service.conditions.at[name];
    if (place === undefined) return true;
    const isTrue = this.rules.evaluate(place, Bundle.facts(facts), new Evaluation(BUDGET)) === true;
    return isTrue;
  }
}

function fact(question: Question, value: unknown): Value {
  if (value === undefined) return Unknown.fact(question.name, typeOf(question.kind));
  if (value === null || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(String);
  if (question.kind === "date") return parseDate(String(value));
  if (question.kind === "number" || question.kind === "money") return parseDecimal(String(value));
  return String(value);
}

function typeOf(kind: Kind): types.Type {
  if (kind === "yes_no" || kind === "declaration") return types.BOOLEAN;
  if (kind === "date") return types.DATE;
  if (kind === "number" || kind === "money") return types.NUMBER;
  return kind === "choices" ? new types.ListType(types.STRING) : types.STRING;
}

/** What was typed does not fit; the message says what would. */
export class Unfit extends Error {}

/** The answer that was typed or chosen, as the site reads it; null where nothing was told that need not be. Throws `Unfit`. */
export function valueOf(question: Question, typed: readonly string[]): unknown {
  const text = (typed[0] ?? "").normalize("NFC").trim();
  const { kind, required = true } = question;
  if (kind === "declaration") {
    if (required && text === "") throw new Unfit(say("must_agree"));
    return text !== "";
  }
  if (text === "") {
    if (required) throw new Unfit(say("answer"));
    return null;
  }
  switch (kind) {
    case "yes_no":
      return text === "yes";
    case "choices":
      return (question.choices ?? []).map((each) => each.value).filter((each) => typed.includes(each));
    case "choice":
      return text;
    case "date":
      return dated(question, text);
    case "phone": {
      const digits = text.normalize("NFKC").replace(/[\s().-]/g, "");
      if (!/^\+?[0-9]{7,15}$/.test(digits)) throw new Unfit(say("phone_bad"));
      return digits;
    }
    case "number":
    case "money":
      return counted(question, text);
    default: {
      const longest = question.longest ?? LONGEST[kind] ?? 200;
      if ([...text].length > longest) throw new Unfit(say("too_long", { count: longest }));
      return text;
    }
  }
}

/** What was typed as a number or amount, a comma between groups of three digits left out; anything else stays as it is. */
export function bareNumber(text: string): string {
  const bare = text.normalize("NFKC").trim().replace(/원$/, "").trim();
  return /^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/.test(bare) ? bare.replaceAll(",", "") : bare;
}

function counted({ kind, lowest, highest }: Question, text: string): unknown {
  const bare = bareNumber(text);
  const fits = kind === "money" ? /^[0-9]{1,15}$/ : /^-?[0-9]{1,20}(\.[0-9]{1,10})?$/;
  if (!fits.test(bare)) throw new Unfit(say(kind === "money" ? "paid_bad" : "number_bad"));
  if (Number(bare) < (lowest ?? -Infinity) || Number(bare) > (highest ?? Infinity)) throw new Unfit(say("number_range"));
  return kind === "money" ? Number(bare) : bare;
}

function dated({ lowest, highest }: Question, text: string): string {
  const parts = text.normalize("NFKC").match(/[0-9]+/g) ?? [];
  const [year, month, day] = parts.length === 1 && parts[0]!.length === 8
    ? [parts[0]!.slice(0, 4), parts[0]!.slice(4, 6), parts[0]!.slice(6)] : parts;
  const written = parts.length === 3 || day ? `${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}` : "";
  const found = parseDate(written);
  if (!(found instanceof FeelDate)) throw new Unfit(say("date_bad"));
  const today = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Seoul" }).format(new Date()); // the site's day
  const away = Math.round((Date.parse(written) - Date.parse(today)) / 86_400_000);
  if (away < (lowest ?? -Infinity) || away > (highest ?? Infinity)) throw new Unfit(say("date_range"));
  return written;
}

/** An answer as people read it back. */
export function inWords(question: Question, draft: Draft, own: Language = language): string {
  if (question.name in draft.files) return say("photo_there", {}, own);
  const value = draft.answers[question.name];
  if (value === null || value === undefined) return say("none", {}, own);
  const label = (each: unknown): string => {
    const found = question.choices?.find(({ value: known }) => known === each);
    return found ? inLanguage(found.label, own) : String(each);
  };
  switch (question.kind) {
    case "yes_no":
    case "declaration":
      return say(value ? "yes" : "no", {}, own);
    case "choice":
      return label(value);
    case "choices":
      return (value as unknown[]).map(label).join(", ");
    case "date":
      return day(`${String(value)}T12:00+09:00`, own);
    case "money":
      return say("amount", { amount: Number(value).toLocaleString(own) }, own);
    case "phone":
      return String(value).replace(/^(02|0\d\d)(\d{3,4})(\d{4})$/, "$1-$2-$3");
    default:
      return String(value);
  }
}
