/** Facts read from the fields of the page, as the model's inputs type them: the same texts fit as on the server. */
import {
  type Model, type Value, parseDate, parseDecimal, types, valueInWords,
} from "../../packages/madang-rules/js/src/index.ts";

const LONGEST_NUMBER = 60;
const LARGEST_EXPONENT = 100;
const LONGEST_TEXT = 10_000;

/** What was told about a fact does not fit: `how` says what would. */
export class Unfit extends Error {
  readonly field: string;
  readonly fact: string;
  readonly how: string;

  constructor(field: string, fact: string, how: string) {
    super(how);
    this.field = field;
    this.fact = fact;
    this.how = how;
  }
}

/** Sentences of the page, in its language. */
export interface Words {
  readonly number: string;
  readonly date: string;
  readonly allowed: string;
}

/** What was told; what is unknown is left out. Throws `Unfit`. */
export function told(form: HTMLFormElement, asked: readonly string[], model: Model, words: Words): Map<string, Value> {
  const data = new FormData(form);
  const facts = new Map<string, Value>();
  for (const [place, name] of asked.entries()) {
    const field = `f${place}`;
    const text = String(data.get(field) ?? "").trim();
    if (text === "" || data.get(`${field}_unknown`) !== null) continue;
    const type = model.inputs.get(name) ?? types.ANY;
    const value = read(text, types.unnamed(type), (how) => new Unfit(field, name, how), words);
    if (type instanceof types.NamedType && type.allows !== null && !type.allows(value)) {
      const language = document.documentElement.lang.startsWith("en") ? "en" : "ko";
      const allowed = (type.possible ?? []).map((each) => valueInWords(each as Value, language).replace(/^"|"$/g, ""));
      throw new Unfit(field, name, words.allowed.replace("{allowed}", () => allowed.join(", ")));
    }
    facts.set(name, value);
  }
  return facts;
}

function read(text: string, type: types.Type, unfit: (how: string) => Unfit, words: Words): Value {
  if (type === types.BOOLEAN) return text === "true";
  if (type === types.NUMBER) {
    const bare = text.replaceAll(",", "");
    const number = bare.length <= LONGEST_NUMBER && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(bare) ? parseDecimal(bare) : null;
    if (number === null || Math.abs(number.adjusted) >= LARGEST_EXPONENT) throw unfit(words.number);
    return number;
  }
  if (type === types.DATE) {
    const date = parseDate(text);
    if (date === null) throw unfit(words.date);
    return date;
  }
  return (type === types.STRING ? text.replace(/\s+/g, " ") : text).slice(0, LONGEST_TEXT);
}
