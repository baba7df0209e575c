/** Strings as FEEL counts them: by characters (code points). */

const HALF_OF_PAIR = /[\ud800-\udfff]/;

/** How many characters the text has. */
export function codePointLength(text: string): number {
  if (!HALF_OF_PAIR.test(text)) return text.length;
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** The characters from `start` to before `end`, counted from 0. */
export function codePointSlice(text: string, start: number, end?: number): string {
  if (!HALF_OF_PAIR.test(text)) return text.slice(start, end);
  return [...text].slice(start, end).join("");
}
