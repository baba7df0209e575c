/**
 * Patterns of XPath (XQuery and XPath functions 3.1, 5.6.1) read into a tree. Classes of characters are written as those of
 * JavaScript (with flag v), whose sets of Unicode are the same.
 */

import { areVariants, bothCases } from "./cases.ts";

const LONGEST_PATTERN = 1000;
const DEEPEST = 40;
export const MOST_REPEATED = 1000;
const LITERAL = /^[\\|.?*+(){}\-[\]^$]$/;
const SINGLE: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
/** What may stand within `[]` for `\d`, `\s`, `\w`, `\i` and `\c`. */
const ESCAPED: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  s: "\\t\\n\\r\\x20",
  w: "[^\\p{P}\\p{Z}\\p{C}]",
  i: "\\p{L}\\p{Nl}_:",
  c: "\\p{L}\\p{Nl}\\p{Nd}\\p{M}_:.\\-\\u{b7}",
};
const CATEGORY =
  /^(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|Cn)$/;
const BLOCKS: Readonly<Record<string, readonly [number, number]>> = {
  BasicLatin: [0x00, 0x7f], "Latin-1Supplement": [0x80, 0xff], "LatinExtended-A": [0x100, 0x17f],
  "LatinExtended-B": [0x180, 0x24f], IPAExtensions: [0x250, 0x2af], SpacingModifierLetters: [0x2b0, 0x2ff],
  CombiningDiacriticalMarks: [0x300, 0x36f], Greek: [0x370, 0x3ff], GreekandCoptic: [0x370, 0x3ff],
  Cyrillic: [0x400, 0x4ff], Armenian: [0x530, 0x58f], Hebrew: [0x590, 0x5ff], Arabic: [0x600, 0x6ff],
  Devanagari: [0x900, 0x97f], Thai: [0xe00, 0xe7f], HangulJamo: [0x1100, 0x11ff], GeneralPunctuation: [0x2000, 0x206f],
  SuperscriptsandSubscripts: [0x2070, 0x209f], CurrencySymbols: [0x20a0, 0x20cf], LetterlikeSymbols: [0x2100, 0x214f],
  NumberForms: [0x2150, 0x218f], Arrows: [0x2190, 0x21ff], MathematicalOperators: [0x2200, 0x22ff],
  BoxDrawing: [0x2500, 0x257f], GeometricShapes: [0x25a0, 0x25ff], CJKSymbolsandPunctuation: [0x3000, 0x303f],
  Hiragana: [0x3040, 0x309f], Katakana: [0x30a0, 0x30ff], HangulCompatibilityJamo: [0x3130, 0x318f],
  EnclosedCJKLettersandMonths: [0x3200, 0x32ff], CJKUnifiedIdeographs: [0x4e00, 0x9fff], HangulSyllables: [0xac00, 0xd7af],
  PrivateUse: [0xe000, 0xf8ff], CJKCompatibilityIdeographs: [0xf900, 0xfaff], HalfwidthandFullwidthForms: [0xff00, 0xffef],
};

/** A pattern that XPath has not, or that is too large. */
export class UnreadablePattern extends Error {}

export type Accepts = (character: string) => boolean;

/** A part of a pattern. `most` null: any number of times; `number` 0: parentheses that capture nothing. */
export type Piece =
  | { readonly kind: "characters"; readonly accepts: Accepts; readonly weight: number }
  | { readonly kind: "edge"; readonly atEnd: boolean }
  | { readonly kind: "group"; readonly number: number; readonly inner: Piece }
  | { readonly kind: "reference"; readonly number: number }
  | { readonly kind: "repeated"; readonly inner: Piece; readonly least: number; readonly most: number | null; readonly greedy: boolean }
  | { readonly kind: "sequence"; readonly pieces: readonly Piece[] }
  | { readonly kind: "choice"; readonly alternatives: readonly Piece[] };

/** About how many ranges of characters a class of Unicode has. */
const RANGES_OF_CLASS = 500;

/** About how large the program of a tree becomes: it is counted before the tree is compiled. */
export function weightOf(piece: Piece): number {
  switch (piece.kind) {
    case "characters":
      return piece.weight;
    case "group":
      return 2 + weightOf(piece.inner);
    case "repeated":
      return weightOf(piece.inner) * Math.max(piece.least + (piece.most === null ? 1 : 0), piece.most || 1);
    case "sequence":
      return piece.pieces.reduce((sum, each) => sum + weightOf(each), 1);
    case "choice":
      return piece.alternatives.reduce((sum, each) => sum + weightOf(each), 1);
  }
  return 1;
}

