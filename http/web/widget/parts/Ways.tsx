// What can be done when the bot has no answer to give: talk to a person, leave a message, ask again.

import type { VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { bot, mail, person } from '../../shared/components/icons';
import type { Translator } from '../../shared/i18n';
import type { LogEvent } from '../../shared/types';
import type { Session, SessionState } from '../session';
import { useT, type Key } from '../texts';

function focusField(): void {
  document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus();
}

/** "GMT+8" of the reader's own clock at that moment, as the server writes it. */
function ownOffset(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset();
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `GMT${minutes < 0 ? '-' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

/** When somebody is back, by the reader's own clock; null when the text said it by that clock. */
export function backAt(at: number | null | undefined, said: string, t: Translator<Key>): string | null {
  if (!at || said.includes(`${ownOffset(at)})`) || said.includes(`${ownOffset(at)}）`)) return null;
  return t('away.back', { time: t.moment(at) });
}

export function Ways({ session, state, event }: { session: Session; state: SessionState; event: LogEvent }): VNode | null {
  const t = useT();
  if (event.notice === 'not-helpful' || event.notice === 'files') {
    return (
      <div class="ways">
        <Button size="s" icon={person} busy={state.busy === 'person'} onClick={() => void session.askPerson()}>
          {t('person')}
        </Button>
      </div>
    );
  }
  if (event.notice !== 'group-closed') return null;
  const back = backAt(event.opens_at, event.text ?? '', t);
  return (
    <div class="ways">
      {back && <p>{back}</p>}
      <Button size="s" icon={mail} onClick={() => session.setLeaving(true)}>
        {t('leaveMessage')}
      </Button>
      <Button size="s" look="quiet" icon={bot} onClick={focusField}>
        {t('away.ask')}
      </Button>
    </div>
  );
}
