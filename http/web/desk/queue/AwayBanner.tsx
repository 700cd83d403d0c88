// Says why one is away without having said so.

import type { VNode } from 'preact';
import { Banner } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { alert } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { errorText } from '../parts/ErrorNotice';
import { useT } from '../texts';
import { toast } from '../toasts';
import './queue.css';

export function AwayBanner(): VNode | null {
  const t = useT();
  const desk = useDesk();
  const reason = useStore(desk.me, (me) => (me.presence === 'away' ? me.away_reason : null));
  if (reason !== 'missed') return null;
  return (
    <Banner tone="warn" icon={alert}>
      <span class="away-words">{t('queue.missed')}</span>
      <Button size="s" onClick={() => void desk.setPresence('online').catch((error: unknown) => toast('bad', errorText(t, error)))}>
        {t('presence.goOnline')}
      </Button>
    </Banner>
  );
}
