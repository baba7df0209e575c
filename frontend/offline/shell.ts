/** Keeps what the page needs to open without a line: both languages of its shell, scripts, styles, and the fonts in use. */
import { fetchAhead } from "../decide/fonts.ts";
import { allWords, language } from "./words.ts";

const CACHE = "madang-offline-1";
/** Files whose names tell what is in them never change; others may with each release. */
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

/** Have the page open without a line from now on; `texts` can be drawn then. Without a line what was kept before stands. */
export async function prepare(root: HTMLElement, texts: readonly string[]): Promise<void> {
  const { worker, page, shellKo, shellEn } = root.dataset;
  delete root.dataset["kept"];
  try {
    // Its scope is where it lies: below the page's address.
    await navigator.serviceWorker.register(worker!, { updateViaCache: "none" });
    await fetchAhead([...allWords(), ...texts]);
    await keepShell(page!, [shellKo!, shellEn!]);
    root.dataset["kept"] = "yes";
  } catch {
    root.dataset["kept"] = "before";
  }
}

/** Whether the page would open without a line. */
export async function isKept(root: HTMLElement): Promise<boolean> {
  return (await caches.match(root.dataset["shellKo"]!, { ignoreVary: true })) !== undefined;
}

/** Keep the shells and all that they and this page have loaded; what an older page needed goes. */
async function keepShell(page: string, shells: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const needed = new Set<string>();
  const got = new Map<string, Response>();
  got.set(new URL(`${page}language`, location.origin).href, new Response(language));
  for (const address of shells) {
    const answer = await fetch(address, { redirect: "error", cache: "no-store", credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
    for (const each of page.querySelectorAll<HTMLElement>("link[href], script[src]")) {
      needed.add(new URL((each.getAttribute("href") ?? each.getAttribute("src"))!, location.origin).href);
    }
    got.set(new URL(address, location.origin).href, answer);
  }
  for (const { name } of performance.getEntriesByType("resource")) {
    const found = new URL(name);
    if (found.origin === location.origin && found.pathname.startsWith("/static/")) needed.add(found.href);
  }
  const files = new Map<string, Response>();
  await Promise.all([...needed].map(async (address) => {
    if (HASHED.test(address) && (await cache.match(address))) return;
    const answer = await fetch(address, { cache: "no-cache" });
    if (answer.ok) files.set(address, answer);
  }));
  for (const [address, answer] of [...files, ...got]) await cache.put(address, answer); // the pages last
  for (const { url } of await cache.keys()) {
    if (!got.has(url) && !needed.has(url)) await cache.delete(url);
  }
}
