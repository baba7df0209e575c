/** The types of FEEL (DMN 1.5, 10.3.2.9), and those that a model names. */

import type { Evaluation } from "./evaluation.ts";

export class SimpleType {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  toString(): string {
    return this.name;
  }
}

export class ListType {
  readonly item: Type;

  constructor(item: Type) {
    this.item = item;
  }

  toString(): string {
    return `list<${this.item}>`;
  }
}

export class RangeType {
  readonly item: Type;

  constructor(item: Type) {
    this.item = item;
  }

  toString(): string {
    return `range<${this.item}>`;
  }
}

/** A context that has at least these fields. */
export class ContextType {
  readonly fields: ReadonlyMap<string, Type>;

  constructor(fields: ReadonlyMap<string, Type>) {
    this.fields = fields;
  }

  toString(): string {
    return `context<${[...this.fields].map(([name, type]) => `${name}: ${type}`).join(", ")}>`;
  }
}

export class FunctionType {
  readonly parameters: readonly Type[];
  readonly result: Type;

  constructor(parameters: readonly Type[], result: Type) {
    this.parameters = parameters;
    this.result = result;
  }

  toString(): string {
    return `function<${this.parameters.join(", ")}> -> ${this.result}`;
  }
}

/** Whether a type allows a value; the evaluation that asks counts what telling costs. */
export type Allows = (value: unknown, evaluation?: Evaluation) => boolean;

/** A type that a model names: its base, which of the base's values it allows, and those as far as they are constant. */
export class NamedType {
  readonly name: string;
  readonly base: Type;
  readonly allows: Allows | null;
  readonly possible: readonly unknown[] | null;

  constructor(
    name: string,
    base: Type,
    allows: Allows | null,
    possible: readonly unknown[] | null,
  ) {
    this.name = name;
    this.base = base;
    this.allows = allows;
    this.possible = possible;
  }

  toString(): string {
    return this.name;
  }
}

export type Type = SimpleType | ListType | RangeType | ContextType | FunctionType | NamedType;

export const ANY = new SimpleType("Any");
export const NULL = new SimpleType("Null");
export const NUMBER = new SimpleType("number");
export const STRING = new SimpleType("string");
export const BOOLEAN = new SimpleType("boolean");
export const DATE = new SimpleType("date");
export const TIME = new SimpleType("time");
export const DATE_TIME = new SimpleType("date and time");
export const DAYS_DURATION = new SimpleType("days and time duration");
export const MONTHS_DURATION = new SimpleType("years and months duration");
/** Any function, of whatever parameters. */
export const FUNCTION = new SimpleType("function");

/** In the order in which the exported form counts them. */
export const SIMPLE_TYPES: readonly SimpleType[] = [
  ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_DURATION, MONTHS_DURATION, FUNCTION,
];

/** What stands behind a named type. */
export function unnamed(type: Type): Type {
  for (let depth = 0; depth < 64; depth++) {
    if (!(type instanceof NamedType)) return type;
    type = type.base;
  }
  return ANY;
}

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a instanceof ListType) return b instanceof ListType && sameType(a.item, b.item);
  if (a instanceof RangeType) return b instanceof RangeType && sameType(a.item, b.item);
  if (a instanceof NamedType) return b instanceof NamedType && a.name === b.name && sameType(a.base, b.base);
  if (a instanceof ContextType) {
    if (!(b instanceof ContextType) || a.fields.size !== b.fields.size) return false;
    const others = [...b.fields];
    return [...a.fields].every(([name, type], at) => others[at]![0] === name && sameType(type, others[at]![1]));
  }
  if (a instanceof FunctionType) {
    return (
      b instanceof FunctionType &&
      a.parameters.length === b.parameters.length &&
      a.parameters.every((type, at) => sameType(type, b.parameters[at]!)) &&
      sameType(a.result, b.result)
    );
  }
  return false;
}

/** Whether every value of type `given` is also one of type `wanted` (DMN 1.5, 10.3.2.9.2). */
export function conformsTo(given: Type, wanted: Type): boolean {
  if (wanted === ANY || given === NULL || sameType(given, wanted)) return true;
  if (wanted instanceof NamedType) {
    if (given instanceof NamedType && given.name === wanted.name) return true;
    return wanted.allows === null && conformsTo(given, wanted.base);
  }
  given = unnamed(given);
  if (given instanceof ListType && wanted instanceof ListType) return conformsTo(given.item, wanted.item);
  if (given instanceof RangeType && wanted instanceof RangeType) return conformsTo(given.item, wanted.item);
  if (given instanceof ContextType && wanted instanceof ContextType) {
    const fields = given.fields;
    return [...wanted.fields].every(([name, type]) => {
      const own = fields.get(name);
      return own !== undefined && conformsTo(own, type);
    });
  }
  if (given instanceof FunctionType && wanted instanceof FunctionType) {
    const parameters = given.parameters;
    return (
      parameters.length === wanted.parameters.length &&
      wanted.parameters.every((type, at) => conformsTo(type, parameters[at]!)) &&
      conformsTo(given.result, wanted.result)
    );
  }
  return sameType(given, wanted);
}
