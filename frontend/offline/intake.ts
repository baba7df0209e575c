/** One case taken in at the desk: question by question, read back, confirmed by the applicant, then a number. */
import { asked as askedOnOwnScreen } from "./applicant.ts";
import type { Taken } from "./book.ts";
import { Asking, type Draft, type Question, Unfit, bareNumber, inWords, valueOf } from "./form.ts";
import { attached } from "./photo.ts";
import { type Language, button, field, h, inLanguage, language, notice, say, wrongAt } from "./words.ts";

/** Where the desk stands. */
export interface Desk {
  /** Show these, and stand at their heading. */
  show(...parts: Node[]): void;
  /** Keep what was told so far; null: nothing is begun any more. */
  keep(draft: Draft | null): Promise<void>;
  /** Take it in; the desk shows the number, or why there is none. */
  take(taken: Taken): Promise<void>;
  /** Back to the desk. */
  home(): Promise<void>;
  /** Ends when the desk is locked. */
  readonly closed: AbortSignal;
}

const LANGUAGES = ["ko", "en"] as const;

export class Intake {
  private readonly desk: Desk;
  private readonly asking: Asking;
  private draft: Draft;
  private paid = "";
  private insisted: string | null = null;
  private unwanted = new Set<string>();
  private applicants: Language = language;

  constructor(desk: Desk, asking: Asking, draft: Draft) {
    this.desk = desk;
    this.asking = asking;
    this.draft = draft;
  }

  /** The next question that has no answer, or all that was told. */
  next(): void {
    const question = this.asking.missing(this.draft);
    if (question) this.ask(question);
    else this.readBack();
  }

  private ask(question: Question, wrong = "", typed: readonly string[] = this.before(question)): void {
    const questions = this.asking.asked(this.draft);
    const place = questions.findIndex((each) => each.name === question.name);
    const form = h("form", { class: "ui-form", novalidate: true, submit: (event) => {
      event.preventDefault();
      void this.answer(question, form);
    } });
    const required = question.required ?? true;
    const label = inLanguage(question.label) + (required ? "" : ` (${say("none")})`);
    const before = questions[place - 1];
    form.append(
      h("div", { class: "fieldset" }, this.fieldOf(question, label, wrong, typed)),
      h("div", { class: "ui-form-actions" },
        h("button", { class: "krds-btn large primary" }, say("next")),
        ...(before ? [button(say("back"), () => { this.ask(before); })] : []),
        button(say("stop"), () => { void this.desk.home(); })),
    );
    this.desk.show(
      h("h2", { tabindex: "-1" }, inLanguage(this.asking.service.title)),
      h("p", { class: "ui-muted" }, say("place", { count: questions.length, place: place + 1 })),
      form,
    );
    form.querySelector<HTMLElement>("input:checked, input, textarea")?.focus();
  }

  private before(question: Question): string[] {
    const value = this.draft.answers[question.name];
    if (value === undefined || value === null) return [];
    if (typeof value === "boolean") return question.kind === "declaration" ? (value ? ["on"] : []) : [value ? "yes" : "no"];
    return Array.isArray(value) ? value.map(String) : [String(value)];
  }

  private fieldOf(question: Question, label: string, wrong: string, typed: readonly string[]): HTMLElement {
    const { name, kind } = question;
    const id = `offline_${name}`;
    const more = { ...(question.help ? { help: inLanguage(question.help) } : {}), ...(wrong ? { wrong } : {}) };
    switch (kind) {
      case "choice":
        return choices(id, name, label, more, "radio", typed, (question.choices ?? []).map((each) => [each.value, inLanguage(each.label)]));
      case "choices":
        return choices(id, name, label, more, "checkbox", typed, (question.choices ?? []).map((each) => [each.value, inLanguage(each.label)]));
      case "yes_no":
        return choices(id, name, label, more, "radio", typed, [["yes", say("yes")], ["no", say("no")]]);
      case "declaration":
        return choices(id, name, label, more, "checkbox", typed, [["on", say("agree")]]);
      case "file": {
        const input = h("input", { type: "file", id, name, class: "ui-file", accept: question.checked_by ? "image/*" : "image/*,application/pdf" });
        const there = name in this.draft.files ? [h("p", { class: "ui-muted" }, say("photo_there"))] : [];
        return h("div", {}, ...there, field(input, label, more));
      }
      case "long_text": {
        const input = h("textarea", { id, name, rows: "5", class: "krds-input" });
        input.value = typed[0] ?? "";
        return field(input, label, more);
      }
      default: {
        const numeric = ["date", "number", "money", "phone"].includes(kind);
        const input = h("input", { type: "text", id, name, class: "krds-input", autocomplete: "off", ...(numeric ? { inputmode: kind === "number" ? "decimal" : "numeric" } : {}) });
        input.value = typed[0] ?? "";
        return field(input, label, more);
      }
    }
  }

