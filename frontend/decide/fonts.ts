/**
 * The site's font comes in slices, fetched when a character of theirs is drawn: that would tell which words an answer has.
 * So all that the law and its sentences can say is drawn unseen before anything is told; what a person typed beyond it is
 * drawn with the device's own font.
 */
import sentences from "../../packages/madang-rules/js/src/sentences.json";

const OWN_FONT = "ui-device-font";
// Characters of words for values and areas, which no sentence holds.
const WORDS = "고년든또말미분상약월터…";

/** Have the font of these texts, of all sentences and of Latin letters; returns all characters that are there then. */
export async function fetchAhead(texts: readonly string[]): Promise<ReadonlySet<string>> {
  const latin = String.fromCharCode(...Array.from({ length: 95 }, (_, place) => 32 + place));
  const characters = new Set([...texts, ...Object.values(sentences).flat(), WORDS, latin].join(""));
  const unseen = document.createElement("p");
  unseen.className = "sr-only";
  unseen.ariaHidden = "true";
  const bold = document.createElement("strong");
  unseen.textContent = bold.textContent = [...characters].join("");
  unseen.append(bold);
  document.body.append(unseen);
  unseen.getBoundingClientRect(); // lays it out, which is when fonts are asked for
  await document.fonts.ready;
  unseen.remove();
  return characters;
}

/** Draw the fields that are typed into with the device's own font. */
export function drawHere(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll("input, textarea")) field.classList.add(OWN_FONT);
}

/** Draw an answer with the device's own font where it repeats typed characters that are not there. */
export function drawAnswer(root: HTMLElement, typed: string, there: ReadonlySet<string>): void {
  root.classList.toggle(OWN_FONT, [...typed].some((character) => !there.has(character)));
}
