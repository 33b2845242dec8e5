// The service worker. It keeps files by their digest and one page for times without a network. It never keeps a page
// of a person or an answer of the API, so that nothing of anybody stays after signing out.
// The server writes RELEASE and KEPT before this line.
const PREFIX = "hushroom-";
const CACHE = PREFIX + RELEASE;
const FILES = `/assets/${RELEASE}/`;
const [OFFLINE] = KEPT;

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith(FILES)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(offline));
});

self.addEventListener("push", (event) => {
  const message = read(event.data);
  if (message) event.waitUntil(tell(message));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

// Without cookies, so that the page is nobody's.
async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT.map((path) => new Request(path, { credentials: "omit", cache: "no-cache" })));
}

async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const found = await fetch(request);
  if (found.ok && found.type === "basic" && found.status === 200) await cache.put(request, found.clone());
  return found;
}

async function offline() {
  return (await caches.match(OFFLINE, { cacheName: CACHE, ignoreVary: true })) ?? Response.error();
}

function read(data) {
  try {
    const { title, body, lang, dir, url, tag } = data.json();
    const { origin, pathname } = new URL(url, location.origin);
    return title && origin === location.origin ? { title, body, lang, dir, tag, path: pathname } : null;
  } catch {
    return null;
  }
}

// Who looks at the page of the session already is not told a second time.
async function tell({ title, body, lang, dir, tag, path }) {
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (open.some((one) => one.visibilityState === "visible" && new URL(one.url).pathname.startsWith(path))) return;
  const icon = FILES + "icons/icon-192.png";
  const badge = FILES + "icons/badge-96.png";
  await self.registration.showNotification(title, { body, lang, dir, tag, icon, badge, data: { url: path } });
}

async function open(path) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname.startsWith(path));
  if (there) return there.focus();
  return self.clients.openWindow(path);
}
