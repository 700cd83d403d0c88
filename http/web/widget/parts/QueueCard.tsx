// The visitor's place in the queue, kept live: position, the wait with its honest band, and the
// ways out of waiting.

import type { VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { leave, mail, note } from '../../shared/components/icons';
import type { Translator } from '../../shared/i18n';
import type { QueuePlace } from '../../shared/types';
import type { Session, SessionState } from '../session';
import { useT, type Key } from '../texts';

/** Seconds below which a wait is soon over, and no lower bound is worth naming. */
const SOON = 60;

/** The estimate in words; null when there is none to give. */
function waitText(place: QueuePlace | null, t: Translator<Key>): string | null {
  const seconds = place?.estimated_wait_seconds;
  if (!place || seconds == null || seconds < 0) return null;
  const { estimated_wait_low: low, estimated_wait_high: high } = place;
  if ((high ?? seconds) < SOON) return t('queue.waitSoon');
  const time = t.duration(seconds);
  if (low != null && high != null && low < SOON) return t('queue.waitMost', { time, high: t.duration(high) });
  if (low == null || high == null || t.duration(low) === t.duration(high)) return t('queue.wait', { time });
  return t('queue.waitBand', { time, low: t.duration(low), high: t.duration(high) });
}

/** Whoever asked for a person in words came here without the form: it holds nobody up, and is asked meanwhile. */
export function asksForm(state: SessionState): boolean {
  return state.site?.form?.when === 'before-person' && state.view?.form_done === false;
}

export function QueueCard({ session, state }: { session: Session; state: SessionState }): VNode {
  const t = useT();
  const place = state.view?.queue ?? null;
  const nobody = state.view?.agents_online === 0;
  const ahead = place ? place.position - 1 : 0;
  const asks = asksForm(state);
  const isLong = [...state.events].reverse().find((event) => event.notice)?.notice === 'queue-long';
  const wait = nobody ? null : waitText(place, t);
  return (
    <section class="queue" aria-live="polite" aria-label={t('queue.title')}>
      <div class="queue-place">
        {!nobody && place && <span class="queue-number">{t.number(place.position)}</span>}
        <div>
          <h2>{nobody ? t('queue.nobody') : ahead === 0 ? t('queue.next') : t('queue.ahead', { count: ahead })}</h2>
          <p>{nobody ? t('queue.nobodyHint') : (wait ?? t('queue.keep'))}</p>
        </div>
      </div>
      {!nobody && <span class="queue-bar" aria-hidden="true" />}
      <div class="queue-ways">
        {asks && (
          <Button size="s" look="primary" icon={note} onClick={() => session.openForm()}>
            {t('form.fill')}
          </Button>
        )}
        <Button size="s" look={!asks && (nobody || isLong) ? 'primary' : 'secondary'} icon={mail} onClick={() => session.setLeaving(true)}>
          {t('leaveMessage')}
        </Button>
        <Button size="s" look="quiet" icon={leave} busy={state.busy === 'bot'} onClick={() => void session.backToBot()}>
          {t(nobody ? 'queue.ask' : 'queue.leave')}
        </Button>
      </div>
    </section>
  );
}
