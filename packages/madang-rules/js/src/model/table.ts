/** A decision table ready to run: input values in, the result of its hit policy out. */

import { type Run, type Scope, type Tests, type Unit, testsOf } from "../compile/index.ts";
import { coerce, unknownFacts } from "../conform.ts";
import type { Evaluation } from "../evaluation.ts";
import { Kind } from "../format/document.ts";
import { ANY, type Type } from "../types.ts";
import { NO_FACTS, Unknown, united } from "../unknown.ts";
import { FeelRange, type Value, simpleTypeOf } from "../values/kinds.ts";
import { type Area, areaOf, areaOfValues, axisKey, axisKind, kindOfType } from "./area.ts";
import { type Cell, Column } from "./column.ts";
import { type InputRow, NULL_CODES, type OutputRow, type Root, type TableRow } from "./exported.ts";
import { Boxes, type Side, bits } from "./geometry.ts";
import { Hits, identical } from "./policy.ts";
import type { Tracer } from "./trace.ts";

/** Open rules compared pair by pair. */
const MAX_PAIRED = 100;

/** The closure of a row of nodes, or of the null that stands for an expression that cannot be run. */
export function rootRun(unit: Unit, root: Root): Run {
  if (root >= 0) return unit.run(root);
  const code = NULL_CODES[-1 - root]!;
  return (_, evaluation) => evaluation.record(code);
}

function rootTests(unit: Unit, root: Root): Tests {
  if (root >= 0) return testsOf(unit, root);
  const code = NULL_CODES[-1 - root]!;
  return (_, evaluation) => evaluation.record(code);
}

/** Bring a value to a type, if one is declared. */
export function converted(value: Value, type: Type | null, evaluation: Evaluation): Value {
  return type === null || type === ANY || value === null || simpleTypeOf(value) === type ? value : coerce(value, type, evaluation);
}

/** An input column: its label for people, its expression, its type, its cells, and the values allowed. */
export interface Input {
  readonly label: string;
  readonly expression: Run;
  readonly type: Type | null;
  readonly column: Column;
  readonly values: Tests | null;
  readonly allowed: Area | null;
}

/** An output column: an expression a rule, its default, and its values by priority. */
interface Output {
  readonly name: string;
  readonly type: Type | null;
  readonly entries: readonly Run[];
  readonly default: Run | null;
  readonly order: readonly Value[] | null;
}

/** What happened when a table ran, kept for explanation. */
export interface TableRun {
  readonly table: Table;
  readonly scope: Scope;
  readonly values: readonly Value[];
  readonly matched: readonly number[];
  readonly open: readonly number[];
  readonly result: Value;
  readonly telling: Evaluation;
}

export class Table {
  readonly row: TableRow;
  readonly inputs: readonly Input[];
  private readonly outputs: readonly Output[];
  private readonly everything: bigint;
  private readonly order: readonly number[];
  private boxes: Boxes | null = null;
  private allSeparate: boolean | null = null;

  constructor(row: TableRow, unit: Unit) {
    this.row = row;
    this.inputs = row.inputs.map((each) => inputOf(each, row.rules, unit));
    this.outputs = row.outputs.map((each) => outputOf(each, unit));
    this.everything = (1n << BigInt(row.rules)) - 1n;
    // Columns that only look up come first: they leave fewer rules to test one by one.
    const general = this.inputs.map((each) => each.column.general.length);
    this.order = general.map((_, index) => index).sort((a, b) => general[a]! - general[b]!);
  }

  run(scope: Scope, evaluation: Evaluation): Value {
    const values = this.inputs.map((each) => converted(each.expression(scope, evaluation), each.type, evaluation));
    const refused = this.refused(values, scope, evaluation);
    if (refused !== undefined) return refused;
    const [yes, maybe] = this.match(values, scope, evaluation);
    const result = this.result(yes, maybe, values, scope, evaluation);
    const trace = evaluation.trace as Tracer | null;
    if (trace !== null) {
      trace.table({ table: this, scope, values, matched: bits(yes), open: bits(maybe), result, telling: trace.telling });
    }
    return result;
  }

