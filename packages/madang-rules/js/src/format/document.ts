/** The exported form (see `madang_rules.export`): trees in one table of nodes, in which equal parts stand once. */

import { atValue } from "../builtins/range_text.ts";
import {
  type Allows, ContextType, FunctionType, ListType, NamedType, RangeType, SIMPLE_TYPES, type Type,
} from "../types.ts";
import { parseDate } from "../values/date.ts";
import { parseDecimal } from "../values/decimal.ts";
import { FeelRange, type Value } from "../values/kinds.ts";
import { parseDateTime, parseTime } from "../values/time.ts";
import * as Kind from "./kind.ts";

export { Kind };

export const ARITHMETIC = ["+", "-", "*", "/", "**"];
export const COMPARISON = ["=", "!=", "<", "<=", ">", ">="];
export const VERSION = 1;

/** What JSON holds. */
export interface Exported {
  readonly format: string;
  readonly version: number;
  readonly strings: readonly string[];
  readonly types: readonly (readonly number[])[];
  readonly nodes: readonly (readonly number[])[];
  readonly places?: readonly number[];
  readonly roots?: readonly number[];
  readonly model?: unknown;
}

/** The exported form is of another version, or no such form at all. */
export class NotReadable extends Error {}

export class Document {
  readonly strings: readonly string[];
  readonly nodes: readonly (readonly number[])[];
  readonly places: readonly number[] | null;
  readonly types: readonly Type[];
  private readonly names = new Map<number, ReadonlySet<string>>();
  private readonly keeping = new Map<number, boolean>();

  /** `testsOf` makes the tests of the values that a named type allows. */
  constructor(exported: Exported, testsOf: (document: Document, tests: number) => Allows) {
    if (exported.format !== "madang-rules" || exported.version !== VERSION) {
      throw new NotReadable(`expected madang-rules version ${VERSION}, found ${exported.format} ${exported.version}`);
    }
    this.strings = exported.strings;
    this.nodes = exported.nodes;
    this.places = exported.places ?? null;
    const types: Type[] = [...SIMPLE_TYPES];
    this.types = types;
    for (const row of exported.types) types.push(this.typeOf(row, types, testsOf));
  }

  kind(node: number): number {
    return this.nodes[node]![0]!;
  }

  /** The number at a place of a node's row. */
  at(node: number, place: number): number {
    return this.nodes[node]![place]!;
  }

  /** The text whose number stands at a place of a node's row. */
  text(node: number, place: number): string {
    return this.strings[this.nodes[node]![place]!]!;
  }

  /** The node to which a place of a node's row refers: by how many rows it stands before; 0 is none. */
  child(node: number, place: number): number {
    return node - this.nodes[node]![place]!;
  }

  /** The nodes to which the places from one on refer. */
  children(node: number, from: number, step = 1): number[] {
    const row = this.nodes[node]!;
    const found: number[] = [];
    for (let place = from; place < row.length; place += step) found.push(node - row[place]!);
    return found;
  }

  place(node: number): readonly [number, number] | null {
    return this.places === null ? null : [this.places[2 * node]!, this.places[2 * node + 1]!];
  }

  /** The value that a node without parts stands for. */
  literal(node: number): Value {
    switch (this.kind(node)) {
      case Kind.True:
        return true;
      case Kind.False:
        return false;
      case Kind.Number:
        return parseDecimal(this.text(node, 1));
      case Kind.String:
        return this.text(node, 1);
      case Kind.Date:
        return parseDate(this.text(node, 1));
      case Kind.Time:
        return parseTime(this.text(node, 1));
      case Kind.DateTime:
        return parseDateTime(this.text(node, 1));
      case Kind.Duration:
        return atValue(this.text(node, 1));
      case Kind.RangeValue: {
        const [, flags, start, end] = this.nodes[node]!;
        const bound = (distance: number): Value => (distance === 0 ? null : this.literal(node - distance));
        return new FeelRange(bound(start!), bound(end!), (flags! & 1) !== 0, (flags! & 2) !== 0);
      }
    }
    return null;
  }

  /** The nodes directly below a node. */
  parts(node: number): number[] {
    const row = this.nodes[node]!;
    switch (row[0]) {
      case Kind.Path:
      case Kind.InstanceOf:
        return [this.child(node, 1)];
      case Kind.Arithmetic:
      case Kind.Comparison:
      case Kind.OperatorTest:
      case Kind.UnaryTests:
      case Kind.Range:
        return this.children(node, 2);
      case Kind.Filter:
      case Kind.Call:
      case Kind.Negation:
      case Kind.And:
      case Kind.Or:
      case Kind.Between:
      case Kind.In:
      case Kind.If:
      case Kind.For:
      case Kind.Some:
      case Kind.Every:
      case Kind.List:
        return this.children(node, 1);
      case Kind.NamedCall:
        return [this.child(node, 1), ...this.children(node, 3, 2)];
      case Kind.Iterator:
        return row[3] === 0 ? [this.child(node, 2)] : [this.child(node, 2), this.child(node, 3)];
      case Kind.Function:
      case Kind.External:
        return [this.child(node, 1)];
      case Kind.Context:
        return this.children(node, 2, 2);
    }
    return [];
  }

  /** Every name that a node reads, bound within it or not. */
  namesIn(node: number): ReadonlySet<string> {
    let found = this.names.get(node);
    if (found === undefined) {
      const kind = this.kind(node);
      if (kind === Kind.Name || kind === Kind.Builtin) {
        found = new Set([this.text(node, 1)]);
      } else {
        const made = new Set<string>();
        for (const part of this.parts(node)) for (const name of this.namesIn(part)) made.add(name);
        found = made;
      }
      this.names.set(node, found);
    }
    return found;
  }

  /** Whether a function is written in a node: it keeps the scope it is made in. */
  hasFunction(node: number): boolean {
    let found = this.keeping.get(node);
    if (found === undefined) {
      const kind = this.kind(node);
      found = kind === Kind.Function || kind === Kind.External || this.parts(node).some((part) => this.hasFunction(part));
      this.keeping.set(node, found);
    }
    return found;
  }

  private typeOf(
    row: readonly number[], types: readonly Type[],
    testsOf: (document: Document, tests: number) => Allows,
  ): Type {
    const [kind, first] = row;
    switch (kind) {
      case 0:
        return new ListType(types[first!]!);
      case 1:
        return new RangeType(types[first!]!);
      case 2: {
        const fields = new Map<string, Type>();
        for (let place = 1; place < row.length; place += 2) fields.set(this.strings[row[place]!]!, types[row[place + 1]!]!);
        return new ContextType(fields);
      }
      case 3:
        return new FunctionType(row.slice(2).map((type) => types[type]!), types[first!]!);
      case 4: {
        // Name, base, how many tests, the tests, and the values that are possible (or none told).
        const [, name, base, count] = row;
        const tests = row.slice(4, 4 + count!).map((node) => testsOf(this, node));
        const told = row[4 + count!] === 1;
        const possible = told ? row.slice(5 + count!).map((node) => this.literal(node)) : null;
        const allows: Allows | null =
          tests.length === 0 ? null : (value, evaluation) => tests.every((test) => test(value, evaluation));
        return new NamedType(this.strings[name!]!, types[base!]!, allows, possible);
      }
    }
    throw new NotReadable(`type of kind ${kind}`);
  }
}
