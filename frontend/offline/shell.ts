/** Keeps what the page needs to open without a line: both languages of its shell, scripts, styles, and the fonts in use. */
import { language } from "./words.ts";

export const CACHE = "madang-offline-1";

/** Register the worker. Its scope is where it lies: below the page's address. */
export async function registerWorker(address: string): Promise<void> {
  await navigator.serviceWorker.register(address, { updateViaCache: "none" });
}

/** Keep the shells and all that they and this page have loaded; what an older page needed goes. */
export async function keepShell(page: string, shells: readonly string[]): Promise<void> {
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
  await Promise.all([...needed].map(async (address) => {
    const there = await cache.match(address);
    const answer = there ?? (await fetch(address));
    if (!there && answer.ok) got.set(address, answer);
  }));
  for (const [address, answer] of got) await cache.put(address, answer);
  for (const { url } of await cache.keys()) {
    if (!got.has(url) && !needed.has(url)) await cache.delete(url);
  }
}
