/**
 * How built-in functions are declared: by the signatures of the standard (DMN 1.5, 10.3.4), written
 * `name(parameter: types, …) -> type`. Types of a parameter are joined by `|`; `?` behind them takes null too; `=` means
 * that it may be left out; `...` behind the name of a last one takes any number.
 */

import { unknownFacts } from "../conform.ts";
import type { Evaluation, Place } from "../evaluation.ts";
import { ANY, type FunctionType, ListType, SIMPLE_TYPES, type Type } from "../types.ts";
import { NO_FACTS, Unknown, lift, united } from "../unknown.ts";
import { FeelDate } from "../values/date.ts";
import {
  BOOLEAN_KIND, DATE_KIND, DAYS_KIND, FeelFunction, FeelRange, MOMENT_KIND, MONTHS_KIND, NUMBER_KIND, STRING_KIND, TIME_KIND,
  type Value, scalarKind,
} from "../values/kinds.ts";
import { FeelDateTime } from "../values/time.ts";

const LIST = 20;
const CONTEXT = 21;
const RANGE = 22;
const FUNCTION = 23;
const UNKNOWN = 24;
const CLASSES: Readonly<Record<string, readonly number[]>> = {
  number: [NUMBER_KIND],
  string: [STRING_KIND],
  boolean: [BOOLEAN_KIND],
  date: [DATE_KIND],
  time: [TIME_KIND],
  "date and time": [MOMENT_KIND],
  days: [DAYS_KIND],
  months: [MONTHS_KIND],
  list: [LIST],
  context: [CONTEXT],
  range: [RANGE],
  function: [FUNCTION],
  point: [NUMBER_KIND, STRING_KIND, DATE_KIND, TIME_KIND, MOMENT_KIND, DAYS_KIND, MONTHS_KIND],
  any: [],
};
const SIGNATURE = /^([a-z ]+)\((.*)\) -> (.+)$/;
const MISFIT = Symbol("misfit");

function kindOf(value: Value): number {
  const scalar = scalarKind(value);
  if (scalar !== 0) return scalar;
  if (Array.isArray(value)) return LIST;
  if (value instanceof Map) return CONTEXT;
  if (value instanceof Unknown) return UNKNOWN;
  if (value instanceof FeelRange) return RANGE;
  return value instanceof FeelFunction ? FUNCTION : 0;
}

/** A parameter of a signature. No classes: anything. */
interface Slot {
  readonly name: string;
  readonly classes: ReadonlySet<number>;
  readonly nullable: boolean;
  readonly optional: boolean;
  readonly many: boolean;
}

