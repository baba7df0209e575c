/** The counter without a line: this device enrolled and unlocked, numbers taken, cases taken in, sent when the line is back. */
import "../css/offline.css";
import { HASH, beScreen } from "./applicant.ts";
import { begin } from "./device.ts";
import { isKept, prepare } from "./shell.ts";
import { h, notice, say } from "./words.ts";

const LOCK = "madang-offline";
/** How long the window before this one, reloaded or closed, may take to let go. */
const LETS_GO = 3_000;

/** Keys 1 to 9 press the choice that has the number, where nothing is typed. */
function pressByNumber(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  if (target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  const group = target.closest("fieldset") ?? document.querySelector("#offline-counter :is(fieldset, .ui-actions)");
  const chosen = group?.querySelector<HTMLElement>(`[aria-keyshortcuts="${event.key}"]`);
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
}

/** One window at a time works with what is kept. True once this is the one; it stays so until it is closed. */
async function isOnly(): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks.request(LOCK, { signal: AbortSignal.timeout(LETS_GO) }, () => {
      resolve(true);
      return new Promise(() => undefined);
    }).catch(() => { resolve(false); });
  });
}

async function start(root: HTMLElement): Promise<void> {
  const able = "serviceWorker" in navigator && "locks" in navigator && "indexedDB" in window && isSecureContext;
  if (!able) {
    root.replaceChildren(notice("danger", say("broken")));
  } else if (location.hash === HASH) {
    beScreen();
  } else if (await isOnly()) {
    document.addEventListener("keydown", pressByNumber);
    const place = h("div");
    root.replaceChildren(place);
    void navigator.storage.persist();
    await begin(root, place);
    await prepare(root, []);
    if (!(await isKept(root))) root.append(notice("warning", say("not_kept")));
  } else {
    root.replaceChildren(notice("warning", say("elsewhere")));
  }
}

const root = document.getElementById("offline-counter");
if (root) void start(root);
