/**
 * The kiosk: wiped after 90 s without a touch or a key, worked by a keypad alone, without history or menus.
 * Without this script forms and links work as elsewhere, and the page's `<noscript>` ends it.
 */
import "./css/kiosk.css";

const TYPED = "input:not([type=radio], [type=checkbox], [type=hidden], [type=file]), textarea, select";
const PRESSED = "a[href], button, summary, input:not([type=hidden]), textarea, select, [tabindex='0']";

let touched = Date.now();
let busy = false;

function settings(): { end: string; warnAfter: number; endAfter: number } | null {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="kiosk-idle"]');
  if (!meta) return null;
  return { end: meta.dataset.end ?? "/", warnAfter: Number(meta.dataset.warn), endAfter: Number(meta.content) };
}

/** Warn, then wipe. Asked every second by the clock on the wall, so that a machine that slept wipes at once. */
function watchTime(): void {
  const now = settings();
  if (!now) return;
  const idle = (Date.now() - touched) / 1000;
  if (idle >= now.endAfter) {
    location.replace(now.end);
  } else if (idle >= now.warnAfter) {
    warn(Math.ceil(now.endAfter - idle));
  }
}

function warning(): HTMLDialogElement | null {
  return document.querySelector<HTMLDialogElement>("[data-kiosk-warning]");
}

function warn(seconds: number): void {
  const dialog = warning();
  const said = dialog?.querySelector<HTMLElement>("[data-said]");
  const left = dialog?.querySelector<HTMLElement>(".ui-kiosk-seconds");
  if (!dialog || !said || !left) return;
  left.textContent = String(seconds);
  if (dialog.open) return;
  dialog.showModal();
  said.textContent = said.dataset.said ?? "";
}

/** Somebody is there. True when that only closed the warning: the key or touch does nothing else then. */
function touch(): boolean {
  touched = Date.now();
  const dialog = warning();
  if (!dialog?.open) return false;
  dialog.close();
  return true;
}

function seen(element: HTMLElement): boolean {
  return element.checkVisibility() && !(element as HTMLButtonElement).disabled;
}

function inMain(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`#content :is(${selector})`)].filter(seen);
}

/** What number keys press: the choices of a question, else buttons and links; nothing where numbers are typed. */
function numbered(): HTMLElement[] {
  if (inMain(TYPED).length) return [];
  const choices = inMain("input[type=radio], input[type=checkbox]");
  return (choices.length ? choices : inMain("a.krds-btn, button.krds-btn")).slice(0, 9);
}

function showNumbers(): void {
  numbered().forEach((element, at) => {
    element.setAttribute("aria-keyshortcuts", String(at + 1));
    addKey(element instanceof HTMLInputElement ? element.labels?.[0] : element, String(at + 1));
  });
  const call = document.querySelector<HTMLElement>("#call > summary");
  call?.setAttribute("aria-keyshortcuts", "0");
  addKey(call, "0");
}

