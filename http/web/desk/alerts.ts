// Alerts: what changed between two looks at the queue that somebody must know, and how it is told:
// on screen, by sound, in the page's title, and by the browser when the page is hidden.
//
// Comparing looks, not counting frames, means that a change missed while the stream was down is
// told after it, and a frame that comes twice is told once.

import type { QueueAnswer, Summary } from './types';

export type Alert = { kind: 'assigned' | 'waiting' | 'again' | 'message'; conversation: Summary };

/** What is new for a staff member.  `expected`: conversations that they have just accepted themselves. */
export function newAlerts(before: QueueAnswer | null, after: QueueAnswer, expected: ReadonlySet<string>): Alert[] {
  if (!before) return [];
  const mine = new Map(before.mine.map((one) => [one.id, one]));
  const called = new Map([...before.mine, ...before.waiting].filter((one) => one.is_called).map((one) => [one.id, one]));
  const alerts: Alert[] = [];
  for (const conversation of after.mine) {
    const known = mine.get(conversation.id);
    if (!known && !expected.has(conversation.id)) alerts.push({ kind: 'assigned', conversation });
    else if (known && conversation.unread > known.unread) alerts.push({ kind: 'message', conversation });
    else if (isLouder(called, conversation)) alerts.push({ kind: 'again', conversation });
  }
  for (const conversation of after.waiting) {
    if (!conversation.is_called || mine.has(conversation.id)) continue;
    if (!called.has(conversation.id)) alerts.push({ kind: 'waiting', conversation });
    else if (isLouder(called, conversation)) alerts.push({ kind: 'again', conversation });
  }
  return alerts;
}

/** Nobody has reacted, so whoever was called is called again. */
function isLouder(called: ReadonlyMap<string, Summary>, now: Summary): boolean {
  const before = called.get(now.id);
  return now.is_called && before !== undefined && now.call_level > before.call_level;
}

/** How many conversations want this staff member: unread ones of theirs, and those that wait. */
export function wantingCount(queue: QueueAnswer | null): number {
  if (!queue) return 0;
  return queue.waiting_count + queue.mine.filter((one) => one.unread > 0).length;
}

export function showNotification(title: string, body: string, tag: string, onClick: () => void): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  try {
    const notification = new Notification(title, { body, tag });
    notification.onclick = () => {
      window.focus();
      onClick();
      notification.close();
    };
  } catch {
    /* phones only allow it from a service worker */
  }
}
