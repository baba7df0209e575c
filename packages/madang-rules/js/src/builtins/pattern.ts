/** Patterns of regular expressions → steps for the machine in `regex.ts`. */

/** What a machine does next. Steps other than `jump` and `split` go on with the one behind them. */
export type Step =
  | { readonly kind: "character"; readonly accepts: (character: string) => boolean }
  | { readonly kind: "assert"; readonly holds: (characters: readonly string[], at: number) => boolean }
  | { readonly kind: "place"; readonly slot: number }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "split"; first: number; second: number }
  | { readonly kind: "match" };

/** A pattern that XPath cannot read, or that is too large. */
export class Unreadable extends Error {}

type Node =
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | { readonly kind: "group"; readonly inner: Node; readonly number: number }
  | { readonly kind: "repeat"; readonly inner: Node; readonly least: number; readonly most: number; readonly lazy: boolean };

const MOST_STEPS = 20_000;
const MOST_REPEATS = 1000;
/** What `\i` and `\c` stand for: signs that begin and make up names of XML. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "0-9A-Za-z_",
  s: "\\t\\n\\f\\r ",
  i: "\\p{L}\\p{Nl}_:",
  c: "\\p{L}\\p{Nl}\\p{Nd}\\p{M}_:.\\-\\xb7",
};
const COMPLEMENTS: Readonly<Record<string, string>> = {
  d: "\\0-/:-\\u{10ffff}",
  w: "\\0-/:-@\\[-^`{-\\u{10ffff}",
  s: "\\0-\\x08\\x0b\\x0e-\\x1f!-\\u{10ffff}",
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\\n", r: "\\r", t: "\\t" };

/** Whether a character is in a class, looked up once for each of the common ones. */
function classTest(source: string, fold: boolean): (character: string) => boolean {
  let expression: RegExp;
  try {
    expression = new RegExp(`^(?:${source})$`, fold ? "iu" : "u");
  } catch {
    throw new Unreadable(source);
  }
  const known = new Int8Array(128);
  return (character) => {
    const code = character.charCodeAt(0);
    if (code > 127) return expression.test(character);
    if (known[code] === 0) known[code] = expression.test(character) ? 1 : 2;
    return known[code] === 1;
  };
}

function escapedSign(sign: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(sign) ? `\\${sign}` : sign;
}

class PatternParser {
  private readonly signs: readonly string[];
  private readonly fold: boolean;
  private readonly dotAll: boolean;
  private readonly lines: boolean;
  private readonly spaced: boolean;
  private at = 0;
  private depth = 0;
  groups = 0;

  constructor(pattern: string, flags: string) {
    this.signs = [...pattern];
    this.fold = flags.includes("i");
    this.dotAll = flags.includes("s");
    this.lines = flags.includes("m");
    this.spaced = flags.includes("x");
  }

  parse(): Node {
    const found = this.choice();
    if (this.at < this.signs.length) throw new Unreadable(`unexpected ): ${this.signs.join("")}`);
    return found;
  }

  private get sign(): string | undefined {
    while (this.spaced && /^[ \t\n\r]$/.test(this.signs[this.at] ?? "")) this.at += 1;
    return this.signs[this.at];
  }

  private choice(): Node {
    if (++this.depth > 500) throw new Unreadable("nested too deep");
    const parts = [this.sequence()];
    while (this.sign === "|") {
      this.at += 1;
      parts.push(this.sequence());
    }
    this.depth -= 1;
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    for (let sign = this.sign; sign !== undefined && sign !== "|" && sign !== ")"; sign = this.sign) {
      parts.push(this.repeated(this.atom(sign)));
    }
    return { kind: "sequence", parts };
  }

  private atom(sign: string): Node {
    this.at += 1;
    switch (sign) {
      case "(":
        return this.group();
      case "[":
        return this.character(this.class());
      case ".":
        return this.character(this.dotAll ? "[^]" : "[^\\n]");
      case "^":
        return this.assertion((signs, at) => at === 0 || (this.lines && signs[at - 1] === "\n"));
      case "$":
        return this.assertion((signs, at) => at === signs.length || (this.lines && signs[at] === "\n"));
      case "\\":
        return this.character(this.escape(false));
      case "*":
      case "+":
      case "?":
        throw new Unreadable(`no argument for repetition operator: ${sign}`);
      case "{":
        if (this.bounds(this.at) !== null) throw new Unreadable("no argument for repetition operator: {");
    }
    return this.character(escapedSign(sign));
  }

