/** This device: enrolled, unlocked, locked again when nobody is there; behind it the desk. */
import { Book } from "./book.ts";
import { Counter } from "./counter.ts";
import type { Service } from "./form.ts";
import { NoLine, Refused, Site } from "./line.ts";
import { Store } from "./store.ts";
import { MustWait, NewKeys, Vault, WrongPassphrase } from "./vault.ts";
import { field, h, notice, say } from "./words.ts";

const SHORTEST = 12;

/** Why something could not be done, as the clerk reads it. */
export function sentence(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof NoLine) return say(error.why === "none" ? "no_line" : error.why);
  if (error instanceof MustWait) return say("wait", { seconds: Math.ceil((error.until - Date.now()) / 1000) });
  if (error instanceof WrongPassphrase) return say("wrong");
  return say("failed");
}

export async function begin(root: HTMLElement, place: HTMLElement): Promise<void> {
  const store = await Store.open();
  const device = new Device(root, place, store);
  await device.open();
}

class Device {
  private readonly root: HTMLElement;
  private readonly place: HTMLElement;
  private readonly store: Store;
  private readonly site: Site;

  constructor(root: HTMLElement, place: HTMLElement, store: Store) {
    this.root = root;
    this.place = place;
    this.store = store;
    this.site = new Site(root.dataset);
  }

  async open(): Promise<void> {
    if (await Vault.isThere(this.store)) this.locked();
    else this.enrolling();
  }

  private enrolling(wrong: Readonly<Record<string, string>> = {}, said = "", named = ""): void {
    const name = h("input", { type: "text", id: "offline_device", name: "device", class: "krds-input", maxlength: "100", autocomplete: "off" });
    name.value = named;
    const [first, again] = ["passphrase", "again"].map((each) =>
      h("input", { type: "password", id: `offline_${each}`, name: each, class: "krds-input", autocomplete: "new-password" })) as [HTMLInputElement, HTMLInputElement];
    const form = h("form", { class: "ui-form", novalidate: true, submit: (event) => {
      event.preventDefault();
      void this.enrol(name.value, first.value, again.value);
    } },
    h("div", { class: "fieldset" },
      field(name, say("device_name")),
      field(first, say("passphrase"), { help: say("passphrase_help"), ...(wrong["first"] ? { wrong: wrong["first"] } : {}) }),
      field(again, say("passphrase_again"), wrong["again"] ? { wrong: wrong["again"] } : {})),
    h("div", { class: "ui-form-actions" }, h("button", { class: "krds-btn large primary" }, say("enrol"))));
    this.place.replaceChildren(
      h("h2", { tabindex: "-1" }, say("enrol")),
      ...(said ? [notice("danger", said)] : [notice("info", h("p", {}, say("enrol_first")), h("p", {}, say("enrol_why")))]),
      form,
    );
    form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }

  private async enrol(name: string, passphrase: string, again: string): Promise<void> {
    if (passphrase.normalize("NFKC").length < SHORTEST) {
      this.enrolling({ first: say("passphrase_short") }, "", name);
      return;
    }
    if (passphrase !== again) {
      this.enrolling({ again: say("passphrase_differs") }, "", name);
      return;
    }
    try {
      const keys = await NewKeys.make(passphrase);
      const { device, account } = await this.site.enrol(name, keys.publicKey);
      await keys.keep(this.store, { device, name, account });
      await this.unlocked(await Vault.unlock(this.store, passphrase), true);
    } catch (error) {
      this.enrolling({}, sentence(error), name);
    }
  }

  private locked(wrong = ""): void {
    const passphrase = h("input", { type: "password", id: "offline_passphrase", name: "passphrase", class: "krds-input", autocomplete: "current-password" });
    const form = h("form", { class: "ui-form", novalidate: true, submit: (event) => {
      event.preventDefault();
      void this.unlock(passphrase.value);
    } },
    h("div", { class: "fieldset" }, field(passphrase, say("passphrase"), wrong ? { wrong } : {})),
    h("div", { class: "ui-form-actions" }, h("button", { class: "krds-btn large primary" }, say("unlock"))));
    this.place.replaceChildren(h("h2", { tabindex: "-1" }, say("locked")), form);
    passphrase.focus();
  }

  private async unlock(passphrase: string): Promise<void> {
    try {
      await this.unlocked(await Vault.unlock(this.store, passphrase), false);
    } catch (error) {
      this.locked(sentence(error));
    }
  }

  private async unlocked(vault: Vault, isNew: boolean): Promise<void> {
    const book = await Book.open(this.store, vault);
    const closed = new AbortController();
    const services = async (): Promise<readonly Service[]> => (await this.store.get<readonly Service[]>("plain", "bundle")) ?? [];
    const counter = new Counter({
      root: this.root, place: this.place, store: this.store, site: this.site, vault, book, closed: closed.signal,
      services: await services(), lock: () => { closed.abort(); this.locked(); },
    });
    this.lockWhenIdle(closed);
    await counter.begin(isNew);
  }

  /** Nobody there for ten minutes: what is on the screen and the opened keys go. By the clock on the wall. */
  private lockWhenIdle(closed: AbortController): void {
    const most = Number(this.root.dataset["idle"]) * 1000;
    let touched = Date.now();
    const touch = (): void => { touched = Date.now(); };
    for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, touch, { signal: closed.signal, capture: true });
    const watch = setInterval(() => {
      if (Date.now() - touched < most) return;
      closed.abort();
      this.locked();
    }, 1000);
    closed.signal.addEventListener("abort", () => { clearInterval(watch); });
  }
}