  private result(yes: bigint, maybe: bigint, values: readonly Value[], scope: Scope, evaluation: Evaluation): Value {
    const { policy, aggregation } = this.row;
    if (maybe === 0n && yes !== 0n && (yes & (yes - 1n)) === 0n && ["UNIQUE", "FIRST", "ANY", "PRIORITY"].includes(policy)) {
      return this.output(bits(yes)[0]!, scope, evaluation);
    }
    let facts = NO_FACTS;
    if (maybe !== 0n) for (const value of values) facts = united(facts, unknownFacts(value, evaluation) ?? NO_FACTS);
    const givesList = ["COLLECT", "RULE ORDER", "OUTPUT ORDER"].includes(policy) && aggregation === null;
    const hits = new Hits(yes, maybe, {
      output: (rule) => this.output(rule, scope, evaluation),
      default: () => this.default(scope, evaluation),
      rank: (rule) => this.rank(rule, scope, evaluation),
      disjoint: (one, other) => this.areDisjoint(one, other),
      separate: (rules) => this.areSeparate(rules),
      covered: () => this.isCovered(values, maybe),
      facts,
      type: this.outputs.length === 1 && !givesList ? this.outputs[0]!.type : null,
    }, evaluation);
    return hits.result(policy, aggregation);
  }

  /** Null with a reason where an input has a value that its column does not allow (8.3.2); undefined where all are allowed. */
  private refused(values: readonly Value[], scope: Scope, evaluation: Evaluation): Value | undefined {
    for (const [index, each] of this.inputs.entries()) {
      const value = values[index]!;
      if (each.values === null || value === null) continue;
      const verdict = each.values(scope, evaluation, value);
      if (verdict instanceof Unknown) {
        if (!allAllowed(value, each.values, scope, evaluation)) return new Unknown(verdict.facts);
      } else if (verdict !== true) {
        return evaluation.record("table-input-not-allowed", null, { name: each.label });
      }
    }
    return undefined;
  }

  /** The rules that match, and those of which that is unknown, as bit sets. */
  private match(values: readonly Value[], scope: Scope, evaluation: Evaluation): [bigint, bigint] {
    let yes = this.everything;
    let maybe = 0n;
    for (const index of this.order) {
      const [found, open] = this.inputs[index]!.column.accepting(values[index]!, yes | maybe, scope, evaluation);
      if (open !== 0n || maybe !== 0n) maybe = (yes & open & ~found) | (maybe & (found | open));
      yes &= found;
      if ((yes | maybe) === 0n) break;
    }
    return [yes, maybe];
  }

  /** What `rule` gives: a value, or a context of several outputs. */
  output(rule: number, scope: Scope, evaluation: Evaluation): Value {
    if (this.outputs.length === 1) return entry(this.outputs[0]!, rule, scope, evaluation);
    return new Map(this.outputs.map((each) => [each.name, entry(each, rule, scope, evaluation)]));
  }

  get hasDefault(): boolean {
    return this.outputs.some((each) => each.default !== null);
  }

  default(scope: Scope, evaluation: Evaluation): Value {
    if (!this.hasDefault) return null;
    const values = this.outputs.map((each) => (each.default === null ? null : each.default(scope, evaluation)));
    return values.length === 1 ? values[0]! : new Map(this.outputs.map((each, at) => [each.name, values[at]!]));
  }

  /** The place of a rule by its output values: lower is better (8.2.10, PRIORITY). */
  rank(rule: number, scope: Scope, evaluation: Evaluation): number[] {
    const places = this.outputs.map((each) => {
      if (each.order === null) return 0;
      const value = entry(each, rule, scope, evaluation);
      const place = each.order.findIndex((known) => !(known instanceof FeelRange) && identical(value, known, evaluation));
      return place < 0 ? each.order.length : place;
    });
    return [...places, rule];
  }

  private get geometry(): Boxes {
    this.boxes ??= new Boxes(
      this.inputs.map((each) => each.column), this.row.rules, this.inputs.map((each) => each.allowed),
    );
    return this.boxes;
  }

  /** Whether two rules can never match together. */
  areDisjoint(one: number, other: number): boolean {
    return this.geometry.areDisjoint(one, other);
  }

