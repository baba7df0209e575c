/**
 * Opens the counter's page when the site cannot be reached. It keeps no answer of the site by itself: `shell.ts` says what
 * is there. Without imports, since browsers load it as a script of its own.
 */
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Worker extends EventTarget {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly registration: { readonly scope: string };
}

const worker = self as unknown as Worker;
const KEPT = "madang-offline-1";
const PATIENCE = 4_000;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

/** The page from the site; without an answer, or where only something before the site answers, the shell. */
async function page(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status < 500) return answer;
    return (await shell(request)) ?? answer;
  } catch (error) {
    const found = await shell(request);
    if (!found) throw error;
    return found;
  }
}

async function shell(request: Request): Promise<Response | undefined> {
  const cache = await caches.open(KEPT);
  const asked = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  if (asked) return asked;
  const { scope } = worker.registration;
  const last = await (await cache.match(`${scope}language`))?.text();
  return cache.match(`${scope}shell/${last ?? "ko"}/`, { ignoreVary: true });
}

/** A file by its hashed name as it is kept; by a plain one as the site has it now, else as it is kept. */
async function kept(request: Request): Promise<Response> {
  const there = await (await caches.open(KEPT)).match(request.url, { ignoreVary: true });
  if (!there) return fetch(request);
  return HASHED.test(request.url) ? there : fetch(request).catch(() => there);
}

worker.addEventListener("install", (event) => { (event as Lasting).waitUntil(worker.skipWaiting()); });
worker.addEventListener("activate", (event) => { (event as Lasting).waitUntil(worker.clients.claim()); });
worker.addEventListener("fetch", (event) => {
  const { request } = event as Asked;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const { pathname: own } = new URL(worker.registration.scope);
  if (request.mode === "navigate" && (pathname === own || pathname.startsWith(`${own}shell/`))) {
    (event as Asked).respondWith(page(request));
  } else if (pathname.startsWith("/static/")) {
    (event as Asked).respondWith(kept(request));
  }
});

export {};
