/** A model ready to decide: every decision, function and service (DMN 1.5, 10.4). */

import { bounded, unitOf } from "../bundle.ts";
import { Frame, type Run, type Scope, type Unit } from "../compile/index.ts";
import { BudgetExceeded, DEFAULT_BUDGET, Evaluation, type EvaluationOptions, type Reason } from "../evaluation.ts";
import { ANY, NamedType, type Type } from "../types.ts";
import { Measure } from "../size.ts";
import { Unknown, factsWithin } from "../unknown.ts";
import { toFeel } from "../values/door.ts";
import { FeelFunction, type Value, compareStrings } from "../values/kinds.ts";
import { boxRun, functionOf } from "./boxes.ts";
import { type Box, type ExportedModel, type FunctionRow, type ModelRow, PartKind, type PartRow } from "./exported.ts";
import { converted } from "./table.ts";
import { ModelError, readTold } from "./told.ts";
import { factsOf } from "./rows.ts";
import { type DecisionTrace, ROWS_SHOWN, Tracer } from "./trace.ts";
import { type Answers, type NextQuestion, likelyAnswers, questions } from "../questions.ts";

/** One input, decision, function or service. */
export class Part {
  readonly row: PartRow;
  readonly type: Type | null;
  needs: readonly (readonly [string | null, Part])[] = [];
  run: Run | null = null;
  function: FeelFunction | null = null;

  constructor(row: PartRow, type: Type | null) {
    this.row = row;
    this.type = type;
  }

  get name(): string {
    return this.row.name;
  }

  /** Whether it is a function, which needs no facts. */
  get isStatic(): boolean {
    return this.row.kind === PartKind.Function || this.row.kind === PartKind.Service;
  }
}

/** The values of the decisions asked for, why parts of them are null, and how each came about. */
export interface Answer {
  readonly values: ReadonlyMap<string, Value>;
  readonly reasons: readonly Reason[];
  readonly trace: readonly DecisionTrace[];
  /** The facts that would settle what is unknown. */
  readonly missing: ReadonlySet<string>;
}

export interface Question extends Omit<EvaluationOptions, "trace"> {
  /** What a missing input is: null, unknown, or unknown if its name is in the list (else null). */
  readonly unknown?: "null" | "unknown" | readonly string[];
  readonly trace?: boolean;
  /** Whether a fact that its declared type refuses is an error (the default), or else null with a reason. */
  readonly strict?: boolean;
}

/** Facts by name: of an imported model `import.name`, or nested under the import's name; or [namespace, name, value]. */
export type Facts =
  | Readonly<Record<string, unknown>>
  | ReadonlyMap<string, unknown>
  | readonly (readonly [string | null, string, unknown])[];

/** A name with single spaces between its words; Hangul and accents, which may come taken apart, composed. */
function normalName(name: string): string {
  return name.trim().split(/\s+/u).join(" ").normalize();
}

export class Model {
  readonly row: ModelRow;
  readonly parts: readonly Part[];
  readonly unit: Unit;

  /** Read what `madang_rules.export.export_model` wrote. Throws `NotReadable`. */
  constructor(exported: ExportedModel) {
    this.unit = unitOf(exported);
    this.row = exported.model;
    const { types } = this.unit.document;
    const typeAt = (place: number | undefined): Type | null => (place === undefined || place < 0 ? null : types[place]!);
    this.parts = this.row.parts.map((row) => new Part(row, typeAt(row.type)));
    for (const part of this.parts) {
      part.needs = part.row.needs.map(([imported, need]) => [imported, this.parts[need]!] as const);
    }
    for (const part of this.parts) this.compile(part, typeAt(part.row.result));
  }

  private compile(part: Part, result: Type | null): void {
    const { kind, logic, name } = part.row;
    if (kind === PartKind.Decision && logic !== undefined) part.run = boxRun(logic as Box, this.unit);
    if (kind === PartKind.Function && logic !== undefined) {
      const scope: Scope = { get: (wanted) => functionsOf(part).get(wanted) };
      part.function = functionOf(logic as FunctionRow, this.unit, name, result)(scope);
    }
    if (kind === PartKind.Service) part.function = this.service(part, result);
  }

