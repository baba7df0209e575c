/** What is asked of the site when there is a line. A form token is fetched anew each time: the page's own may be old. */
import type { Act, Book } from "./book.ts";
import type { Service } from "./form.ts";

export type Line = "up" | "none" | "signed_out" | "other_account";

const PATIENCE = 15_000;
const TO_SEND = 60_000;

interface Ready {
  readonly token: string;
  readonly account: string;
  readonly now: string;
}

/** The site's sentence of why not. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** The line is not there, or nobody is signed in: `why`. */
export class NoLine extends Error {
  readonly why: Line;

  constructor(why: Line) {
    super(why);
    this.why = why;
  }
}

export class Site {
  /** Milliseconds by which this device's clock is before the site's (negative: behind); null before it was asked. */
  ahead: number | null = null;
  line: Line = "none";
  private readonly addresses: DOMStringMap;

  constructor(addresses: DOMStringMap) {
    this.addresses = addresses;
  }

  /** Ask whether the site is there for `account` (null: whoever). Throws `NoLine`. */
  async ready(account: string | null): Promise<Ready> {
    try {
      const asked = Date.now();
      const answer = await this.fetched(this.addresses["ready"]!, {});
      const there = (await answer.json()) as Ready;
      const said = answer.headers.get("Date");
      this.ahead = (asked + Date.now()) / 2 - Date.parse(said ?? there.now);
      if (account !== null && there.account !== account) throw new NoLine("other_account");
      this.line = "up";
      return there;
    } catch (error) {
      if (!(error instanceof NoLine || error instanceof Refused)) throw error;
      this.line = error instanceof NoLine ? error.why : "signed_out";
      throw error instanceof NoLine ? error : new NoLine("signed_out");
    }
  }

  async bundle(): Promise<readonly Service[]> {
    const answer = await this.fetched(this.addresses["bundle"]!, {});
    return ((await answer.json()) as { services: Service[] }).services;
  }

  /** Enrol; returns the device's name at the site and whose it is. */
  async enrol(name: string, publicKey: ArrayBuffer): Promise<{ device: string; account: string }> {
    const { token, account } = await this.ready(null);
    const public_key = btoa(String.fromCharCode(...new Uint8Array(publicKey)));
    const { device } = await this.post<{ device: string }>("enrol", { name, public_key }, token);
    return { device, account };
  }

  async numbers(device: string, account: string): Promise<{ numbers: string[]; expires_at: string; from: string }> {
    const { token, now } = await this.ready(account);
    return { ...(await this.post<{ numbers: string[]; expires_at: string }>("numbers", { device }, token)), from: now };
  }

  /** Send what was not acknowledged, in order, until one is refused: what follows it is chained to it. */
  async send(book: Book, account: string, told: () => void): Promise<void> {
    if (book.unsent.length === 0) return;
    const { token } = await this.ready(account);
    for (const act of book.unsent) {
      try {
        const { state, reason, receipt } = await this.post<{ state: Act["state"]; reason: string; receipt: string }>(
          "acts", { text: act.text, signature: act.signature }, token,
        );
        await book.said(act, state, reason, receipt);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        await book.said(act, error.status === 422 ? "refused" : act.state, error.message, "");
        return;
      } finally {
        told();
      }
    }
  }

  private async post<T>(where: string, data: unknown, token: string): Promise<T> {
    const answer = await this.fetched(this.addresses[where]!, {
      method: "POST",
      body: JSON.stringify(data),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    return (await answer.json()) as T;
  }

  private async fetched(address: string, options: RequestInit): Promise<Response> {
    let answer: Response;
    try {
      const signal = AbortSignal.timeout(options.method ? TO_SEND : PATIENCE);
      answer = await fetch(address, { ...options, signal, redirect: "manual", cache: "no-store", credentials: "same-origin" });
    } catch {
      this.line = "none";
      throw new NoLine("none");
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      this.line = "signed_out";
      throw new NoLine("signed_out");
    }
    if (answer.status >= 500) {
      this.line = "none";
      throw new NoLine("none");
    }
    if (!answer.ok) {
      const isJson = answer.headers.get("Content-Type")?.includes("json") ?? false;
      const { detail } = isJson ? ((await answer.json()) as { detail?: string }) : {};
      throw new Refused(answer.status, detail ?? `HTTP ${answer.status}`);
    }
    return answer;
  }
}
