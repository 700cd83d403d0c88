// The signed-in desk: makes its parts, tells the alerts, and shows the screen of the address.

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { showNotification, wantingCount, type Alert } from '../alerts';
import { Desk, DeskContext } from '../desk';
import { ToastStack } from '../parts/ToastStack';
import { watchIdle } from '../queue/idle';
import { watchLooking } from '../sending/looking';
import { closeNotices } from '../sending/push';
import { currentPlace, go, to, usePlace } from '../router';
import { api, streamRefused } from '../session';
import { settings } from '../settings';
import { screens, screensOf, type Screen } from '../screens';
import { play } from '../sound';
import { useT, visitorName, withoutMarks, word, type T } from '../texts';
import { tellTogether } from '../together/tell';
import { dismissToastsTo, toast } from '../toasts';
import type { Me } from '../types';
import { Shell } from './Shell';

/** True when the reader is looking at this conversation now. */
function isLookingAt(id: string): boolean {
  const { screen, parts } = currentPlace();
  return screen === 'inbox' && parts[1] === id && document.visibilityState === 'visible' && document.hasFocus();
}

/** More of a kind at once are told in one line. */
const AT_ONCE_MOST = 2;

interface Told {
  title: string;
  text: string;
  href: string;
  tag: string;
}

function toldAlone(t: T, { kind, conversation }: Alert): Told {
  const about = kind === 'message' ? '' : word(t, 'reason', conversation.handoff_reason);
  return {
    title: t(`alert.${kind}`),
    text: [visitorName(t, conversation.id, conversation.visitor_name), about, withoutMarks(conversation.excerpt)].filter(Boolean).join(' · '),
    href: to('inbox', conversation.owner === 'queue' ? 'queue' : 'mine', conversation.id),
    tag: conversation.id,
  };
}

function toldTogether(t: T, kind: Alert['kind'], alerts: readonly Alert[]): Told {
  return {
    title: t(`alert.many.${kind}`, { count: alerts.length }),
    text: alerts.map((alert) => visitorName(t, alert.conversation.id, alert.conversation.visitor_name)).join(' · '),
    href: to('inbox', alerts.every(({ conversation }) => conversation.owner === 'queue') ? 'queue' : 'mine'),
    tag: kind,
  };
}

function tellKind(t: T, kind: Alert['kind'], alerts: readonly Alert[]): void {
  if (alerts.length === 0) return;
  const told = alerts.length > AT_ONCE_MOST ? [toldTogether(t, kind, alerts)] : alerts.map((alert) => toldAlone(t, alert));
  const { sound, notifications } = settings.get();
  const isLookedAt = document.visibilityState === 'visible' && document.hasFocus();
  if (sound) play(kind === 'message' ? 'message' : 'arrival');
  for (const { title, text, href, tag } of told) {
    toast(kind === 'message' ? 'info' : 'human', title, { text, href });
    if (notifications && !isLookedAt) showNotification(title, text, tag, () => go(href));
  }
}

function tell(t: T, alerts: readonly Alert[]): void {
  const worth = alerts.filter(({ kind, conversation }) => kind !== 'message' || !isLookingAt(conversation.id));
  for (const kind of ['assigned', 'waiting', 'again', 'message'] as const) tellKind(t, kind, worth.filter((alert) => alert.kind === kind));
}

function useTitle(desk: Desk): void {
  const t = useT();
  const invited = useStore(desk.together.answer, (answer) => answer?.invitations.length ?? 0);
  const count = useStore(desk.queue, wantingCount) + invited;
  useEffect(() => {
    document.title = count > 0 ? `(${count}) ${t('app.title')}` : t('app.title');
  }, [count, t]);
}

/** A screen's component, once its file has come; the one before stays until then. */
function useLoaded(screen: Screen | undefined): (() => VNode) | null {
  const [loaded, setLoaded] = useState<{ Chosen: () => VNode } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    if (screen) {
      screens[screen].load().then(
        (Chosen) => isCurrent && setLoaded({ Chosen }),
        () => location.reload(),
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [screen]);
  return loaded?.Chosen ?? null;
}

/** A notice of a conversation that has found somebody, or has gone, is in the way. */
function useSettledNotices(desk: Desk): void {
  useEffect(() => {
    let called = new Set<string>();
    return desk.queue.subscribe(() => {
      const queue = desk.queue.get();
      const now = new Set([...(queue?.waiting ?? []), ...(queue?.mine ?? [])].map((one) => one.id));
      for (const id of called) if (!now.has(id)) for (const tab of ['queue', 'mine']) dismissToastsTo(to('inbox', tab, id));
      if ([...called].some((id) => !now.has(id))) void closeNotices(now);
      called = now;
    });
  }, [desk]);
}

export function DeskRoot({ me }: { me: Me }): VNode | null {
  const t = useT();
  const place = usePlace();
  const latest = useRef(t);
  latest.current = t;
  const [desk] = useState(
    () => new Desk(api, me, { onAlerts: (alerts) => tell(latest.current, alerts), onTogether: (news) => tellTogether(latest.current, desk, news), onSignedOut: streamRefused, readsQueue: may(me, 'conversations') }),
  );
  useEffect(() => {
    desk.start();
    const unwatch = watchIdle(desk);
    const unlook = watchLooking(desk);
    return () => {
      unwatch();
      unlook();
      desk.stop();
    };
  }, [desk]);
  useTitle(desk);
  useSettledNotices(desk);

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
  const Chosen = useLoaded(screen);
  if (!screen) return null;
  return (
    <DeskContext.Provider value={desk}>
      <Shell screen={screen} allowed={allowed}>
        {Chosen && <Chosen />}
      </Shell>
      <ToastStack />
    </DeskContext.Provider>
  );
}
