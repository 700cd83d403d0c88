// Tells the server while the desk is before somebody's eyes: visible, and touched a moment ago.  Then
// their other devices stay quiet.

import type { Desk } from '../desk';

const TELL_EVERY = 45_000;
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

export function watchLooking(desk: Desk): () => void {
  let toldAt = 0;
  const looked = () => {
    const now = Date.now();
    if (document.visibilityState !== 'visible' || now - toldAt < TELL_EVERY) return;
    toldAt = now;
    desk.api.put('/v1/me/looking', {}).catch(() => (toldAt = 0));
  };
  looked();
  for (const kind of TOUCHES) window.addEventListener(kind, looked, { passive: true, capture: true });
  document.addEventListener('visibilitychange', looked);
  return () => {
    for (const kind of TOUCHES) window.removeEventListener(kind, looked, { capture: true });
    document.removeEventListener('visibilitychange', looked);
  };
}
