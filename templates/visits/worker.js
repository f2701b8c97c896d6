/* Keeps the page of the visits and its files; what lies in them of people is none of its business. */
const NAME = "kunjungan-{{ version }}";
const FILES = {{ files|safe }};
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("kunjungan-") && name !== NAME).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || FILES.indexOf(url.pathname) < 0) return;
  event.respondWith(caches.open(NAME).then((cache) => cache.match(url.pathname).then((kept) => {
    const page = url.pathname === FILES[0];
    const fresh = () => fetch(event.request).then((answer) => { if (answer.ok && !answer.redirected) cache.put(url.pathname, answer.clone()); return answer; });
    if (kept && page) event.waitUntil(fresh().catch(() => {}));
    return kept || fresh();
  })));
});
