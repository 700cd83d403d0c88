// What went wrong, said calmly: the connection is away, or an action did not get through.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Banner } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { alert, wifiOff } from '../../shared/components/icons';
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
