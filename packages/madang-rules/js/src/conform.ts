/** Whether values and types conform, the implicit conversions (DMN 1.5, 10.3.2.9.4), and calls of functions. */

import { BudgetExceeded, Evaluation, type Place } from "./evaluation.ts";
import {
  ANY, BOOLEAN, ContextType, DATE_TIME, FUNCTION, FunctionType, ListType, NULL, NamedType, RangeType, type Type, conformsTo,
  sameType, unnamed,
} from "./types.ts";
import { type Facts, Unknown, united, unknownsWithin } from "./unknown.ts";
import { FeelDate } from "./values/date.ts";
import { FeelFunction, FeelRange, type Value, scalarKind, simpleTypeOf } from "./values/kinds.ts";
import { FeelDateTime } from "./values/time.ts";

/** The name of a value's type for sentences, without the types of its parts. */
export function typeName(value: Value): string {
  if (value === null) return "null";
  const simple = simpleTypeOf(value);
  if (simple !== null) return String(simple);
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "context";
  if (value instanceof FeelRange) return "range";
  return value instanceof Unknown ? "unknown" : "function";
}

/** Whether a value is of a type, as parts of it must be. Null conforms to every type. */
export function conforms(value: Value, type: Type, evaluation: Evaluation, allowed = true): boolean | Unknown {
  evaluation.charge(1);
  if (type === ANY || value === null) return true;
  if (value instanceof Unknown) {
    if (value.type !== ANY && conformsTo(value.type, type)) return true;
    if (value.values?.every((one) => conforms(one, type, evaluation, allowed) === true)) return true;
    return new Unknown(value.facts, BOOLEAN, null, false);
  }
  if (type instanceof NamedType) {
    const base = conforms(value, type.base, evaluation, allowed);
    if (base !== true || type.allows === null || !allowed) return base;
    const facts = unknownFacts(value, evaluation);
    return facts !== null && facts.size > 0 ? new Unknown(facts, BOOLEAN, null, false) : type.allows(value, evaluation);
  }
  const simple = simpleTypeOf(value);
  if (simple !== null) return simple === type;
  if (Array.isArray(value)) {
    if (!(type instanceof ListType)) return false;
    return allConform(value.map((item) => [item, type.item]), evaluation, allowed);
  }
  if (value instanceof Map) {
    if (!(type instanceof ContextType)) return false;
    const pairs: [Value, Type][] = [];
    for (const [name, field] of type.fields) {
      const part = value.get(name);
      if (part === undefined) return false;
      pairs.push([part, field]);
    }
    return allConform(pairs, evaluation, allowed);
  }
  if (value instanceof FeelRange) {
    if (!(type instanceof RangeType)) return false;
    return allConform([[value.start, type.item], [value.end, type.item]], evaluation, allowed);
  }
  if (value instanceof FeelFunction) return type === FUNCTION || (type instanceof FunctionType && value.takes(type));
  return false;
}

function allConform(pairs: readonly [Value, Type][], evaluation: Evaluation, allowed: boolean): boolean | Unknown {
  let open: Unknown | null = null;
  for (const [value, type] of pairs) {
    const found = conforms(value, type, evaluation, allowed);
    if (found === false) return false;
    if (found instanceof Unknown) {
      open = new Unknown(open === null ? found.facts : united(open.facts, found.facts), BOOLEAN, null, false);
    }
  }
  return open ?? true;
}

/** The facts of all unknowns in a value; null where there is none. */
export function unknownFacts(value: Value, evaluation: Evaluation): Facts | null {
  if (value === null || scalarKind(value) !== 0) return null;
  let found: Facts | null = null;
  for (const one of unknownsWithin([value], evaluation)) found = found === null ? one.facts : united(found, one.facts);
  return found;
}

/** Answer `value instance of type`: as `conforms`, but null is an instance of `Null` only. */
export function instanceOf(value: Value, type: Type, evaluation: Evaluation): boolean | Unknown {
  if (value === null) return unnamed(type) === NULL;
  if (value instanceof Unknown && value.nullable && type !== NULL) return new Unknown(value.facts, BOOLEAN, null, false);
  return conforms(value, type, evaluation, false);
}

/** The value as one of the type, by the implicit conversions; null with a reason where none leads there. */
export function coerce(value: Value, type: Type, evaluation: Evaluation, place: Place = null): Value {
  if (value === null || type === ANY) return value;
  const found = conforms(value, type, evaluation);
  if (found === true) return value;
  if (found instanceof Unknown) {
    return new Unknown(value instanceof Unknown && sameType(value.type, ANY) ? value.facts : found.facts, type);
  }
  const behind = unnamed(type);
  if (Array.isArray(value)) {
    if (value.length === 1 && !(behind instanceof ListType)) {
      const single = conforms(value[0]!, type, evaluation);
      if (single === true) return value[0]!;
      if (single instanceof Unknown) return new Unknown(single.facts, type);
    }
  } else if (behind instanceof ListType) {
    const single = conforms([value], type, evaluation);
    if (single === true) return [value];
    if (single instanceof Unknown) return new Unknown(single.facts, type);
  }
  if (value instanceof FeelDate && behind === DATE_TIME) return new FeelDateTime(value, 0, 0);
  return evaluation.record("type", place, { expected: String(type), found: typeName(value) });
}

/** Call a function with arguments in order. A wrong number of them, or one of a wrong type, gives null. */
export function invoke(called: FeelFunction, evaluation: Evaluation, values: readonly Value[], place: Place = null): Value {
  if (called.call !== null) return called.call(evaluation, values, place);
  const label = called.name || "function";
  if (values.length !== called.parameters.length) {
    return evaluation.record("argument-count", place, {
      function: label, given: values.length, expected: called.parameters.length,
    });
  }
  const converted = [...values];
  for (const [index, { name, type }] of called.parameters.entries()) {
    if (type === null) continue;
    const value = coerce(converted[index]!, type, evaluation, place);
    if (value === null && converted[index] !== null) {
      return evaluation.record("argument-type", place, { function: label, parameter: name });
    }
    converted[index] = value;
  }
  evaluation.charge(1);
  evaluation.depth += 1;
  if (evaluation.depth > evaluation.budget.depth) throw new BudgetExceeded("depth", evaluation.budget.depth);
  const result = called.body(evaluation, converted);
  evaluation.depth -= 1;
  return called.result === null ? result : coerce(result, called.result, evaluation, place);
}

/** Call with named arguments. One that is missing is null; one too many makes the call null. */
export function invokeNamed(
  called: FeelFunction, evaluation: Evaluation, values: ReadonlyMap<string, Value>, place: Place = null,
): Value {
  if (called.callNamed !== null) return called.callNamed(evaluation, values, place);
  for (const name of values.keys()) {
    if (!called.parameters.some((each) => each.name === name)) {
      return evaluation.record("argument-name", place, { function: called.name || "function", parameter: name });
    }
  }
  return invoke(called, evaluation, called.parameters.map((each) => values.get(each.name) ?? null), place);
}
