// Tells what colleagues did: on screen, by sound, and by the browser when the page is hidden.

import { showNotification } from '../alerts';
import type { Desk } from '../desk';
import { currentPlace, go, to } from '../router';
import { settings } from '../settings';
import { play } from '../sound';
import { visitorName, withoutMarks, type T } from '../texts';
import { toast } from '../toasts';
import type { News } from './together';

interface Told {
  title: string;
  text: string;
  href: string;
  /** Invitations stand on the page already. */
  hasBanner?: boolean;
}

function toldOf(t: T, news: News): Told {
  switch (news.kind) {
    case 'invitation': {
      const { conversation, by, note } = news.invitation;
      const title = t('together.invitation', { by: by ?? t('event.someone'), visitor: visitorName(t, conversation) });
      return { title, text: note ?? '', href: to('inbox', 'mine', conversation), hasBanner: true };
    }
    case 'tiding': {
      const { kind, by, conversation, ticket, ticket_number: number } = news.tiding;
      if (ticket) return { title: t(`tiding.${kind}`, { by }), text: `T-${number ?? ''}`, href: to('tickets', 'id', ticket) };
      return { title: t(`tiding.${kind}`, { by }), text: visitorName(t, conversation), href: to('inbox', 'all', conversation) };
    }
    case 'message': {
      const { id, excerpt } = news.conversation;
      return { title: t('alert.message'), text: `${visitorName(t, id)} · ${withoutMarks(excerpt)}`, href: to('inbox', 'mine', id) };
    }
    case 'colleague':
      return { title: t('together.colleagueWrites'), text: '', href: to('colleagues') };
  }
}

const isLookedAt = () => document.visibilityState === 'visible' && document.hasFocus();

/** True when the reader sees it without being told. */
function isOnScreen(news: News): boolean {
  const { screen, parts } = currentPlace();
  if (!isLookedAt()) return false;
  if (news.kind === 'colleague') return screen === 'colleagues';
  return news.kind === 'message' && screen === 'inbox' && parts[1] === news.conversation.id;
}

/** A tiding is seen once it has stood on a page that somebody looks at. */
function settle(desk: Desk, news: News): void {
  if (news.kind !== 'tiding') return;
  const { tiding } = news;
  if (isLookedAt()) {
    desk.together.seen(tiding);
    return;
  }
  const looked = () => {
    if (document.visibilityState !== 'visible') return;
    window.removeEventListener('focus', looked);
    document.removeEventListener('visibilitychange', looked);
    desk.together.seen(tiding);
  };
  window.addEventListener('focus', looked);
  document.addEventListener('visibilitychange', looked);
}

export function tellTogether(t: T, desk: Desk, all: readonly News[]): void {
  const worth = all.filter((news) => !isOnScreen(news));
  const { sound, notifications } = settings.get();
  if (sound && worth.length > 0) play(worth.some((news) => news.kind === 'invitation' || news.kind === 'tiding') ? 'arrival' : 'message');
  for (const news of worth) {
    const { title, text, href, hasBanner } = toldOf(t, news);
    if (!hasBanner) toast(news.kind === 'tiding' ? 'human' : 'info', title, { text, href });
    if (notifications && !isLookedAt()) showNotification(title, text, href, () => go(href));
  }
  for (const news of all) settle(desk, news);
}
