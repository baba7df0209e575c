/** What the page says, and the parts of it. All words come with the page, in both languages; none stands here. */

export type Language = "ko" | "en";
/** A text of a form in both languages. */
export type Both = Readonly<Record<Language, string>>;

const all: Readonly<Record<Language, Readonly<Record<string, string>>>> =
  JSON.parse(document.getElementById("offline-words")?.textContent ?? "{}");

export const language: Language = document.documentElement.lang.startsWith("en") ? "en" : "ko";

/** The words of this name; `{…}` in them is filled in. */
export function say(name: string, filled: Readonly<Record<string, string | number>> = {}, own: Language = language): string {
  return (all[own]?.[name] ?? name).replace(/\{(\w+)\}/g, (_, each: string) => String(filled[each] ?? ""));
}

/** Everything that may be said here, so that the font for it can be fetched while there is a line. */
export function allWords(): string[] {
  return Object.values(all).flatMap((each) => Object.values(each));
}

export function inLanguage(both: Both, own: Language = language): string {
  return both[own];
}

/** A moment at the site, as the site writes it: 2026. 11. 28. 09:14; 28 Nov 2026, 09:14. */
export function moment(iso: string, own: Language = language): string {
  return own === "ko" ? `${day(iso, own)} ${clock(iso)}` : `${day(iso, own)}, ${clock(iso)}`;
}

/** A day of the site. */
export function day(iso: string, own: Language = language): string {
  const month = own === "ko" ? "numeric" : "short";
  const format = new Intl.DateTimeFormat(own === "ko" ? "ko" : "en-GB", { timeZone: "Asia/Seoul", year: "numeric", month, day: "numeric" });
  return format.format(new Date(iso));
}

function clock(iso: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Seoul", hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** An element; functions among its attributes listen. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (typeof value === "boolean") made.toggleAttribute(name, value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function button(label: string, press: () => void, look = "tertiary"): HTMLButtonElement {
  return h("button", { type: "button", class: `krds-btn large ${look}`, click: press }, label);
}

export function notice(tone: "info" | "warning" | "success" | "danger", ...said: (Node | string)[]): HTMLElement {
  const role = tone === "danger" ? "alert" : "status";
  return h("div", { class: `ui-notice ui-notice-${tone}`, role }, h("div", { class: "ui-notice-body" }, ...said));
}

/** A field with its label, what helps, and what is wrong with it. */
export function field(input: HTMLElement, label: string, more: { help?: string; wrong?: string } = {}): HTMLElement {
  const described = [more.help && `${input.id}_help`, more.wrong && `${input.id}_error`].filter(Boolean).join(" ");
  if (described) input.setAttribute("aria-describedby", described);
  if (more.wrong) input.setAttribute("aria-invalid", "true");
  return h("div", { class: "form-group" },
    h("div", { class: "form-tit" }, h("label", { for: input.id }, label)),
    ...(more.help ? [h("div", { class: "form-hint", id: `${input.id}_help` }, more.help)] : []),
    h("div", { class: more.wrong ? "form-conts is-error" : "form-conts" }, input),
    ...(more.wrong ? [wrongAt(input.id, more.wrong)] : []));
}

export function wrongAt(id: string, said: string): HTMLElement {
  return h("div", { class: "form-hint-invalid", id: `${id}_error` }, h("p", {}, said));
}