  private async answer(question: Question, form: HTMLFormElement): Promise<void> {
    const told = new FormData(form).getAll(question.name);
    const typed = told.filter((each) => typeof each === "string");
    try {
      const file = told.find((each) => each instanceof File && each.size > 0);
      if (question.kind !== "file") {
        this.change({ ...this.draft.answers, [question.name]: valueOf(question, typed) }, this.draft.files);
      } else if (file instanceof File) {
        this.change(this.draft.answers, { ...this.draft.files, [question.name]: await attached(question, file) });
      } else if (!(question.name in this.draft.files)) {
        if (question.required ?? true) throw new Unfit(say("answer"));
        this.change({ ...this.draft.answers, [question.name]: null }, this.draft.files);
      }
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      this.ask(question, error.message, typed);
      return;
    }
    await this.desk.keep(this.draft);
    this.next();
  }

  private change(answers: Draft["answers"], files: Draft["files"]): void {
    this.draft = { ...this.draft, answers, files };
  }

  private readBack(said = ""): void {
    const due = this.asking.due(this.draft);
    const group = h("div", { class: "fieldset" });
    const rows = this.asking.asked(this.draft).map((question) =>
      h("div", {}, h("dt", {}, inLanguage(question.label)), h("dd", {},
        h("strong", {}, inWords(question, this.draft)), " ",
        h("button", { type: "button", class: "krds-btn small text", click: () => { this.ask(question); } },
          say("change"), h("span", { class: "sr-only" }, `: ${inLanguage(question.label)}`)))));
    const form = h("form", { class: "ui-form", novalidate: true, submit: (event) => {
      event.preventDefault();
      void this.confirm(form, due);
    } });
    const steps = this.asking.offered(this.draft);
    if (steps.length > 0) {
      const wanted = steps.filter((each) => !this.unwanted.has(each.name)).map((each) => each.name);
      group.append(choices("offline_steps", "steps", say("also"), {}, "checkbox", wanted,
        steps.map((each) => [each.name, inLanguage(each.title)])));
    }
    if (this.asking.service.fee) {
      const input = h("input", { type: "text", id: "offline_paid", name: "paid", class: "krds-input", inputmode: "numeric", autocomplete: "off" });
      input.value = this.paid;
      const help = due === null ? say("paid_help") : say("due", { amount: due.toLocaleString(language) });
      group.append(field(input, say("paid"), { help, ...(said ? { wrong: said } : {}) }));
    }
    const own = LANGUAGES.map((each) => [each, say("own_name", {}, each)] as const);
    group.append(choices("offline_language", "language", say("applicants_language"), {}, "radio", [this.applicants], own));
    form.append(
      group,
      h("div", { class: "ui-form-actions" },
        h("button", { class: "krds-btn large primary" }, say("show")),
        button(say("stop"), () => { void this.desk.home(); })),
    );
    this.desk.show(
      h("h2", { tabindex: "-1" }, say("readback")),
      h("dl", { class: "ui-readback" }, ...rows),
      form,
    );
    if (said) form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }

