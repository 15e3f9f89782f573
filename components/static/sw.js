/* The service worker: shows one notification when a job asks for a decision and one when it ends, in
   the place of the other, and leads a click on it to the job. */
const shown = new Set();

const show = async (said, from) => {
  const once = `${said.tag}${said.asks ? " asks" : ""}`;
  if (shown.has(once)) return; // several pages tell, and a push tells the same once more
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.some((page) => page.id !== from && page.visibilityState === "visible")) return;
  shown.add(once);
  await registration.showNotification(said.title, {
    body: said.body,
    tag: said.tag,
    renotify: true,
    icon: "/static/favicon.svg",
    data: { url: said.url },
  });
};

const open = async (url) => {
  const [page] = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!page) return clients.openWindow(url);
  page.postMessage({ open: url });
  return page.focus().catch(() => null);
};

addEventListener("install", () => skipWaiting());
addEventListener("activate", (e) => e.waitUntil(clients.claim()));
addEventListener("message", (e) => e.data?.show && e.waitUntil(show(e.data.show, e.source.id)));
addEventListener("push", (e) => e.waitUntil(show(e.data.json())));
addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(open(e.notification.data.url));
});