function characters(source: string): Piece {
  const isLarge = /\\[pP]\{/.test(source);
  return { kind: "characters", accepts: classTest(source), weight: isLarge ? RANGES_OF_CLASS : 2 + source.length / 8 };
}

function code(point: number): string {
  return `\\u{${point.toString(16)}}`;
}

/** A range as it stands within `[]`. */
function rangeSource(low: number, high: number): string {
  return low === high ? code(low) : `${code(low)}-${code(high)}`;
}

/** Whether a character is in a class, looked up once for each of the common ones. */
function classTest(source: string): Accepts {
  const expression = new RegExp(`^[${source}]$`, "v");
  const known = new Int8Array(128);
  return (character) => {
    const at = character.charCodeAt(0);
    if (at > 127) return expression.test(character);
    if (known[at] === 0) known[at] = expression.test(character) ? 1 : 2;
    return known[at] === 1;
  };
}

/** The test of one character as it is written. */
export function literalTest(sign: string, fold: boolean): Accepts {
  return fold ? (character) => areVariants(sign, character) : (character) => character === sign;
}

/** One character, or a set as it stands within `[]`. */
type ClassPart = { readonly sign: string } | { readonly set: string };

/**
 * Reads one pattern: with flag s (dot matches all), x (spaces are left out) or i. Flag i adds the other case to characters
 * and ranges as they are written; sets such as `\p{Lu}` it leaves alone.
 */
export class PatternReader {
  private readonly signs: readonly string[];
  private readonly fold: boolean;
  private readonly dot: Accepts;
  private readonly closed = new Set<number>();
  private at = 0;
  groups = 0;
  /** Whether the pattern refers back to a group, which needs another way of matching. */
  refers = false;

  constructor(pattern: string, flags: string) {
    const signs = [...pattern];
    if (signs.length > LONGEST_PATTERN) throw new UnreadablePattern(`> ${LONGEST_PATTERN}`);
    this.signs = flags.includes("x") ? withoutSpaces(signs) : signs;
    this.fold = flags.includes("i");
    this.dot = flags.includes("s") ? () => true : (character) => character !== "\n" && character !== "\r";
  }

  /** The tree. Throws `UnreadablePattern`. */
  read(): Piece {
    const found = this.choice(0);
    if (this.at < this.signs.length) throw new UnreadablePattern(this.signs.slice(this.at, this.at + 20).join(""));
    return found;
  }

  private get next(): string {
    return this.signs[this.at] ?? "";
  }

  private take(sign: string): boolean {
    for (const [index, one] of [...sign].entries()) if (this.signs[this.at + index] !== one) return false;
    this.at += sign.length;
    return true;
  }

  private choice(depth: number): Piece {
    if (depth > DEEPEST) throw new UnreadablePattern("((((…");
    const alternatives = [this.sequence(depth)];
    while (this.take("|")) alternatives.push(this.sequence(depth));
    return alternatives.length === 1 ? alternatives[0]! : { kind: "choice", alternatives };
  }

  private sequence(depth: number): Piece {
    const pieces: Piece[] = [];
    while (this.next !== "" && this.next !== "|" && this.next !== ")") pieces.push(this.repeated(this.atom(depth)));
    return { kind: "sequence", pieces };
  }

  private repeated(inner: Piece): Piece {
    let least = 0;
    let most: number | null = null;
    if (this.take("?")) most = 1;
    else if (this.take("*")) most = null;
    else if (this.take("+")) least = 1;
    else if (this.take("{")) [least, most] = this.quantity();
    else return inner;
    const greedy = !this.take("?");
    if (/^[*+{?]$/.test(this.next)) throw new UnreadablePattern(this.next);
    return { kind: "repeated", inner, least, most, greedy };
  }

  private quantity(): [number, number | null] {
    const end = this.signs.indexOf("}", this.at);
    const written = end < 0 ? "" : this.signs.slice(this.at, end).join("");
    const found = /^([0-9]+)(,([0-9]*))?$/.exec(written);
    if (found === null) throw new UnreadablePattern("{");
    this.at = end + 1;
    const least = Number(found[1]!.slice(0, 9));
    const most = found[3] ? Number(found[3].slice(0, 9)) : found[2] === undefined ? least : null;
    if (Math.max(least, most ?? 0) > MOST_REPEATED || (most !== null && most < least)) {
      throw new UnreadablePattern(`{${written}}`);
    }
    return [least, most];
  }

  private atom(depth: number): Piece {
    const sign = this.next;
    this.at += 1;
    switch (sign) {
      case "(":
        return this.group(depth);
      case "[":
        return characters(this.class(depth));
      case ".":
        return { kind: "characters", accepts: this.dot, weight: 3 };
      case "^":
      case "$":
        return { kind: "edge", atEnd: sign === "$" };
      case "\\": {
        if (/^\p{Nd}$/u.test(this.next)) return this.reference();
        const found = this.escape();
        return "sign" in found ? this.character(found.sign) : characters(found.set);
      }
      case "*":
      case "+":
      case "?":
      case "{":
      case "}":
      case "]":
        throw new UnreadablePattern(sign);
    }
    return this.character(sign);
  }

  private character(sign: string): Piece {
    return { kind: "characters", accepts: literalTest(sign, this.fold), weight: 2 };
  }

  private group(depth: number): Piece {
    let number = 0;
    if (this.take("?")) {
      if (!this.take(":")) throw new UnreadablePattern("(?");
    } else {
      number = ++this.groups;
    }
    const inner = this.choice(depth + 1);
    if (!this.take(")")) throw new UnreadablePattern("(");
    this.closed.add(number);
    return { kind: "group", number, inner };
  }

  private reference(): Piece {
    let number = Number(this.next);
    this.at += 1;
    while (/^[0-9]$/.test(this.next) && number * 10 + Number(this.next) <= this.groups) {
      number = number * 10 + Number(this.next);
      this.at += 1;
    }
    if (!(number > 0) || !this.closed.has(number)) throw new UnreadablePattern(`\\${number}`);
    this.refers = true;
    return { kind: "reference", number };
  }

  private escape(): ClassPart {
    const letter = this.next;
    this.at += 1;
    const single = Object.hasOwn(SINGLE, letter) ? SINGLE[letter]! : LITERAL.test(letter) ? letter : null;
    if (single !== null) return { sign: single };
    if (letter === "p" || letter === "P") return { set: this.category(letter) };
    const small = letter.toLowerCase();
    if (letter === "" || !Object.hasOwn(ESCAPED, small)) throw new UnreadablePattern(`\\${letter}`);
    return { set: letter === small ? ESCAPED[small]! : `[^${ESCAPED[small]!}]` };
  }

  private category(letter: string): string {
    const end = this.signs.indexOf("}", this.at);
    if (this.next !== "{" || end < 0) throw new UnreadablePattern(`\\${letter}`);
    const name = this.signs.slice(this.at + 1, end).join("");
    this.at = end + 1;
    if (name.startsWith("Is") && Object.hasOwn(BLOCKS, name.slice(2))) {
      const [low, high] = BLOCKS[name.slice(2)]!;
      const block = rangeSource(low, high);
      return letter === "p" ? block : `[^${block}]`;
    }
    if (!CATEGORY.test(name)) throw new UnreadablePattern(`\\${letter}`);
    return `\\${letter}{${name}}`;
  }

  /** What stands behind `[`, as what may stand within `[]`. */
  private class(depth: number): string {
    if (depth > DEEPEST) throw new UnreadablePattern("[[[…");
    const negated = this.take("^");
    let made = "";
    let removed: string | null = null;
    for (let first = true; first || !this.take("]"); first = false) {
      if (this.next === "") throw new UnreadablePattern("[");
      if (!first && this.take("-[")) {
        removed = this.class(depth + 1);
        if (!this.take("]")) throw new UnreadablePattern("-[");
        break;
      }
      made += this.classPart();
    }
    const own = `[${negated ? "^" : ""}${made}]`;
    return removed === null ? own : `[${own}--[${removed}]]`;
  }

  private classPart(): string {
    const low = this.classSign();
    if ("set" in low) return low.set;
    const first = low.sign.codePointAt(0)!;
    const following = this.signs[this.at + 1] ?? "";
    if (this.next !== "-" || following === "[" || following === "]" || following === "") return this.range(first, first);
    this.at += 1;
    const high = this.classSign();
    const last = "sign" in high ? high.sign.codePointAt(0)! : -1;
    if (last < first) throw new UnreadablePattern("-");
    return this.range(first, last);
  }

  private range(low: number, high: number): string {
    if (!this.fold) return rangeSource(low, high);
    return bothCases(low, high).map(([from, to]) => rangeSource(from, to)).join("");
  }

  private classSign(): ClassPart {
    const sign = this.next;
    this.at += 1;
    if (sign === "\\") return this.escape();
    if (sign === "[" || sign === "]" || sign === "") throw new UnreadablePattern(sign);
    return { sign };
  }
}

/** Leave out white space outside of classes (flag x). */
function withoutSpaces(signs: readonly string[]): string[] {
  const made: string[] = [];
  let depth = 0;
  let escape = false;
  for (const sign of signs) {
    if (depth === 0 && /^[ \t\n\r]$/.test(sign)) continue;
    if (!escape) depth += sign === "[" ? 1 : sign === "]" && depth > 0 ? -1 : 0;
    escape = sign === "\\" && !escape;
    made.push(sign);
  }
  return made;
}
