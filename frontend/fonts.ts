/** The style sheet of the font slices, from `fonts/slices.json` (see `fonts/slice.py`). */
import { readFileSync } from "node:fs";

interface Slice {
  name: string;
  range: string;
  files: Record<string, { file: string; bytes: number; sha256: string }>;
}

/**
 * Return one `@font-face` rule for each slice and weight, in the order of the file: where ranges overlap, the
 * browser takes the rule that comes last, so the rare slices stand first.
 */
export function fontFaces(path: string): string {
  const { family, slices } = JSON.parse(readFileSync(path, "utf8")) as { family: string; slices: Slice[] };
  const rules = ["400", "700"].flatMap((weight) =>
    slices.map(({ range, files }) => {
      const file = files[weight]?.file;
      if (file === undefined) throw new Error(`a slice of ${path} has no file: ${range}`);
      return `@font-face{font-family:"${family}";font-weight:${weight};font-display:swap;src:url(fonts/${file})format("woff2");unicode-range:${range}}`;
    }),
  );
  return `${rules.join("\n")}\n`;
}