  private character(source: string): Node {
    const accepts = classTest(source, this.fold);
    return { kind: "step", step: { kind: "character", accepts } };
  }

  private assertion(holds: (signs: readonly string[], at: number) => boolean): Node {
    return { kind: "step", step: { kind: "assert", holds } };
  }

  private group(): Node {
    let number = 0;
    // Two signs that belong together stand side by side, whatever flag x leaves out.
    if (this.signs[this.at] === "?") {
      if (this.signs[this.at + 1] !== ":") throw new Unreadable("(?");
      this.at += 2;
    } else {
      number = ++this.groups;
    }
    const inner = this.choice();
    if (this.sign !== ")") throw new Unreadable(`missing ): ${this.signs.join("")}`);
    this.at += 1;
    return number === 0 ? inner : { kind: "group", inner, number };
  }

  private repeated(inner: Node): Node {
    let found = inner;
    let last = -1;
    for (;;) {
      const sign = this.sign;
      const start = this.at;
      let least: number;
      let most: number;
      const bounds = sign === "{" ? this.bounds(this.at + 1) : null;
      if (sign === "*" || sign === "+" || sign === "?") {
        least = sign === "+" ? 1 : 0;
        most = sign === "?" ? 1 : Infinity;
        this.at += 1;
      } else if (bounds !== null) {
        [least, most] = bounds;
        if (least > MOST_REPEATS || (most !== Infinity && (most > MOST_REPEATS || most < least))) {
          throw new Unreadable("invalid repetition size");
        }
        this.at = bounds[2];
      } else {
        return found;
      }
      if (last === start) throw new Unreadable("bad repetition operator");
      const lazy = this.sign === "?";
      if (lazy) this.at += 1;
      found = { kind: "repeat", inner: found, least, most, lazy };
      last = this.at;
    }
  }

  /** `{2}`, `{2,}` or `{2,3}` behind its bracket: least, most, and where it ends. Other brackets are signs. */
  private bounds(at: number): [number, number, number] | null {
    const found = /^([0-9]{1,9})(,([0-9]{0,9}))?\}/.exec(this.signs.slice(at, at + 24).join(""));
    if (found === null) return null;
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] ? Number(found[3]) : Infinity;
    return [least, most, at + found[0].length];
  }

  /** What stands behind a backslash, as source of a regular expression of JavaScript for one character. */
  private escape(within: boolean): string {
    const sign = this.signs[this.at++];
    if (sign === undefined) throw new Unreadable("\\");
    const small = sign.toLowerCase();
    if (small in CLASSES && /^[a-zA-Z]$/.test(sign)) {
      if (sign === small) return within ? CLASSES[small]! : `[${CLASSES[small]!}]`;
      if (!within) return `[^${CLASSES[small]!}]`;
      const complement = COMPLEMENTS[small];
      if (complement === undefined) throw new Unreadable(`\\${sign} within []`);
      return complement;
    }
    if (sign === "p" || sign === "P") return this.property(sign);
    if (sign in CONTROLS) return CONTROLS[sign]!;
    if (!/^[\\|.?*+(){}[\]^$-]$/.test(sign)) throw new Unreadable(`\\${sign}`);
    return `\\${sign}`;
  }

  private property(sign: string): string {
    let name = this.signs[this.at++] ?? "";
    if (name === "{") {
      name = "";
      for (let next = this.signs[this.at++]; next !== "}"; next = this.signs[this.at++]) {
        if (next === undefined) throw new Unreadable(`invalid character class range: \\${sign}{${name}`);
        name += next;
      }
    }
    let negated = sign === "P";
    if (name.startsWith("^")) {
      negated = !negated;
      name = name.slice(1);
    }
    if (!/^[A-Za-z_]+$/.test(name)) throw new Unreadable(`invalid character class range: \\${sign}{${name}}`);
    const written = /^(?:C|Cc|Cf|Co|Cs|L|Ll|Lm|Lo|Lt|Lu|M|Mc|Me|Mn|N|Nd|Nl|No|P|Pc|Pd|Pe|Pf|Pi|Po|Ps|S|Sc|Sk|Sm|So|Z|Zl|Zp|Zs)$/.test(name)
      ? name
      : name === "Any" ? "Any" : `Script=${name}`;
    const source = `\\${negated ? "P" : "p"}{${written}}`;
    try {
      new RegExp(source, "u");
    } catch {
      throw new Unreadable(`invalid character class range: \\${sign}{${name}}`);
    }
    return source;
  }

  private class(): string {
    let made = "[";
    let first = true;
    if (this.signs[this.at] === "^") {
      made += "^";
      this.at += 1;
    }
    for (;;) {
      const sign = this.signs[this.at];
      if (sign === undefined) throw new Unreadable(`missing ]: ${this.signs.join("")}`);
      if (sign === "[") throw new Unreadable("[ within []");
      if (sign === "]" && !first) break;
      this.at += 1;
      const start = this.bound(sign, first);
      first = false;
      if (this.signs[this.at] === "-" && this.signs[this.at + 1] !== undefined && this.signs[this.at + 1] !== "]") {
        this.at += 1;
        const next = this.signs[this.at++]!;
        if (next === "[") throw new Unreadable("[ within []");
        const end = this.bound(next, true);
        made += this.range(start, end);
      } else {
        made += start;
      }
    }
    this.at += 1;
    return `${made}]`;
  }

  private bound(sign: string, first: boolean): string {
    if (sign === "\\") return this.escape(true);
    if (sign === "-" && !first && this.signs[this.at] !== "]") throw new Unreadable("invalid character class range");
    return escapedSign(sign);
  }

  private range(start: string, end: string): string {
    const source = `[${start}-${end}]`;
    const single = /^(?:\\[^dwspP]|[^\\])$/u;
    if (!single.test(start) || !single.test(end)) throw new Unreadable(`invalid character class range: ${source}`);
    try {
      new RegExp(source, "u");
    } catch {
      throw new Unreadable(`invalid character class range: ${source}`);
    }
    return `${start}-${end}`;
  }
}

