// The ways in which a visitor keeps a conversation: as a file, and by mail where the site can send any.

import type { MenuItem } from '../shared/components/Menu';
import { download, mail } from '../shared/components/icons';
import type { Translator } from '../shared/i18n';
import type { Session, SessionState } from './session';
import type { Key } from './texts';

type Way = MenuItem & { icon: string };

async function save(state: SessionState, t: Translator<Key>): Promise<void> {
  const { transcript } = await import('./transcript');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([transcript(state.events, state.site, t)], { type: 'text/plain;charset=utf-8' }));
  link.download = `${t('transcript.file')}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function waysToKeep(session: Session, state: SessionState, t: Translator<Key>): Way[] {
  const ways: Way[] = [];
  if (state.events.length > 0) ways.push({ label: t('transcript'), icon: download, onSelect: () => void save(state, t) });
  /* The server sends none in which nobody answered. */
  const isAnswered = state.events.some((event) => event.type === 'message' && event.author !== 'visitor');
  if (state.site?.mails && isAnswered) ways.push({ label: t('mail'), icon: mail, onSelect: () => session.setMailing(true) });
  return ways;
}
