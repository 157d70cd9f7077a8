// Keeps the site in the browser, so that what was once looked at is there without a network; and adds
// the two headers with which a running cell can be interrupted, whatever host the site is on.
const CACHE = `${registration.scope} ${STAMP}`;
const HEADERS = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

oninstall = (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FIRST)).then(() => skipWaiting()));
onactivate = (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names
  .filter((name) => name.startsWith(`${registration.scope} `) && name !== CACHE)
  .map((name) => caches.delete(name)))).then(() => clients.claim()));
onfetch = (event) => {
  const { method, url } = event.request;
  const ours = method === "GET" && url.startsWith(registration.scope) && !url.startsWith(`${registration.scope}lab/`);
  if (ours) event.respondWith(answer(event.request));
};

async function answer(request) {
  const cache = await caches.open(CACHE), kept = await cache.match(request, { ignoreSearch: true });
  const found = kept ?? await fetch(request);
  if (!kept && found.status === 200) cache.put(request, found.clone());
  if (found.status !== 200) return found;
  const headers = new Headers(found.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  return new Response(found.body, { headers });
}