  private service(part: Part, result: Type | null): FeelFunction {
    const [given, outputs] = this.serviceParts(part);
    const parameters = given.map((each, at) => ({ name: part.row.parameters![at]!, type: each.type }));
    return new FeelFunction(parameters, (evaluation, values) => {
      const known = new Map(given.map((each, at) => [each, values[at]!] as const));
      this.compute(outputs, known, evaluation);
      if (outputs.length === 1) return known.get(outputs[0]!)!;
      return new Map(outputs.map((each) => [each.name, known.get(each)!]));
    }, part.name, result);
  }

  /** Parts given to a service, and its outputs. */
  serviceParts(part: Part): [Part[], Part[]] {
    const at = (places: readonly number[] | undefined): Part[] => (places ?? []).map((place) => this.parts[place]!);
    return [at(part.row.given), at(part.row.outputs)];
  }

  private mine(kind: number): Part[] {
    return this.parts.filter((part) => part.row.unit === this.row.main && part.row.kind === kind);
  }

  /** The names of the main model's inputs. */
  get inputs(): ReadonlyMap<string, Type> {
    return new Map(this.mine(PartKind.Input).map((part) => [part.name, part.type ?? ANY]));
  }

  get decisions(): string[] {
    return this.mine(PartKind.Decision).map((part) => part.name);
  }

  /** The part called `name` in a model (the main one where no namespace is told). */
  part(name: string, namespace: string | null = null): Part | null {
    const unit = namespace === null ? this.row.main : this.row.units.indexOf(namespace);
    return this.partIn(unit, name);
  }