  /** Whether no two of `rules` can match together; no where there are too many to tell. */
  private areSeparate(rules: readonly number[]): boolean {
    this.allSeparate ??= this.geometry.areAllSeparate;
    if (this.allSeparate) return true;
    if (rules.length > MAX_PAIRED) return false;
    return rules.every((one, index) => rules.slice(index + 1).every((other) => this.geometry.areDisjoint(one, other)));
  }

  /** Whether, whatever the unknown ones of `values` turn out to be, one of `rules` matches. */
  isCovered(values: readonly Value[], rules: bigint): boolean {
    const region: bigint[] = [];
    for (const [index, side] of this.geometry.sides.entries()) {
      const mask = maskOfValue(side, this.inputs[index]!.column, values[index]!);
      if (mask === null) return false;
      region.push(mask);
    }
    return this.geometry.isCovered(region, rules);
  }
}

function rangeOf(unit: Unit, root: number): Run | null {
  const { document } = unit;
  const [test, ...more] = document.children(root, 2);
  if (document.at(root, 1) === 1 || test === undefined || more.length > 0) return null;
  const kind = document.kind(test);
  if (kind !== Kind.OperatorTest && kind !== Kind.Range && kind !== Kind.RangeValue) return null;
  return (scope, evaluation) => unit.run(test)(scope, evaluation);
}

function inputOf(row: InputRow, rules: number, unit: Unit): Input {
  const { document } = unit;
  const sets = row.cells.map(() => 0n);
  for (let rule = 0; rule < rules; rule++) {
    const cell = row.rows[rule]!;
    if (cell >= 0) sets[cell]! |= 1n << BigInt(rule);
  }
  const cells = row.cells.map(([root, looked, text], index): Cell => ({
    text: document.strings[text]!,
    rules: sets[index]!,
    area: looked === 1 && root >= 0 ? areaOf(document, root) : null,
    tests: rootTests(unit, root),
    range: root >= 0 ? rangeOf(unit, root) : null,
  }));
  return {
    label: row.label,
    expression: rootRun(unit, row.expression),
    type: row.type < 0 ? null : document.types[row.type]!,
    column: new Column(cells),
    values: row.values < 0 ? null : testsOf(unit, row.values),
    allowed: row.allowed === null ? null : areaOfValues(row.allowed.map((node) => document.literal(node))),
  };
}

function outputOf(row: OutputRow, unit: Unit): Output {
  const { document } = unit;
  return {
    name: row.name,
    type: row.type < 0 ? null : document.types[row.type]!,
    entries: row.entries.map((root) => rootRun(unit, root)),
    default: row.default === null ? null : rootRun(unit, row.default),
    order: row.order === null ? null : row.order.map((node) => document.literal(node)),
  };
}

function entry(output: Output, rule: number, scope: Scope, evaluation: Evaluation): Value {
  return converted(output.entries[rule]!(scope, evaluation), output.type, evaluation);
}

/** Whether all values that an unknown may have are allowed. */
function allAllowed(value: Value, tests: Tests, scope: Scope, evaluation: Evaluation): boolean {
  const values = value instanceof Unknown ? value.values : null;
  const reasons = evaluation.reasons.length;
  const isAllowed = values !== null && values.every((one) => one === null || tests(scope, evaluation, one) === true);
  evaluation.reasons.length = reasons;
  return isAllowed;
}

/** The segments in which `value` lies, or may turn out to lie; null where that cannot be told. */
function maskOfValue(side: Side, column: Column, value: Value): bigint | null {
  const { axis, full } = side;
  const isNull = 1n << BigInt(axis.nullSegment);
  if (value === null) return isNull;
  if (value instanceof Unknown) {
    if (column.kind === null) return full;
    const nullable = value.nullable ? isNull : 0n;
    const values = value.values;
    if (values !== null) {
      let mask = nullable;
      for (const one of values) {
        if (one === null) continue;
        const inner = maskOfValue(side, column, one);
        if (inner === null) return null;
        mask |= inner;
      }
      return mask;
    }
    if (value.allowed === null && kindOfType(value.type) !== column.kind) return null;
    return (full & ~isNull) | nullable;
  }
  if (column.kind === null) return 1n;
  return axisKind(value) === column.kind ? 1n << BigInt(axis.segment(axisKey(value))) : null;
}
