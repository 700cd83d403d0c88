// Away by itself: an online agent whose desk nobody touches for a while is away until somebody does.
//
// All windows of a browser count as one desk: each writes down when it was touched last.

import { recall, remember } from '../memory';
import type { Desk } from '../desk';

const LOOK_EVERY = 5_000;
const WRITE_EVERY = 2_000;
const KEY = 'touched';
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Whether it is time to be away. */
export function isIdle(touchedAt: number, now: number, minutes: number): boolean {
  return minutes > 0 && now - touchedAt >= minutes * 60_000;
}

export function watchIdle(desk: Desk): () => void {
  let touchedAt = Date.now();
  let writtenAt = 0;
  const touched = () => {
    const now = Date.now();
    touchedAt = now;
    if (now - writtenAt < WRITE_EVERY) return;
    writtenAt = now;
    remember(KEY, String(now));
    const { presence, away_reason } = desk.me.get();
    if (presence === 'away' && away_reason === 'idle') void desk.setPresence('online').catch(() => undefined);
  };
  const look = () => {
    const { presence, away_minutes } = desk.me.get();
    if (presence === 'online' && isIdle(Math.max(touchedAt, Number(recall(KEY))), Date.now(), away_minutes)) void desk.sayIdle().catch(() => undefined);
  };
  touched();
  const timer = setInterval(look, LOOK_EVERY);
  for (const kind of TOUCHES) window.addEventListener(kind, touched, { passive: true, capture: true });
  return () => {
    clearInterval(timer);
    for (const kind of TOUCHES) window.removeEventListener(kind, touched, { capture: true });
  };
}
