/** Answers a rule in the page: the model is fetched once, and what a person tells goes nowhere. */
import { BudgetExceeded, ModelError } from "../../packages/madang-rules/js/src/index.ts";
import { type Answer, type Compact, Rule, inWords } from "./answer.ts";
import { type Unfit, told } from "./facts.ts";
import { drawAnswer, drawHere, fetchAhead } from "./fonts.ts";

const language = document.documentElement.lang.startsWith("en") ? "en" : "ko";

function fill(list: Element, items: readonly (readonly (string | Node)[])[]): void {
  list.replaceChildren(...items.map((parts) => {
    const item = document.createElement("li");
    item.append(...parts);
    return item;
  }));
}

/** The part of the page that shows answers; its sentences come with it, in the page's language. */
class Island {
  private readonly root: HTMLElement;
  private readonly form: HTMLFormElement;
  private readonly rule: Rule;
  private readonly characters: ReadonlySet<string>;

  constructor(root: HTMLElement, form: HTMLFormElement, rule: Rule, characters: ReadonlySet<string>) {
    this.root = root;
    this.form = form;
    this.rule = rule;
    this.characters = characters;
    drawHere(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.answer();
    });
    this.part("[data-decide-ready]").hidden = false;
  }

  private answer(): void {
    this.clear();
    const typed = [...new FormData(this.form).values()].filter((each) => typeof each === "string").join("");
    drawAnswer(this.root, typed, this.characters);
    const { facts, unfit } = told(new FormData(this.form), this.rule.asked, this.rule.model, this.words, language);
    try {
      if (unfit.length > 0) this.refuse(unfit);
      else this.show(this.rule.answer(facts, language));
    } catch (error) {
      if (!(error instanceof BudgetExceeded || error instanceof ModelError)) throw error;
      fill(this.verdict("fault").querySelector("[data-faults]")!, [[error.sentence(language)]]);
    }
    this.root.querySelector<HTMLElement>(".ui-notice")?.focus();
  }

  private show({ value, missing, next, rows, sentences, failures }: Answer): void {
    const notice = this.verdict(missing.length > 0 ? "open" : failures.length > 0 ? "failed" : "known");
    if (failures.length > 0) fill(notice.querySelector("[data-reasons]")!, failures.map((each) => [each]));
    else notice.querySelector(".ui-notice-title")!.textContent = inWords(value, this.words);
    if (missing.length > 0) {
      notice.querySelector("[data-missing]")!.textContent = missing.join(", ");
      this.lead(notice.querySelector<HTMLAnchorElement>("[data-next] a")!, this.rule.asked.indexOf(next ?? ""), next ?? "");
    }
    this.list("[data-decide-rows]", rows.map(({ row, annotations }) => {
      const link = document.createElement("a");
      link.href = this.words.rowAddress.replace(/0$/, String(row));
      link.textContent = this.words.row.replace("{number}", String(row));
      const grounds = annotations.map(({ name, text }) => {
        const [, mark, more] = /^\s*(lead|checked)\s*(:.*)?$/is.exec(text) ?? [];
        return mark ? `${this.words.mark}: ${this.words[mark.toLowerCase() as "lead"]}${more ?? ""}` : korean(`${name}: ${text}`);
      });
      return [link, ...grounds.flatMap((each) => [", ", each])];
    }));
    this.list("[data-decide-why]", sentences.map((sentence) => [sentence]));
    this.part("[data-decide-again]").hidden = false;
  }

  /** Say all that does not fit, above and each at its field, as the server does. */
  private refuse(unfit: readonly Unfit[]): void {
    const links = unfit.map(() => document.createElement("a"));
    fill(this.verdict("fault").querySelector("[data-faults]")!, links.map((each) => [each]));
    for (const [place, { field, sentence }] of unfit.entries()) {
      const asked = Number(field.slice(1));
      this.lead(links[place]!, asked, `${this.rule.asked[asked]}: ${sentence}`);
      const input = this.form.elements.namedItem(field);
      if (!(input instanceof HTMLElement)) continue;
      const said = document.createElement("div");
      said.className = "form-hint-invalid";
      said.id = `${input.id}_error`;
      said.append(document.createElement("p"));
      said.firstElementChild!.textContent = sentence;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", [...described(input), said.id].join(" "));
      input.closest(".form-conts")?.after(said);
    }
    for (const name of ["[data-decide-rows]", "[data-decide-why]"]) this.list(name, []);
  }

  /** Take back what was said at fields. */
  private clear(): void {
    for (const field of this.form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      const others = described(field).filter((each) => each !== `${field.id}_error`);
      if (others.length > 0) field.setAttribute("aria-describedby", others.join(" "));
      else field.removeAttribute("aria-describedby");
    }
    for (const said of this.form.querySelectorAll(".form-hint-invalid")) said.remove();
  }

  /** Make a link to the field of a fact; a plain text where it has none. */
  private lead(link: HTMLAnchorElement, place: number, text: string): void {
    link.textContent = text;
    const field = this.form.querySelector<HTMLElement>(`[name="f${place}"]`);
    if (field === null) {
      link.replaceWith(korean(text));
      return;
    }
    link.href = `#${field.id}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.focus();
    });
  }

  private verdict(kind: "known" | "open" | "failed" | "fault"): HTMLElement {
    const template = this.part<HTMLTemplateElement>(`template[data-verdict="${kind}"]`);
    const place = this.part("[data-decide-verdict]");
    place.replaceChildren(template.content.cloneNode(true));
    return place.querySelector<HTMLElement>(".ui-notice")!;
  }

  private list(name: string, items: readonly (readonly (string | Node)[])[]): void {
    const section = this.part(name);
    section.hidden = items.length === 0;
    fill(section.querySelector("ul")!, items);
  }

  private part<T extends HTMLElement = HTMLElement>(selector: string): T {
    return this.root.querySelector<T>(selector)!;
  }

  private get words(): Record<
    "yes" | "no" | "none" | "unknown" | "number" | "date" | "fault" | "row" | "rowAddress" | "mark" | "lead" | "checked", string
  > {
    return this.root.dataset as never;
  }
}

/** The ids of what describes a field. */
function described(field: Element): string[] {
  return (field.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each !== "");
}

function korean(text: string): HTMLElement {
  const made = document.createElement("span");
  made.lang = "ko";
  made.textContent = text;
  return made;
}

async function begin(root: HTMLElement): Promise<void> {
  const form = root.parentElement?.querySelector<HTMLFormElement>("form.ui-form");
  if (!form) return;
  const answer = await fetch(root.dataset["decide"]!, { credentials: "omit" });
  if (!answer.ok) return; // the server answers the form
  const compact = (await answer.json()) as Compact;
  const rule = new Rule(compact);
  const notes = JSON.stringify(compact.model.model); // names, annotations and authorities
  const page = [...root.querySelectorAll("template")].map((each) => each.innerHTML).join("");
  const texts = [...compact.model.strings, notes, page, ...Object.values(root.dataset).map(String)];
  new Island(root, form, rule, await fetchAhead(texts));
}

for (const root of document.querySelectorAll<HTMLElement>("[data-decide]")) void begin(root);
