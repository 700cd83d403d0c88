// What went wrong, said calmly: the connection is away, or an action did not get through.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Banner } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { alert, bot, mail, wifiOff } from '../../shared/components/icons';
import type { Session, SessionState } from '../session';
import { useT } from '../texts';

/** A connection that is back within this time is nobody's business. */
const PATIENCE = 2_500;

export function Connection({ state }: { state: SessionState }): VNode | null {
  const t = useT();
  const isAway = state.started && (state.status === 'offline' || state.status === 'connecting');
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!isAway) return;
    const timer = setTimeout(() => setLong(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [isAway]);
  if (!isAway || !isLong) return null;
  return (
    <Banner tone="warn" icon={wifiOff}>
      {t('connection.lost')}
    </Banner>
  );
}

/** What the site tells everybody: a fault in the network, a holiday, a fraud that goes round. */
export function Warning({ state }: { state: SessionState }): VNode | null {
  if (!state.site?.warning) return null;
  return (
    <Banner tone="warn" icon={alert}>
      {state.site.warning}
    </Banner>
  );
}

/** A person was asked for and the team is away: what can be done instead. */
export function Away({ session, state }: { session: Session; state: SessionState }): VNode | null {
  const t = useT();
  if (!state.isAway) return null;
  const back = state.site?.opens_at;
  return (
    <section class="away" role="status">
      <h2>{t('away.title')}</h2>
      <p>{back ? t('away.back', { time: t.moment(back) }) : t('away.lead')}</p>
      <div class="queue-ways">
        <Button size="s" look="primary" icon={mail} onClick={() => session.setLeaving(true)}>
          {t('leaveMessage')}
        </Button>
        <Button size="s" look="quiet" icon={bot} onClick={() => session.dismissFailure()}>
          {t('away.ask')}
        </Button>
      </div>
    </section>
  );
}

export function Failure({ session, state }: { session: Session; state: SessionState }): VNode | null {
  const t = useT();
  if (state.failure === null) return null;
  return (
    <Banner
      tone="bad"
      icon={alert}
      action={
        <Button look="quiet" size="s" onClick={() => session.dismissFailure()}>
          {t('dismiss')}
        </Button>
      }
    >
      {state.failure || t('failure.network')}
    </Banner>
  );
}
