/** The part of the exported form that describes a model, as `madang_rules.export.models` writes it. */

import type { Exported } from "../format/document.ts";

/** A row of nodes; below 0 an expression that is always null: -1 for the first of `NULL_CODES`, … */
export type Root = number;
export const NULL_CODES = ["expression-missing", "expression-language", "expression-broken"];

export interface InputRow {
  readonly label: string;
  readonly expression: Root;
  readonly type: number;
  /** Tests, whether they are looked up, and the number of their text. */
  readonly cells: readonly (readonly [Root, 0 | 1, number])[];
  /** Which cell each rule has; -1 where it has none. */
  readonly rows: readonly number[];
  readonly values: Root;
  readonly allowed: readonly number[] | null;
}

export interface OutputRow {
  readonly name: string;
  readonly type: number;
  readonly entries: readonly Root[];
  readonly default: Root | null;
  readonly order: readonly number[] | null;
}

export interface TableRow {
  readonly policy: string;
  readonly aggregation: string | null;
  readonly rules: number;
  readonly inputs: readonly InputRow[];
  readonly outputs: readonly OutputRow[];
  readonly ids: readonly (string | null)[];
  readonly columns: readonly string[];
  readonly notes: readonly (readonly string[])[];
}

export interface FunctionRow {
  readonly parameters: readonly (readonly [string, number])[];
  readonly foreign?: string;
  readonly body?: Box;
}

/** A boxed expression: one of the entries, and the number of the type its value is brought to, if any. */
export interface Box {
  readonly as?: number;
  readonly literal?: Root;
  readonly table?: TableRow;
  readonly context?: readonly (readonly [string | null, Box, number])[];
  readonly function?: FunctionRow;
  readonly invocation?: readonly [Box, readonly (readonly [string, Box, number])[]];
  readonly list?: readonly Box[];
  readonly relation?: readonly (readonly (readonly [string, Box, number])[])[];
  readonly conditional?: readonly [Box, Box, Box];
  readonly filter?: readonly [Box, Box];
  readonly for?: readonly [string, Box, Box];
  readonly every?: readonly [string, Box, Box];
  readonly some?: readonly [string, Box, Box];
}

export const PartKind = { Input: 0, Decision: 1, Function: 2, Service: 3 } as const;

export interface PartRow {
  readonly unit: number;
  readonly kind: number;
  readonly element: string;
  readonly name: string;
  /** The name under which the main model knows it. */
  readonly label: string;
  readonly type: number;
  readonly needs: readonly (readonly [string | null, number])[];
  /** Of an input: the values with which the model compares it. */
  readonly constants?: readonly Root[];
  readonly question?: string | null;
  readonly authorities?: readonly { readonly name: string; readonly location: string | null }[];
  readonly logic?: Box | FunctionRow;
  /** Conditions of a formula: as written, their node, in Korean and, where it differs, in English words. */
  readonly atoms?: readonly (readonly [string, number, string?, string?])[];
  readonly given?: readonly number[];
  readonly parameters?: readonly string[];
  readonly outputs?: readonly number[];
  readonly result?: number;
}

export interface ModelRow {
  readonly name: string;
  readonly units: readonly string[];
  readonly main: number;
  readonly imports: readonly (readonly [string, number])[];
  /** The units whose elements a unit names without a prefix, itself first. */
  readonly merged: readonly (readonly number[])[];
  readonly parts: readonly PartRow[];
}

export interface ExportedModel extends Exported {
  readonly model: ModelRow;
}