  private partIn(unit: number, name: string): Part | null {
    const wanted = normalName(name);
    for (const merged of this.row.merged[unit] ?? []) {
      const own = this.parts.filter((part) => part.row.unit === merged);
      const exact = own.find((part) => part.row.element === name);
      const found = exact ?? own.find((part) => normalName(part.row.element) === wanted);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** Answer one decision, several (one of an imported model as [namespace, name]), or (null) all. Throws `ModelError` for a name that is none and a fact that its type refuses, and `BudgetExceeded`. */
  decide(decisions: string | readonly (string | readonly [string, string])[] | null, facts: Facts, question: Question = {}): Answer {
    const asked = decisions === null ? this.decisions : typeof decisions === "string" ? [decisions] : decisions;
    const names = asked.map((each) => (typeof each === "string" ? each : each[1]));
    const parts = asked.map((each, at) => {
      const name = names[at]!;
      const part = typeof each === "string" ? this.part(each) : this.part(name, each[0]);
      if (part?.row.kind !== PartKind.Decision) throw new ModelError("decision-none", `no decision ${name}`);
      return part;
    });
    return this.answer(question, (evaluation) => {
      const values = this.given(facts, question, parts, evaluation);
      this.compute(parts, values, evaluation);
      return new Map(names.map((name, at) => [name, values.get(parts[at]!)!]));
    });
  }

  /**
   * The missing facts that bear on a decision, the most telling first; none where it is settled. `answers` may tell which
   * answers to expect of a fact; else those are tried that the model's own constants tell apart. At `most` so many
   * completions of the facts are tried. The seconds of the budget are for all of them together, its other limits for each. Throws
   * as `decide`.
   */
  questions(
    decision: string, facts: Facts, answers: ReadonlyMap<string, Answers> = new Map(), question: Question = {}, most?: number,
  ): NextQuestion[] {
    const budget = question.budget ?? DEFAULT_BUDGET;
    const end = performance.now() / 1000 + budget.seconds;
    const asking = (): Question => {
      const seconds = end - performance.now() / 1000;
      if (seconds <= 0) throw new BudgetExceeded("seconds", budget.seconds);
      return { ...question, unknown: "unknown", trace: false, budget: { ...budget, seconds } };
    };
    const told = new Map<string, Value>();
    const rest: [string | null, string, unknown][] = [];
    for (const [namespace, name, value] of entriesOf(facts)) {
      if (namespace === null) told.set(name, toFeel(value));
      else rest.push([namespace, name, value]);
    }
    const answer = (known: ReadonlyMap<string, Value>): Answer =>
      this.decide(decision, [...rest, ...[...known].map(([name, value]) => [null, name, value] as const)], asking());
    const expected = new Map<string, Answers>();
    for (const name of [...answer(told).missing].sort(compareStrings)) {
      const part = this.part(name) ?? this.partOfImport(name);
      let fact = told.get(name);
      if (!(fact instanceof Unknown)) {
        if (part?.row.kind !== PartKind.Input) continue; // an unknown of the caller's own, inside another fact
        told.set(name, (fact = unknownOf(part, name)));
      }
      const constants = (part?.row.constants ?? []).map((node) => this.unit.document.literal(node));
      expected.set(name, answers.get(name) ?? likelyAnswers(fact, constants));
    }
    return questions((known) => answer(known).values.get(decision)!, told, expected, most);
  }

  /** What `work` finds, measured, with its trace. */
  answer(question: Question, work: (evaluation: Evaluation) => ReadonlyMap<string, Value>): Answer {
    const tracer = question.trace ? new Tracer() : null;
    const evaluation = new Evaluation({ ...question, trace: tracer });
    if (tracer !== null) tracer.telling = new Evaluation({ budget: evaluation.budget, clock: () => evaluation.moment });
    const values = bounded(evaluation, () => work(evaluation));
    const measure = new Measure(evaluation);
    for (const value of values.values()) measure.add(value);
    for (const each of tracer?.decisions ?? []) measured(each, measure);
    const missing = factsWithin(values.values());
    return { values, reasons: evaluation.reasons, trace: tracer?.decisions ?? [], missing };
  }

  /** Values of the facts, and for inputs that are needed and missing, null or unknown. */
  given(facts: Facts, question: Question, targets: readonly Part[], evaluation: Evaluation): Map<Part, Value> {
    const values = new Map<Part, Value>();
    for (const [part, value] of this.named(facts)) {
      values.set(part, readTold(part.name, toFeel(value), part.type, evaluation, question.strict ?? true));
    }
    for (const part of this.order(targets, values)) {
      if (part.row.kind === PartKind.Input && !values.has(part)) values.set(part, absent(part, question, evaluation));
    }
    return values;
  }

  private *named(facts: Facts): Generator<[Part, unknown]> {
    for (const [namespace, name, value] of entriesOf(facts)) {
      const part = namespace !== null ? this.part(name, namespace) : (this.part(name) ?? this.partOfImport(name));
      const outer = normalName(name);
      const isImport = part === null && namespace === null && outer !== "" && this.row.imports.some(([known]) => known === outer);
      if (isImport && typeof value === "object" && value !== null && !Array.isArray(value)) {
        for (const [inner, one] of value instanceof Map ? value : Object.entries(value)) {
          const inside = this.partOfImport(`${outer}.${inner}`);
          if (inside === null) throw new ModelError("fact-none", `no input ${name}.${inner}`);
          yield [inside, one];
        }
        continue;
      }
      if (part === null || part.isStatic) throw new ModelError("fact-none", `no input ${name}`);
      yield [part, value];
    }
  }

  private partOfImport(told: string): Part | null {
    const key = normalName(told);
    for (const [name, unit] of this.row.imports) {
      const part = name && key.startsWith(`${name}.`) ? this.partIn(unit, key.slice(name.length + 1)) : null;
      if (part !== null) return part;
    }
    const found = this.parts.filter((part) => part.name === key && part.row.kind === PartKind.Input);
    return found.length === 1 ? found[0]! : null;
  }

  /** Decisions in the order in which to run them. A decision that needs itself is left out: its value is null. */
  private order(targets: readonly Part[], given: ReadonlyMap<Part, Value>): Part[] {
    const result: Part[] = [];
    const seen = new Set<Part>();
    for (const target of targets) {
      const stack: [Part, number][] = [[target, 0]];
      while (stack.length > 0) {
        const [part, at] = stack.pop()!;
        if (at === 0) {
          if (seen.has(part) || given.has(part) || part.isStatic) continue;
          seen.add(part);
        }
        if (at < part.needs.length) stack.push([part, at + 1], [part.needs[at]![1], 0]);
        else result.push(part);
      }
    }
    return result;
  }

  /** Compute `targets`, adding to `values` what they need. */
  private compute(targets: readonly Part[], values: Map<Part, Value>, evaluation: Evaluation): void {
    for (const part of this.order(targets, new Map(values))) values.set(part, valueOf(part, values, evaluation));
  }
}

function entriesOf(facts: Facts): readonly (readonly [string | null, string, unknown])[] {
  if (Array.isArray(facts)) return facts as readonly (readonly [string | null, string, unknown])[];
  return (facts instanceof Map ? [...facts] : Object.entries(facts)).map(([name, value]) => [null, name, value] as const);
}

/** Count the values that stand in a decision's explanation. */
function measured(trace: DecisionTrace, measure: Measure): void {
  measure.add(trace.value);
  for (const [, value] of factsOf(trace)) measure.add(value);
  for (const run of trace.tables) {
    for (const value of run.values) measure.add(value, 1 + Math.max(ROWS_SHOWN, run.open.length));
    measure.add(run.result);
  }
}

/** The unknown that an input is while nobody has told it: of its type, with its allowed values. */
function unknownOf(part: Part, name: string): Unknown {
  const type = part.type ?? ANY;
  return Unknown.fact(name, type, type instanceof NamedType ? (type.possible as readonly Value[] | null) : null);
}

export function absent(part: Part, question: Question, evaluation: Evaluation): Value {
  const unknown = question.unknown ?? "null";
  if (unknown === "unknown" || (typeof unknown !== "string" && unknown.includes(part.row.label))) {
    return unknownOf(part, part.row.label);
  }
  return evaluation.record("input-missing", null, { name: part.row.label });
}

function valueOf(part: Part, values: ReadonlyMap<Part, Value>, evaluation: Evaluation): Value {
  if (part.row.kind === PartKind.Input) return evaluation.record("input-missing", null, { name: part.name });
  if (part.run === null) return evaluation.record("logic-missing", null, { name: part.name });
  const scope = scopeOf(part, values, evaluation);
  const trace = evaluation.trace as Tracer | null;
  trace?.enter(scope, evaluation);
  const value = converted(part.run(scope, evaluation), part.type, evaluation);
  trace?.leave(part, value, evaluation);
  return value;
}

/** The functions that a part sees: by name, or inside a context under the import's name. */
function functionsOf(part: Part): Map<string, Value> {
  const scope = new Map<string, Value>();
  for (const [imported, need] of part.needs) if (need.isStatic) put(scope, imported, need.name, need.function);
  return scope;
}

function scopeOf(part: Part, values: ReadonlyMap<Part, Value>, evaluation: Evaluation): Scope {
  const scope = functionsOf(part);
  for (const [imported, need] of part.needs) {
    if (need.isStatic) continue;
    const value = values.get(need);
    put(scope, imported, need.name, value === undefined ? evaluation.record("decision-cycle", null, { path: need.name }) : value);
  }
  return new Frame(null, scope);
}

function put(scope: Map<string, Value>, imported: string | null, name: string, value: Value): void {
  if (imported === null) {
    scope.set(name, value);
    return;
  }
  const inner = scope.get(imported);
  if (inner instanceof Map) inner.set(name, value);
  else scope.set(imported, new Map([[name, value]]));
}
