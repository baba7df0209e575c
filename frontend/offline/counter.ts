/** The desk of an unlocked device: what state things are in, cases begun, numbers shown, everything sent when it can be. */
import { HASH } from "./applicant.ts";
import { type Act, type Book, ClockWentBack, NoNumbers, type Taken } from "./book.ts";
import { sentence } from "./device.ts";
import { Asking, type Draft, type Service } from "./form.ts";
import { type Desk, Intake } from "./intake.ts";
import { NoLine, type Site } from "./line.ts";
import { receipt } from "./receipt.ts";
import { prepare } from "./shell.ts";
import type { Store } from "./store.ts";
import type { Vault } from "./vault.ts";
import { button, h, inLanguage, language, moment, notice, say } from "./words.ts";

const ASKS_EVERY = 20_000;
const MOST_AHEAD = 5 * 60_000;
const ENOUGH = 40;
const LASTS = 7 * 60 * 60_000;

interface Parts {
  readonly root: HTMLElement;
  readonly place: HTMLElement;
  readonly store: Store;
  readonly site: Site;
  readonly vault: Vault;
  readonly book: Book;
  readonly closed: AbortSignal;
  readonly services: readonly Service[];
  readonly lock: () => void;
}

export class Counter implements Desk {
  readonly closed: AbortSignal;
  private readonly parts: Parts;
  private services: readonly Service[];
  private readonly state = h("div", { class: "ui-offline-state", role: "group" });
  private readonly warnings = h("div");
  private readonly main = h("div");
  private readonly list = h("div");
  private sending = false;
  private again = false;
  private taking = false;

  constructor(parts: Parts) {
    this.parts = parts;
    this.closed = parts.closed;
    this.services = parts.services;
  }

  async begin(isNew: boolean): Promise<void> {
    this.parts.place.replaceChildren(this.state, this.warnings, this.main, this.list);
    this.drawState();
    this.drawActs();
    await this.home();
    const look = (): void => { void this.look(); };
    for (const kind of ["online", "offline"]) addEventListener(kind, look, { signal: this.closed });
    const asking = setInterval(look, ASKS_EVERY);
    this.closed.addEventListener("abort", () => { clearInterval(asking); });
    if (isNew) await this.takeNumbers();
    else await this.look();
  }

  show(...parts: Node[]): void {
    if (this.closed.aborted) return;
    this.main.replaceChildren(...parts);
    this.main.querySelector<HTMLElement>("h2")?.focus();
  }

  async keep(draft: Draft | null): Promise<void> {
    const change = draft ? await this.parts.vault.seal("draft", draft) : (["sealed", "draft", undefined] as const);
    await this.parts.store.write([change]);
  }

  async take(taken: Taken): Promise<void> {
    if (this.taking) return;
    this.taking = true;
    try {
      const act = await this.parts.book.take(taken, ["draft"]);
      this.drawState();
      this.drawActs();
      this.taken(act);
      await this.look();
    } catch (error) {
      const said = error instanceof NoNumbers ? say("numbers_none") : error instanceof ClockWentBack ? say("clock_back") : say("failed");
      await this.home();
      this.main.prepend(notice("danger", said));
    } finally {
      this.taking = false;
    }
  }

  async home(): Promise<void> {
    const draft = await this.parts.vault.read<Draft>("draft");
    const begun = draft && this.services.find((each) => each.key === draft.service && each.version === draft.version);
    const mayTake = this.parts.book.usable().length > 0;
    this.show(
      h("h2", { tabindex: "-1" }, say("choose")),
      ...(mayTake ? [] : [notice("warning", say("numbers_none"))]),
      h("div", { class: "ui-actions" },
        ...(mayTake ? this.services : []).map((each, at) => numbered(at + 1, button(inLanguage(each.title), () => {
          this.open(each, { service: each.key, version: each.version, answers: {}, files: {} });
        }, "secondary"))),
        ...(begun && mayTake ? [button(`${say("go_on")}: ${inLanguage(begun.title)}`, () => { this.open(begun, draft); }, "primary")] : [])),
      h("div", { class: "ui-actions" },
        button(say("take_numbers"), () => { void this.takeNumbers(); }),
        button(say("send"), () => { void this.look(); }),
        button(say("second_screen"), () => { open(`${this.shell(language)}${HASH}`, "madang-applicant", "popup"); }),
        button(say("lock"), this.parts.lock)),
      h("p", {}, this.otherLanguage()),
    );
  }

  private open(service: Service, draft: Draft): void {
    new Intake(this, new Asking(service), draft).next();
  }

  private taken(act: Act): void {
    this.show(
      h("h2", { tabindex: "-1" }, say("taken")),
      h("p", {}, `${inLanguage(act.title)}, ${moment(act.at)}`),
      h("p", { class: "ui-offline-number", "aria-label": `${say("number")} ${act.number}` }, act.number),
      h("div", { class: "ui-actions" },
        button(say("another"), () => { void this.home(); }, "primary"),
        button(say("print"), () => { receipt(act, this.parts.vault.name); })),
    );
  }

