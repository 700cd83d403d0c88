// The desk's service worker: shows what is pushed, and leads to it.  It keeps no pages and answers no
// requests.  Built by itself (build.mjs) to /desk/push-worker.js.

interface Notice {
  title: string;
  body: string;
  /** A place of the desk: "#/inbox/...". */
  place: string;
  tag: string;
}

interface Client {
  url: string;
  visibilityState: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}

interface Worker {
  clients: { matchAll(options: object): Promise<Client[]>; openWindow(url: string): Promise<unknown> };
  registration: { showNotification(title: string, options: object): Promise<void> };
  addEventListener(kind: string, act: (event: WorkerEvent) => void): void;
  skipWaiting(): Promise<void>;
}

interface WorkerEvent {
  waitUntil(work: Promise<unknown>): void;
  data?: { json(): Notice };
  notification?: { data: string; close(): void };
}

const worker = self as unknown as Worker;
const desks = async (): Promise<Client[]> =>
  (await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })).filter((one) => new URL(one.url).pathname === '/desk/');
const addressOf = (place: string): string => `/desk/${/^#\/[\w/-]*$/.test(place) ? place : ''}`;

/** A desk that is being looked at tells by itself. */
async function show(notice: Notice): Promise<void> {
  if ((await desks()).some((one) => one.visibilityState === 'visible')) return;
  const { title, body, tag, place } = notice;
  await worker.registration.showNotification(title, { body, tag, data: addressOf(place), icon: '/help.svg', renotify: true });
}

async function lead(address: string): Promise<void> {
  const [desk] = await desks();
  if (!desk) {
    await worker.clients.openWindow(address);
    return;
  }
  await desk.navigate(address).catch(() => undefined);
  await desk.focus();
}

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});
worker.addEventListener('notificationclick', (event) => {
  event.notification?.close();
  event.waitUntil(lead(event.notification?.data ?? '/desk/'));
});
