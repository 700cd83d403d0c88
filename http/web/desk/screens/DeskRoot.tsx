// The signed-in desk: makes its parts, tells the alerts, and shows the screen of the address.

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../../shared/store';
import { may, screensOf, type Screen } from '../abilities';
import { showNotification, wantingCount, type Alert } from '../alerts';
import { Desk, DeskContext } from '../desk';
import { ToastStack } from '../parts/ToastStack';
import { currentPlace, go, to, usePlace } from '../router';
import { api, sessionEnded } from '../session';
import { settings } from '../settings';
import { play } from '../sound';
import { useT, visitorName, word, type T } from '../texts';
import { dismissToastsTo, toast } from '../toasts';
import type { Me } from '../types';
import { Inbox } from './Inbox';
import { Knowledge } from './Knowledge';
import { LeftMessages } from './LeftMessages';
import { Shell } from './Shell';
import { StaffAccounts } from './StaffAccounts';
import { Team } from './Team';
import { UnmatchedQuestions } from './UnmatchedQuestions';

/** True when the reader is looking at this conversation now. */
function isLookingAt(id: string): boolean {
  const { screen, parts } = currentPlace();
  return screen === 'inbox' && parts[1] === id && document.visibilityState === 'visible' && document.hasFocus();
}

function tell(t: T, alert: Alert): void {
  const { kind, conversation } = alert;
  if (kind === 'message' && isLookingAt(conversation.id)) return;
  const title = t(`alert.${kind}`);
  const about = kind === 'message' ? '' : word(t, 'reason', conversation.handoff_reason);
  const text = [visitorName(t, conversation.id), about, conversation.excerpt].filter(Boolean).join(' · ');
  const href = to('inbox', kind === 'waiting' ? 'queue' : 'mine', conversation.id);
  toast(kind === 'message' ? 'info' : 'human', title, { text, href });
  const { sound, notifications } = settings.get();
  if (sound) play(kind === 'message' ? 'message' : 'arrival');
  if (notifications && !(document.visibilityState === 'visible' && document.hasFocus())) {
    showNotification(title, text, conversation.id, () => go(href));
  }
}

function useTitle(desk: Desk): void {
  const t = useT();
  const count = useStore(desk.queue, wantingCount);
  useEffect(() => {
    document.title = count > 0 ? `(${count}) ${t('app.title')}` : t('app.title');
  }, [count, t]);
}

const screens: Record<Screen, () => VNode> = {
  inbox: Inbox,
  unmatched: UnmatchedQuestions,
  knowledge: Knowledge,
  messages: LeftMessages,
  team: Team,
  staff: StaffAccounts,
};

export function DeskRoot({ me }: { me: Me }): VNode | null {
  const t = useT();
  const place = usePlace();
  const latest = useRef(t);
  latest.current = t;
  const [desk] = useState(
    () => new Desk(api, me, { onAlert: (alert) => tell(latest.current, alert), onSignedOut: sessionEnded, readsQueue: may(me, 'conversations') }),
  );
  useEffect(() => {
    desk.start();
    return () => desk.stop();
  }, [desk]);
  useTitle(desk);

  useEffect(() => {
    const [, id] = place.parts;
    if (place.screen === 'inbox' && id) for (const tab of ['queue', 'mine']) dismissToastsTo(to('inbox', tab, id));
  }, [place]);

  const allowed = screensOf(me);
  const screen = allowed.find((one) => one === place.screen);
  const home = allowed[0];
  useEffect(() => {
    if (!screen && home) go(to(home), true);
  }, [screen, home]);
  if (!screen) return null;
  const Chosen = screens[screen];
  return (
    <DeskContext.Provider value={desk}>
      <Shell screen={screen} allowed={allowed}>
        <Chosen />
      </Shell>
      <ToastStack />
    </DeskContext.Provider>
  );
}