  private async takeNumbers(): Promise<void> {
    const { site, vault, book, store } = this.parts;
    try {
      const services = await site.bundle();
      await store.write([["plain", "bundle", services]]);
      this.services = services;
      if (this.hasEnough()) {
        this.warn(say("numbers_enough"), "success");
      } else {
        const { numbers, expires_at, from } = await site.numbers(vault.device, vault.account);
        await book.addNumbers(numbers, expires_at, from);
      }
      await this.home();
      await prepare(this.parts.root, [JSON.stringify(services)]);
    } catch (error) {
      this.warn(sentence(error));
    }
    this.drawState();
  }

  /** Whether what is there lasts: numbers that are not given are lost. */
  private hasEnough(): boolean {
    const lasting = Date.now() + LASTS;
    return this.parts.book.usable().filter((each) => Date.parse(each.until) > lasting).length >= ENOUGH;
  }

  /** Ask whether the line is there; if it is, send what waits. */
  private async look(): Promise<void> {
    this.again = this.sending;
    if (this.sending || this.closed.aborted) return;
    this.sending = true;
    const { site, vault, book } = this.parts;
    const before = book.unsent.length;
    try {
      await site.ready(vault.account);
      this.warnings.replaceChildren();
      await site.send(book, vault.account, () => { this.drawActs(); });
      if (before > 0 && book.unsent.length === 0) this.warn(say("sent"), "success");
      if (book.acts.some((each) => each.state === "refused")) this.warn(say("refused_stops"), "danger");
    } catch (error) {
      if (!(error instanceof NoLine)) throw error;
      this.warnings.replaceChildren();
      if (error.why !== "none") this.warn(sentence(error));
    } finally {
      this.sending = false;
      this.drawState();
    }
    if (this.again) await this.look(); // asked meanwhile: the line may have come back since
  }

  private warn(said: string, tone: "warning" | "success" | "danger" = "warning"): void {
    const signIn = h("a", { href: this.parts.root.dataset["page"]!, class: "krds-btn medium secondary" }, say("sign_in"));
    const { line } = this.parts.site;
    const ways = tone === "warning" && (line === "signed_out" || line === "other_account") ? [signIn] : [];
    this.warnings.append(notice(tone, h("p", {}, said), ...ways));
  }

  private drawState(): void {
    if (this.closed.aborted) return;
    const { site, book } = this.parts;
    const usable = book.usable();
    const until = usable.at(-1)?.until;
    const parts = [
      h("strong", { "data-line": site.line }, say(site.line === "none" ? "line_none" : "line_up")),
      h("span", {}, say("numbers_left", { count: usable.length })),
      ...(until ? [h("span", {}, say("numbers_until", { time: moment(until) }))] : []),
      ...(book.unsent.length > 0 ? [h("span", {}, say("to_send", { count: book.unsent.length }))] : []),
    ];
    this.state.setAttribute("aria-label", say("state"));
    this.state.replaceChildren(...parts);
    const minutes = Math.round((site.ahead ?? 0) / 60_000);
    if (Math.abs(site.ahead ?? 0) > MOST_AHEAD) this.state.append(notice("warning", say("clock_wrong", { minutes: Math.abs(minutes) })));
  }

  private drawActs(): void {
    if (this.closed.aborted) return;
    const acts = [...this.parts.book.acts].reverse();
    this.list.replaceChildren(h("section", { class: "ui-section" }, h("h2", {}, say("acts")),
      acts.length > 0 ? table(acts) : h("p", {}, say("acts_none"))));
  }

  private shell(own: string): string {
    return this.parts.root.dataset[own === "ko" ? "shellKo" : "shellEn"]!;
  }

  private otherLanguage(): HTMLElement {
    const other = language === "ko" ? "en" : "ko";
    return h("a", { href: this.shell(other), lang: other, hreflang: other }, say("own_name", {}, other));
  }
}

/** A button that its number key presses. */
function numbered(key: number, made: HTMLButtonElement): HTMLButtonElement {
  if (key > 9) return made;
  made.setAttribute("aria-keyshortcuts", String(key));
  made.prepend(h("span", { class: "ui-offline-key", "aria-hidden": "true" }, String(key)));
  return made;
}

/** The acts as the site draws its tables: a card each on a narrow screen. */
function table(acts: readonly Act[]): HTMLElement {
  const columns = ["number", "service", "time", "state", "said"].map((each) => say(each));
  const rows = acts.map((each) => {
    const cells: (Node | string)[][] = [
      [each.number], [inLanguage(each.title)], [moment(each.at)], [say(`state_${each.state}`)],
      [each.reason, ...(each.receipt ? [`${say("ledger")} `, h("code", {}, each.receipt)] : [])],
    ];
    return h("tr", { role: "row", "data-state": each.state }, ...cells.map((inside, at) =>
      h(at === 0 ? "th" : "td", { role: at === 0 ? "rowheader" : "cell", "data-label": columns[at]!, ...(at === 0 ? { scope: "row" } : {}) },
        h("div", { class: at === 4 ? "ui-cell ui-cell-long" : "ui-cell" }, ...inside))));
  });
  return h("div", { class: "krds-table-wrap ui-table", role: "region", tabindex: "0", "aria-label": say("acts") },
    h("table", { class: "tbl col data", role: "table" },
      h("caption", { class: "sr-only" }, say("acts")),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...columns.map((each) => h("th", { role: "columnheader", scope: "col" }, each)))),
      h("tbody", { role: "rowgroup" }, ...rows)));
}
