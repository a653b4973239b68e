// This site keeps nothing on readers' devices: what an earlier build of it has put there goes, and so does this worker.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const ours = `congbao:${new URL(self.registration.scope).pathname}:`;
  const end = async () => {
    for (const name of await caches.keys()) if (name.startsWith(ours)) await caches.delete(name);
    await self.registration.unregister();
  };
  event.waitUntil(end());
});
