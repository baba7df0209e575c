/**
 * The acts of this device: each signed, chained to the one before, and kept with its number in one write. Only then is the
 * number shown, so none that anybody saw is lost, and none is given twice.
 */
import { type Change, type Store } from "./store.ts";
import type { Vault } from "./vault.ts";
import type { Both } from "./words.ts";

const NOTHING_BEFORE = "0".repeat(64);
/** How far a clock may be put back without work stopping. */
const CORRECTED = 5 * 60_000;

export interface Given {
  readonly number: string;
  readonly from: string;
  readonly until: string;
}

interface State {
  readonly sequence: number;
  readonly previous: string;
  readonly last: string;
  readonly numbers: readonly Given[];
}

/** What was taken in, before it has a number. */
export interface Taken {
  readonly service: string;
  readonly version: number;
  readonly title: Both;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly steps: readonly string[];
  readonly extras: Readonly<Record<string, unknown>>;
}

/** One act as it is kept; `text` and `signature` go once the site has acknowledged it. */
export interface Act {
  readonly sequence: number;
  readonly number: string;
  readonly title: Both;
  readonly at: string;
  readonly state: "waiting" | "accepted" | "conflict" | "refused";
  readonly reason: string;
  readonly receipt: string;
  readonly text?: string;
  readonly signature?: string;
}

export class NoNumbers extends Error {}
export class ClockWentBack extends Error {}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""));
}

/** JSON with sorted names and no blanks: the same for the same act. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each);
}

async function digest(text: string): Promise<string> {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(found, (each) => each.toString(16).padStart(2, "0")).join("");
}

export class Book {
  private readonly place: Store;
  private readonly vault: Vault;
  private kept: Act[] = [];
  private state: State = { sequence: 0, previous: NOTHING_BEFORE, last: "", numbers: [] };
  private turn = 0;

  private constructor(place: Store, vault: Vault) {
    this.place = place;
    this.vault = vault;
  }

  static async open(place: Store, vault: Vault): Promise<Book> {
    const book = new Book(place, vault);
    await book.reread();
    return book;
  }

  get acts(): readonly Act[] {
    return this.kept;
  }

  /** What the site has not acknowledged, in order. */
  get unsent(): readonly Act[] {
    return this.kept.filter((each) => each.text !== undefined);
  }

  usable(now = Date.now()): readonly Given[] {
    return this.state.numbers.filter((each) => Date.parse(each.until) > now && Date.parse(each.from) - CORRECTED < now);
  }

  async addNumbers(numbers: readonly string[], until: string, from: string): Promise<void> {
    const now = Date.now();
    const before = this.state.numbers.filter((each) => Date.parse(each.until) > now);
    await this.write({ ...this.state, numbers: [...before, ...numbers.map((number) => ({ number, from, until }))] });
  }

  /**
   * Take an act in: number, signature and place in the chain, on the disk when this returns.
   * Throws `NoNumbers`, `ClockWentBack`, and `Overtaken` where another window took one in between (then nothing is kept).
   */
  async take(taken: Taken, without: readonly string[] = []): Promise<Act> {
    const { title, ...told } = taken;
    const last = this.state.last ? Date.parse(this.state.last) : 0;
    if (Date.now() < last - CORRECTED) throw new ClockWentBack();
    const now = Math.max(Date.now(), last);
    const given = this.usable(now)[0];
    if (!given) throw new NoNumbers();
    const sequence = this.state.sequence + 1;
    const at = new Date(now).toISOString();
    const text = canonical({
      ...told, device: this.vault.device, sequence, previous: this.state.previous, happened_at: at, channel: "counter",
      number: given.number, method: "own_screen",
    });
    const signature = base64(await this.vault.sign(text));
    const act: Act = { sequence, number: given.number, title, at, state: "waiting", reason: "", receipt: "", text, signature };
    const numbers = this.state.numbers.filter((each) => each.number !== given.number);
    await this.write(
      { sequence, previous: await digest(text), last: at, numbers },
      [await this.vault.seal(key(sequence), act), ...without.map((each): Change => ["sealed", each, undefined])],
    );
    this.kept.push(act);
    return act;
  }

  /** What the site said of an act. Acknowledged, its content is let go; number and receipt stay. */
  async said(act: Act, state: Act["state"], reason: string, receipt: string): Promise<void> {
    const { text, signature, ...rest } = act;
    const open = state === "refused" || state === "waiting";
    const now: Act = { ...rest, state, reason, receipt, ...(open && text && signature ? { text, signature } : {}) };
    await this.place.write([await this.vault.seal(key(act.sequence), now)]);
    this.kept = this.kept.map((each) => (each.sequence === act.sequence ? now : each));
  }

  private async write(state: State, changes: readonly Change[] = []): Promise<void> {
    try {
      await this.place.write([await this.vault.seal("state", state), ...changes], this.turn);
    } catch (error) {
      await this.reread();
      throw error;
    }
    this.state = state;
    this.turn += 1;
  }

  private async reread(): Promise<void> {
    this.turn = (await this.place.get<number>("plain", "turn")) ?? 0;
    this.state = (await this.vault.read<State>("state")) ?? this.state;
    const names = (await this.place.keys("sealed")).filter((each) => each.startsWith("act:")).sort();
    const found = await Promise.all(names.map((each) => this.vault.read<Act>(each)));
    this.kept = found.filter((each) => each !== undefined);
  }
}

function key(sequence: number): string {
  return `act:${String(sequence).padStart(6, "0")}`;
}
