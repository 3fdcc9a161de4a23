/** The service worker of the gate alone: the page opens without a network once it was loaded. */
declare const self: ServiceWorkerGlobalScope;
/** Values that the build writes. */
declare const GATE_FILES: readonly string[];
declare const GATE_VERSION: string;

export {};

const PAGE = '/gate';
const CACHE = `gate-${GATE_VERSION}`;

self.addEventListener('install', (event) => {
  const load = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([PAGE, ...GATE_FILES].map((path) => new Request(path, { cache: 'no-cache' })));
    await self.skipWaiting();
  };
  event.waitUntil(load());
});

self.addEventListener('activate', (event) => {
  const takeOver = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith('gate-') && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(takeOver());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  const path = request.mode === 'navigate' ? PAGE : pathname;
  // The API is never answered from a cache.
  if (path !== PAGE && !GATE_FILES.includes(path)) return;
  event.respondWith(answer(path, request));
});

async function answer(path: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(path, { ignoreVary: true });
  return kept ?? fetch(request);
}
