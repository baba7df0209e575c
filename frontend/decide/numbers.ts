/** Numbers as people write them; `madang.blocks.decisions.saying.number_of` reads the same. */
import { numberWritten } from "../../packages/madang-rules/js/src/index.ts";

const LONGEST = 60;
const LARGEST_EXPONENT = 100;
const THOUSANDS = /^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/;

/** The number that a text is, commas between its thousands left out; null for anything else and what is absurdly large. */
export function toldNumber(text: string): ReturnType<typeof numberWritten> {
  const written = text.trim();
  const bare = THOUSANDS.test(written) ? written.replaceAll(",", "") : written;
  const number = bare.length <= LONGEST ? numberWritten(bare) : null;
  return number === null || Math.abs(number.adjusted) >= LARGEST_EXPONENT ? null : number;
}