  private async confirm(form: HTMLFormElement, due: number | null): Promise<void> {
    const told = new FormData(form);
    const steps = this.asking.offered(this.draft).map((each) => each.name);
    const wanted = told.getAll("steps").map(String);
    this.unwanted = new Set(steps.filter((each) => !wanted.includes(each)));
    this.applicants = told.get("language") === "en" ? "en" : "ko";
    this.paid = String(told.get("paid") ?? "").trim();
    const amount = bareNumber(this.paid);
    if (!/^[0-9]{0,9}$/.test(amount)) {
      this.readBack(say("paid_bad"));
      return;
    }
    if (due !== null && Number(amount) !== due && this.insisted !== amount) {
      this.insisted = amount; // pressed again, it goes as it is: a human looks at it later
      this.readBack(say("due_differs", { amount: due.toLocaleString(language) }));
      return;
    }
    const taken = this.taken(wanted, Number(amount));
    const stop = new AbortController();
    const stopped = AbortSignal.any([stop.signal, this.desk.closed]);
    const yes = await askedOnOwnScreen(this.shown(wanted, Number(amount)), () => {
      this.desk.show(
        h("h2", { tabindex: "-1" }, say("waiting_applicant")),
        h("div", { class: "ui-form-actions" }, button(say("stop"), () => { stop.abort(); })),
      );
    }, stopped);
    if (this.desk.closed.aborted) return;
    if (yes) {
      await this.desk.take(taken);
      return;
    }
    this.readBack();
    if (!stop.signal.aborted) form.ownerDocument.querySelector("#offline-counter .ui-readback")?.before(notice("warning", say("said_no")));
  }

  /** What the applicant sees: all that will be sent. */
  private shown(steps: readonly string[], amount: number): Parameters<typeof askedOnOwnScreen>[0] {
    const own = this.applicants;
    const { service } = this.asking;
    const rows: [string, string][] = this.asking.asked(this.draft).map((each) => [inLanguage(each.label, own), inWords(each, this.draft, own)]);
    const also = this.asking.offered(this.draft).filter((each) => steps.includes(each.name));
    if (also.length > 0) rows.push([say("also", {}, own), also.map((each) => inLanguage(each.title, own)).join(", ")]);
    if (amount > 0) rows.push([say("applicant_paid", {}, own), say("amount", { amount: amount.toLocaleString(own) }, own)]);
    return { id: crypto.randomUUID(), language: own, title: inLanguage(service.title, own), rows };
  }

  private taken(steps: readonly string[], amount: number): Taken {
    const names = this.asking.asked(this.draft).map((each) => each.name);
    const counting = (all: Readonly<Record<string, unknown>>): Record<string, unknown> =>
      Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
    const files = counting(this.draft.files);
    const { key, version, title } = this.asking.service;
    const { lodging } = this.asking;
    return {
      service: key,
      version,
      title,
      answers: counting(this.draft.answers),
      steps: [...steps, ...(lodging ? [lodging.name] : [])],
      extras: { ...(Object.keys(files).length > 0 ? { files } : {}), ...(amount > 0 ? { paid: amount } : {}) },
    };
  }
}

/** Choices with the number key of each beside it; `1` to `9` press them (see `index.ts`). */
function choices(
  id: string, name: string, label: string, more: { help?: string; wrong?: string }, type: "radio" | "checkbox",
  typed: readonly string[], each: readonly (readonly [string, string])[],
): HTMLElement {
  const options = each.map(([value, words], place) => {
    const input = h("input", { type, name, value, id: `${id}_${place}`, "aria-keyshortcuts": String(place + 1) });
    input.checked = typed.includes(value);
    return h("div", { class: "krds-form-check" }, input, h("label", { for: input.id },
      h("span", { class: "ui-offline-key", "aria-hidden": "true" }, String(place + 1)), words));
  });
  const described = [more.help && `${id}_help`, more.wrong && `${id}_error`].filter(Boolean).join(" ");
  return h("div", { class: "form-group" }, h("fieldset", described ? { "aria-describedby": described } : {},
    h("legend", { class: "form-tit" }, label),
    ...(more.help ? [h("div", { class: "form-hint", id: `${id}_help` }, more.help)] : []),
    h("div", { class: more.wrong ? "form-conts is-error" : "form-conts" }, h("div", { class: "krds-check-area chk-column" }, ...options)),
    ...(more.wrong ? [wrongAt(id, more.wrong)] : [])));
}
