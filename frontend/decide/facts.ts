/** Facts read from the fields of the page, as the model's inputs type them: the same texts fit as on the server. */
import {
  Evaluation, type Language, type Model, ModelError, type Value, exampleOf, ofType, parseDate, refusedInWords, types,
} from "../../packages/madang-rules/js/src/index.ts";
import { toldNumber } from "./numbers.ts";

const LONGEST_TEXT = 10_000;

/** What was told about a fact does not fit: `sentence` says what would. */
export interface Unfit {
  readonly field: string;
  readonly sentence: string;
}

/** Sentences of the page, in its language. */
export interface Words {
  readonly number: string;
  readonly date: string;
  readonly fault: string;
}

/** What a form tells by its fields. */
export interface Fields {
  get(name: string): unknown;
}

/** What was told, and all of it that does not fit; what is unknown is left out. */
export function told(
  fields: Fields, asked: readonly string[], model: Model, words: Words, language: Language,
): { readonly facts: ReadonlyMap<string, Value>; readonly unfit: readonly Unfit[] } {
  const facts = new Map<string, Value>();
  const unfit: Unfit[] = [];
  for (const [place, name] of asked.entries()) {
    const field = `f${place}`;
    const text = String(fields.get(field) ?? "").trim();
    if (text === "" || fields.get(`${field}_unknown`) !== null) continue;
    const type = model.inputs.get(name) ?? types.ANY;
    const refuse = (how: string): void => {
      unfit.push({ field, sentence: words.fault.replace("{name}", () => name).replace("{how}", () => how) });
    };
    try {
      const value = read(text, name, type);
      const how = value === undefined
        ? types.unnamed(type) === types.NUMBER ? words.number.replace("{example}", exampleOf(type)) : words.date
        : refusedInWords(type, value, language);
      if (how === null) facts.set(name, value!);
      else refuse(how);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      unfit.push({ field, sentence: error.sentence(language) });
    }
  }
  return { facts, unfit };
}

/** A text as its type reads it; undefined for what is no number or no date. Throws `ModelError` of other types. */
function read(text: string, name: string, type: types.Type): Value | undefined {
  switch (types.unnamed(type)) {
    case types.BOOLEAN:
      return text === "true";
    case types.NUMBER:
      return toldNumber(text) ?? undefined;
    case types.DATE:
      return parseDate(text) ?? undefined;
    case types.STRING:
      return text.replace(/\s+/g, " ").slice(0, LONGEST_TEXT);
    case types.ANY:
      return text.slice(0, LONGEST_TEXT);
    default:
      return ofType(name, text, type, new Evaluation());
  }
}