/** Writes nodes as steps. */
class Writer {
  readonly steps: Step[] = [];

  write(node: Node): void {
    if (this.steps.length > MOST_STEPS) throw new Unreadable("pattern too large - compile failed");
    switch (node.kind) {
      case "step":
        this.steps.push(node.step);
        break;
      case "sequence":
        for (const part of node.parts) this.write(part);
        break;
      case "group":
        this.steps.push({ kind: "place", slot: 2 * node.number });
        this.write(node.inner);
        this.steps.push({ kind: "place", slot: 2 * node.number + 1 });
        break;
      case "choice":
        this.choice(node.parts);
        break;
      case "repeat":
        for (let time = 0; time < node.least; time++) this.write(node.inner);
        if (node.most === Infinity) this.loop(node.inner, node.lazy);
        else this.options(node.inner, node.most - node.least, node.lazy);
    }
  }

  private choice(parts: readonly Node[]): void {
    const ends: { to: number }[] = [];
    for (const [index, part] of parts.entries()) {
      if (index === parts.length - 1) {
        this.write(part);
        break;
      }
      const split = { kind: "split" as const, first: this.steps.length + 1, second: 0 };
      this.steps.push(split);
      this.write(part);
      const jump = { kind: "jump" as const, to: 0 };
      this.steps.push(jump);
      ends.push(jump);
      split.second = this.steps.length;
    }
    for (const jump of ends) jump.to = this.steps.length;
  }

  private loop(inner: Node, lazy: boolean): void {
    const at = this.steps.length;
    const split = { kind: "split" as const, first: at + 1, second: at + 1 };
    this.steps.push(split);
    this.write(inner);
    this.steps.push({ kind: "jump", to: at });
    if (lazy) split.first = this.steps.length;
    else split.second = this.steps.length;
  }

  private options(inner: Node, times: number, lazy: boolean): void {
    const splits: { first: number; second: number }[] = [];
    for (let time = 0; time < times; time++) {
      const split = { kind: "split" as const, first: this.steps.length + 1, second: this.steps.length + 1 };
      this.steps.push(split);
      splits.push(split);
      this.write(inner);
    }
    for (const split of splits) {
      if (lazy) split.first = this.steps.length;
      else split.second = this.steps.length;
    }
  }
}

/** The steps of a pattern, and how many groups it has. Throws `Unreadable`. */
export function parsePattern(pattern: string, flags: string): { readonly steps: readonly Step[]; readonly groups: number } {
  const writer = new Writer();
  let groups = 0;
  writer.steps.push({ kind: "place", slot: 0 });
  if (flags.includes("q")) {
    const fold = flags.includes("i");
    for (const sign of pattern) {
      writer.write({ kind: "step", step: { kind: "character", accepts: classTest(escapedSign(sign), fold) } });
    }
  } else {
    const parser = new PatternParser(pattern, flags);
    writer.write(parser.parse());
    groups = parser.groups;
  }
  writer.steps.push({ kind: "place", slot: 1 }, { kind: "match" });
  return { steps: writer.steps, groups };
}
