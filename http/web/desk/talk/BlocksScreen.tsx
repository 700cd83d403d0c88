// Visitors who are kept out now, and letting them in again.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { lock } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { to } from '../router';
import { useT, visitorName } from '../texts';
import { toast } from '../toasts';
import type { Block } from './types';

export function BlocksScreen(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { data, error, isLoading, again } = useFetched<{ blocks: Block[] }>('/v1/blocks', 'queue');
  const [busy, setBusy] = useState<string | null>(null);
  const lift = async (id: string) => {
    setBusy(id);
    try {
      await api.delete(`/v1/blocks/${id}`);
      toast('good', t('block.lifted'));
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    setBusy(null);
    again();
  };
  return (
    <Page title={t('block.list')} lead={t('block.listLead')}>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data?.blocks.length === 0 && (
        <Empty icon={lock} title={t('block.none')}>
          <p>{t('block.noneLead')}</p>
        </Empty>
      )}
      <ul class="cards">
        {data?.blocks.map((block) => (
          <li key={block.id} class="card message-card">
            <div class="message-card-head">
              <strong>{visitorName(t, block.conversation)}</strong>
              {block.by_address && <Badge tone="warn">{t('block.addressToo')}</Badge>}
              <time>{t('block.until', { time: t.moment(block.until) })}</time>
            </div>
            <p class="message-card-text">{block.reason}</p>
            <div class="card-actions">
              <small>{t('block.by', { name: block.by, time: t.moment(block.at) })}</small>
              <a href={to('inbox', 'all', block.conversation)}>{t('messages.conversation')}</a>
              <Button size="s" busy={busy === block.id} onClick={() => void lift(block.id)}>
                {t('block.lift')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Page>
  );
}
