/**
 * The applicant's own screen: large, only what was written for them, and two buttons. In a second window when one is open
 * (turned to the applicant), else over the clerk's whole screen.
 */
import { type Language, button, h, say } from "./words.ts";

/** What the applicant is shown, in their language. */
export interface Shown {
  readonly id: string;
  readonly language: Language;
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
}

type Message =
  | { readonly kind: "anybody" | "here" | "clear" }
  | { readonly kind: "show"; readonly shown: Shown }
  | { readonly kind: "said"; readonly id: string; readonly yes: boolean };

const CHANNEL = "madang-offline-applicant";
const ANSWERS_WITHIN = 400;
/** How long the second window shows something that nobody answers: the clerk's may be gone. */
const SHOWS_FOR = 10 * 60_000;
/** Opens the page as the applicant's screen. */
export const HASH = "#applicant";

function open(dialog: HTMLDialogElement): void {
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); });
  dialog.showModal();
}

function fill(dialog: HTMLDialogElement, shown: Shown, answer: (yes: boolean) => void): void {
  const own = shown.language;
  dialog.lang = own;
  const heading = h("h2", { id: "applicant-title", tabindex: "-1" }, say("applicant_title", {}, own));
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.replaceChildren(
    heading,
    h("p", {}, shown.title),
    h("dl", { class: "ui-readback" }, ...shown.rows.map(([label, value]) =>
      h("div", {}, h("dt", {}, label), h("dd", {}, h("strong", {}, value))))),
    h("div", { class: "ui-form-actions" },
      button(say("applicant_yes", {}, own), () => { answer(true); }, "xlarge primary"),
      button(say("applicant_no", {}, own), () => { answer(false); }, "xlarge tertiary")),
  );
  heading.focus();
}

function screen(): HTMLDialogElement {
  return h("dialog", { class: "ui-offline-applicant", "aria-labelledby": "applicant-title" });
}

/** Be the applicant's screen: this window shows nothing else. */
export function beScreen(): void {
  const channel = new BroadcastChannel(CHANNEL);
  const dialog = screen();
  const wait = (name: string): void => {
    dialog.replaceChildren(h("h2", { id: "applicant-title" }, say(name)));
  };
  const post = (message: Message): void => { channel.postMessage(message); };
  let shownLast = 0;
  wait("applicant_wait");
  open(dialog);
  dialog.addEventListener("close", () => { dialog.showModal(); });
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === "anybody") post({ kind: "here" });
    else if (data.kind === "clear") wait("applicant_wait");
    else if (data.kind === "show") {
      clearTimeout(shownLast);
      shownLast = window.setTimeout(() => { wait("applicant_wait"); }, SHOWS_FOR);
      fill(dialog, data.shown, (yes) => {
        wait(yes ? "applicant_thanks" : "applicant_wait");
        post({ kind: "said", id: data.shown.id, yes });
      });
    }
  };
  post({ kind: "here" });
}

/** Show it and wait for the applicant's press; `stopped` takes it back. */
export async function asked(shown: Shown, waiting: () => void, stopped: AbortSignal): Promise<boolean> {
  const channel = new BroadcastChannel(CHANNEL);
  try {
    const isThere = await new Promise<boolean>((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<Message>) => { if (data.kind === "here") resolve(true); };
      channel.postMessage({ kind: "anybody" } satisfies Message);
      setTimeout(() => { resolve(false); }, ANSWERS_WITHIN);
    });
    return await (isThere ? onSecond(channel, shown, waiting, stopped) : here(shown, stopped));
  } finally {
    channel.close();
  }
}

function onSecond(channel: BroadcastChannel, shown: Shown, waiting: () => void, stopped: AbortSignal): Promise<boolean> {
  waiting();
  return new Promise((resolve) => {
    const clear = (): void => {
      channel.postMessage({ kind: "clear" } satisfies Message);
      resolve(false);
    };
    if (stopped.aborted) { clear(); return; }
    stopped.addEventListener("abort", clear, { once: true });
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === "said" && data.id === shown.id) resolve(data.yes);
    };
    channel.postMessage({ kind: "show", shown } satisfies Message);
  });
}

async function here(shown: Shown, stopped: AbortSignal): Promise<boolean> {
  // First the whole screen, then the dialog: what comes later lies above. Without it the dialog fills the window anyway.
  await document.documentElement.requestFullscreen().catch(() => undefined);
  const dialog = screen();
  try {
    return await new Promise((resolve) => {
      if (stopped.aborted) { resolve(false); return; }
      stopped.addEventListener("abort", () => { resolve(false); }, { once: true });
      dialog.addEventListener("close", () => { resolve(false); }); // browsers let a second Escape through
      fill(dialog, shown, resolve);
      open(dialog);
    });
  } finally {
    dialog.close();
    dialog.remove();
    if (document.fullscreenElement) await document.exitFullscreen().catch(() => undefined);
  }
}