function addKey(place: Element | null | undefined, key: string): void {
  const shown = document.createElement("span");
  shown.className = "ui-kiosk-key";
  shown.ariaHidden = "true";
  shown.textContent = key;
  place?.prepend(shown);
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (touch() || event.ctrlKey || event.metaKey || event.altKey || /^(F\d+|ContextMenu)$/.test(event.key)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const typing = target.matches(TYPED);
  if (event.key === "ArrowDown" || event.key === "ArrowUp" || (!typing && /^Arrow(Left|Right)$/.test(event.key))) {
    if (target.matches("select, textarea")) return;
    event.preventDefault();
    step(event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : -1);
  } else if (event.key === "Enter" && target instanceof HTMLInputElement && target.labels?.length && !typing && !target.checked) {
    event.preventDefault(); // the first press chooses, the second sends
    target.click();
  } else if (!typing && /^\d$/.test(event.key)) {
    press(Number(event.key));
  }
}

function press(number: number): void {
  const element = number === 0 ? document.querySelector<HTMLElement>("#call > summary") : numbered()[number - 1];
  element?.focus();
  element?.click();
}

/** Move among everything that can be pressed; in a dialog, among what stands in it. */
function step(by: number): void {
  const dialogs = [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")];
  const all = [...(dialogs.at(-1) ?? document.body).querySelectorAll<HTMLElement>(PRESSED)]
    .filter((each) => seen(each) && each.tabIndex >= 0 && !each.closest("#krds-skip-link"));
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
}

/** Figures to touch, for the fields of a page that takes figures. */
function pad(): void {
  const fields = inMain(TYPED).filter((each): each is HTMLInputElement => each instanceof HTMLInputElement);
  const form = fields.find((each) => ["numeric", "decimal", "tel"].includes(each.inputMode) || each.type === "tel")?.form;
  if (!form) return;
  const english = document.documentElement.lang.startsWith("en");
  const erase = english ? "Erase" : "지우기";
  let field = fields[0];
  for (const each of fields) each.addEventListener("focus", () => { field = each; });
  const box = document.createElement("div");
  box.className = "ui-kiosk-pad";
  box.role = "group";
  box.ariaLabel = english ? "Figures" : "숫자판";
  for (const key of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", erase]) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.className = "krds-btn xlarge tertiary";
    button.textContent = key;
    button.addEventListener("click", () => {
      if (!field) return;
      field.value = key === erase ? field.value.slice(0, -1) : field.value + key;
      field.focus();
    });
    box.append(button);
  }
  form.querySelector(".ui-form-actions")?.before(box);
}

/** Fetch a page and show it in place of this one, so that the browser keeps no history of what was typed. */
async function show(url: string, how: RequestInit): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    const answer = await fetch(url, how);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.body.classList.contains("ui-kiosk")) {
      replace(page);
      history.replaceState(null, "", answer.url);
    } else if (answer.ok) {
      location.replace(settings()?.end ?? location.href); // nothing else of the site is shown here
    } else {
      refuse(page);
    }
  } catch {
    location.reload();
  } finally {
    busy = false;
  }
}

function replace(page: Document): void {
  for (const { name, value } of page.documentElement.attributes) document.documentElement.setAttribute(name, value);
  document.title = page.title;
  document.head.querySelector('meta[name="kiosk-idle"]')?.remove();
  const idle = page.head.querySelector('meta[name="kiosk-idle"]');
  if (idle) document.head.append(document.adoptNode(idle));
  document.body.replaceWith(document.adoptNode(page.body));
  scrollTo(0, 0);
  document.dispatchEvent(new Event("madang:page"));
  begin();
}

/** An error page of the site: its words, without its ways out. */
function refuse(page: Document): void {
  const words = page.getElementById("content");
  for (const way of words?.querySelectorAll("a, form, button") ?? []) way.remove();
  const inner = document.querySelector("#content > .inner");
  if (words && inner) inner.replaceChildren(...words.childNodes);
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  void show((form.getAttribute("action") && form.action) || location.href, { method: "POST", body });
}

function onClick(event: MouseEvent): void {
  const link = (event.target as Element).closest("a");
  if (!link || event.defaultPrevented || link.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  void show(link.href, {});
}

/** A page has come: number what can be pressed, and stand where one types or reads first. */
function begin(): void {
  touched = Date.now();
  showNumbers();
  pad();
  if (document.activeElement?.matches("[data-error-summary]")) return;
  const first = inMain(TYPED)[0] ?? document.querySelector<HTMLElement>("#content h1");
  if (first?.matches("h1")) first.tabIndex = -1;
  first?.focus();
}

for (const kind of ["contextmenu", "dragstart"]) {
  document.addEventListener(kind, (event) => { event.preventDefault(); });
}
document.addEventListener("keydown", onKey, { capture: true });
for (const kind of ["pointerdown", "click"]) {
  document.addEventListener(kind, (event) => {
    if (touch()) { event.preventDefault(); event.stopPropagation(); }
  }, { capture: true });
}
document.addEventListener("submit", onSubmit);
document.addEventListener("click", onClick);
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
setInterval(watchTime, 1000);
begin();
