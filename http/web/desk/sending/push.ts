// This browser as one that takes pushes: it subscribes at its maker's service, and the server is
// told where.  The service worker (push-worker.ts) shows what comes.

import type { Api } from '../../shared/api';

const WORKER = '/desk/push-worker.js';

export const canPush = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/desk/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export async function takesPushes(): Promise<boolean> {
  return canPush() && Notification.permission === 'granted' && (await subscription()) !== null;
}

/** False when the person or the browser says no. */
export async function startPushes(api: Api): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const { key } = await api.post<{ key: string }>('/v1/me/push/key', {});
  await navigator.serviceWorker.register(WORKER, { scope: '/desk/' });
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  const { endpoint, keys } = made.toJSON();
  await api.post('/v1/me/push', { endpoint, key: keys?.['p256dh'], auth: keys?.['auth'] });
  return true;
}

export async function stopPushes(api: Api): Promise<void> {
  const made = await subscription();
  if (!made) return;
  await api.delete(`/v1/me/push?endpoint=${encodeURIComponent(made.endpoint)}`);
  await made.unsubscribe();
}

/** What was shown for conversations that call nobody any more goes away. */
export async function closeNotices(calling: ReadonlySet<string>): Promise<void> {
  if (!canPush()) return;
  const registration = await navigator.serviceWorker.getRegistration('/desk/');
  const shown = (await registration?.getNotifications()) ?? [];
  for (const one of shown) if (!calling.has(one.tag)) one.close();
}