/** The value, converted if need be (10.3.2.9.4). */
function fitted(slot: Slot, value: Value): Value | typeof MISFIT {
  if (value === null) return slot.nullable ? null : MISFIT;
  const kind = kindOf(value);
  if (slot.classes.size === 0 || slot.classes.has(kind) || kind === UNKNOWN) return value;
  if (slot.classes.has(LIST)) return [value];
  if (Array.isArray(value) && value.length === 1) return fitted(slot, value[0]!);
  if (value instanceof FeelDate && slot.classes.has(MOMENT_KIND)) return new FeelDateTime(value, 0, 0);
  return MISFIT;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signature says which classes come
export type Body = (evaluation: Evaluation, ...values: any[]) => Value;

interface Overload {
  readonly slots: readonly Slot[];
  readonly body: Body;
  readonly result: Type;
  readonly knowsUnknown: boolean;
}

/** The arguments fitted; the name of the one that does not fit; null where their number is wrong. */
function bound(overload: Overload, values: readonly Value[]): Value[] | string | null {
  let slots = overload.slots;
  const last = slots[slots.length - 1];
  if (last?.many) {
    if (values.length === 0) return null;
    const extra = values.length - slots.length + 1;
    slots = [...slots.slice(0, -1), ...(extra > 0 ? new Array<Slot>(extra).fill(last) : [])];
  }
  if (values.length > slots.length) return null;
  const made: Value[] = [];
  for (const [at, value] of values.entries()) {
    const fit = fitted(slots[at]!, value);
    if (fit === MISFIT) return slots[at]!.name;
    made.push(fit as Value);
  }
  return slots.slice(values.length).some((slot) => !slot.optional) ? null : made;
}

/** A built-in function with all its signatures. */
export class Builtin extends FeelFunction {
  readonly overloads: Overload[] = [];

  constructor(name: string) {
    super([], () => null, name);
  }

  add(overload: Overload): void {
    this.overloads.push(overload);
    this.parameters = this.overloads[0]!.slots.map((slot) => ({ name: slot.name, type: null }));
  }

  /** Whether one of the signatures takes so many arguments. */
  override takes(type: FunctionType): boolean {
    const count = type.parameters.length;
    return this.overloads.some(({ slots }) => {
      const needed = slots.filter((slot) => !slot.optional).length;
      return needed <= count && (count <= slots.length || (slots[slots.length - 1]?.many ?? false));
    });
  }

  override readonly call = (evaluation: Evaluation, values: readonly Value[], place: Place): Value => {
    evaluation.charge(1);
    let misfit: string | null = null;
    for (const overload of this.overloads) {
      const made = bound(overload, values);
      if (Array.isArray(made)) return this.run(evaluation, overload, made, place);
      misfit ??= made;
    }
    if (misfit !== null) {
      const facts = unknownFacts([...values], evaluation);
      if (facts !== null) return new Unknown(facts);
      return evaluation.record("argument-type", place, { function: this.name, parameter: misfit });
    }
    const expected = this.overloads.map((overload) => overload.slots.length).join(" / ");
    return evaluation.record("argument-count", place, { function: this.name, given: values.length, expected });
  };

  override readonly callNamed = (evaluation: Evaluation, values: ReadonlyMap<string, Value>, place: Place): Value => {
    let wrong = [...values.keys()][0] ?? "";
    for (const overload of this.overloads) {
      const slots = overload.slots;
      const unknown = [...values.keys()].filter((name) => slots.every((slot) => slot.name !== name));
      const missing = slots.filter((slot) => !values.has(slot.name) && !slot.optional).map((slot) => slot.name);
      if (unknown.length > 0 || missing.length > 0) {
        wrong = unknown[0] ?? missing[0]!;
        continue;
      }
      let last = -1;
      for (const [index, slot] of slots.entries()) if (values.has(slot.name)) last = index;
      const made: Value[] = [];
      let fits = true;
      for (const slot of slots.slice(0, last + 1)) {
        const value = values.get(slot.name) ?? null;
        const several = slot.many && Array.isArray(value) ? value : [value];
        const found = !slot.many && !values.has(slot.name) ? [null] : several.map((one) => fitted(slot, one));
        if (found.includes(MISFIT)) {
          wrong = slot.name;
          fits = false;
          break;
        }
        made.push(...(found as Value[]));
      }
      if (fits) return this.run(evaluation, overload, made, place);
    }
    const facts = unknownFacts([...values.values()], evaluation);
    if (facts !== null) return new Unknown(facts);
    return evaluation.record("argument-name", place, { function: this.name, parameter: wrong });
  };

  private run(evaluation: Evaluation, overload: Overload, values: Value[], place: Place): Value {
    let isUnknown = false;
    for (const value of values) {
      if (value instanceof Unknown) {
        isUnknown = true;
      } else if (!overload.knowsUnknown && value !== null && scalarKind(value) === 0) {
        const facts = unknownFacts(value, evaluation);
        if (facts !== null) return new Unknown(united(facts, unknownFacts(values, evaluation) ?? NO_FACTS));
      }
    }
    if (!isUnknown) {
      const before = evaluation.reasons.length;
      const result = overload.body(evaluation, ...values);
      if (result === null && evaluation.reasons.length === before && !values.includes(null)) {
        return evaluation.record("argument-value", place, {
          function: this.name, parameter: this.overloads[0]!.slots[0]?.name ?? "",
        });
      }
      return result;
    }
    const alike = this.overloads.every((one) => String(one.result) === String(overload.result));
    return lift(evaluation, (chosen) => this.call(evaluation, chosen, place), values, alike ? overload.result : ANY);
  }
}

/** All built-in functions by name. */
export const BUILTINS = new Map<string, Builtin>();

/** Declare what a function is in FEEL. `knowsUnknown`: it takes lists and contexts with unknown parts. */
export function builtin(signatures: string | readonly string[], body: Body, knowsUnknown = false): void {
  for (const signature of typeof signatures === "string" ? [signatures] : signatures) {
    const [, name, parameters, result] = SIGNATURE.exec(signature)!;
    let known = BUILTINS.get(name!);
    if (known === undefined) BUILTINS.set(name!, (known = new Builtin(name!)));
    const slots = parameters!.split(", ").filter(Boolean).map(slotOf);
    const simple = SIMPLE_TYPES.find((type) => type.name === result);
    known.add({ slots, body, result: simple ?? (result === "list" ? new ListType(ANY) : ANY), knowsUnknown });
  }
}

function slotOf(written: string): Slot {
  const colon = written.indexOf(": ");
  const label = written.slice(0, colon);
  const types = written.slice(colon + 2);
  const kinds = types.replace(/[?=]+$/, "").split("|");
  return {
    name: label.replace(/\.\.\.$/, ""),
    classes: new Set(kinds.flatMap((kind) => CLASSES[kind]!)),
    nullable: types.includes("?") || kinds.includes("any"),
    optional: types.includes("="),
    many: label.endsWith("..."),
  };
}
