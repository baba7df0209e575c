/**
 * Characters in either case (XPath functions 3.1, 5.6.2, flag i): variants of one another are those that are the same in
 * lower or in upper case.
 */

/** Unicode has no letters with case behind its second plane. */
const LAST_CASED = 0x1ffff;
/** Characters looked at together: most stretches have no case. */
const STRETCH = 256;

interface Cases {
  /** Sorted characters that have variants. */
  readonly cased: readonly number[];
  /** The variants of each, itself among them. */
  readonly variants: ReadonlyMap<number, ReadonlySet<number>>;
}

let known: Cases | null = null;

/** Computed when first asked for. */
function cases(): Cases {
  return (known ??= computed());
}

function computed(): Cases {
  const signs = new Set<string>();
  for (let start = 0; start <= LAST_CASED; start += STRETCH) {
    const stretch = String.fromCodePoint(...Array.from({ length: STRETCH }, (_, index) => start + index));
    if (stretch.toLowerCase() === stretch && stretch.toUpperCase() === stretch) continue;
    for (const sign of stretch) {
      const lower = sign.toLowerCase();
      const upper = sign.toUpperCase();
      if (lower === sign && upper === sign) continue;
      for (const one of [sign, lower, upper]) if ([...one].length === 1) signs.add(one);
    }
  }
  const cased = [...signs].map((sign) => sign.codePointAt(0)!).sort((one, other) => one - other);
  const lower = grouped(cased, (sign) => sign.toLowerCase());
  const upper = grouped(cased, (sign) => sign.toUpperCase());
  return { cased, variants: new Map(cased.map((code) => [code, new Set([...lower.get(code)!, ...upper.get(code)!])])) };
}

/** Each character with all those that become the same. */
function grouped(cased: readonly number[], become: (sign: string) => string): Map<number, readonly number[]> {
  const groups = new Map<string, number[]>();
  const found = new Map<number, readonly number[]>();
  for (const code of cased) {
    const key = become(String.fromCodePoint(code));
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(code);
    found.set(code, group);
  }
  return found;
}

/** A range and the variants of its characters, as ranges. */
export function bothCases(low: number, high: number): readonly (readonly [number, number])[] {
  const { cased, variants } = cases();
  const others = new Set<number>();
  for (let index = firstFrom(cased, low); index < cased.length && cased[index]! <= high; index++) {
    for (const other of variants.get(cased[index]!)!) if (other < low || other > high) others.add(other);
  }
  const found: [number, number][] = [[low, high]];
  for (const other of [...others].sort((one, two) => one - two)) {
    const last = found.at(-1)!;
    if (found.length > 1 && other === last[1] + 1) last[1] = other;
    else found.push([other, other]);
  }
  return found;
}

function firstFrom(sorted: readonly number[], low: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < low) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Whether two characters are the same or variants of one another. */
export function areVariants(one: string, other: string): boolean {
  return one === other || (cases().variants.get(one.codePointAt(0)!)?.has(other.codePointAt(0)!) ?? false);
}
