// What in the base wants mending: a worklist, each line with the one action that mends it.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge, type Tone } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { check, refresh } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { EntryLink } from '../parts/WhyPanel';
import { go } from '../router';
import { useT, word, type T } from '../texts';
import { toast } from '../toasts';
import '../styles/trial.css';
import { mendings } from './mendings';
import { useHealth } from './useHealth';
import type { HealthItem } from './types';

const tones: Record<HealthItem['kind'], Tone> = {
  conflict: 'bad',
  duplicate: 'warn',
  misleading: 'warn',
  worsened: 'bad',
  unhelpful: 'warn',
  expiring: 'warn',
  unmatched: 'info',
  unused: 'neutral',
};

/** Why it is on the list, in one sentence. */
function reason(t: T, item: HealthItem): string {
  const when = (time: number) => new Intl.DateTimeFormat(t.language, { dateStyle: 'medium' }).format(time);
  switch (item.kind) {
    case 'conflict':
      return t('health.conflictWhy', { text: item.text ?? '' });
    case 'duplicate':
      return t('health.duplicateWhy', { share: t.percent(item.share), text: item.text ?? '' });
    case 'misleading':
      return t('health.misleadingWhy', { text: item.text ?? '' });
    case 'worsened':
      return t('health.worsenedWhy', { when: when(item.at), before: t.percent(item.share_before), after: t.percent(item.share), count: item.count });
    case 'unhelpful':
      return t('health.unhelpfulWhy', { share: t.percent(item.share), count: item.count });
    case 'expiring':
      return t('health.expiringWhy', { when: when(item.at) });
    case 'unmatched':
      return t('health.unmatchedWhy', { questions: item.count_before, count: item.count });
    case 'unused':
      return t('health.unusedWhy', { when: when(item.at) });
  }
}

function Line({ item, onMended }: { item: HealthItem; onMended: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [isBusy, setBusy] = useState(false);
  const [isSure, setSure] = useState(false);
  const mending = mendings[item.action];

  const mend = async () => {
    if (mending.opens) {
      go(mending.opens(item));
      return;
    }
    if (mending.asks && !isSure) {
      setSure(true);
      return;
    }
    setBusy(true);
    try {
      await mending.run?.(api, item);
      toast('good', t('health.mended'));
      onMended();
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    setBusy(false);
  };

  return (
    <li class="health-line">
      <div>
        <p class="health-head">
          <Badge tone={tones[item.kind]}>{t(`health.kind.${item.kind}`)}</Badge>
          {item.entry ? <EntryLink entry={item.entry}>{item.question ?? item.entry}</EntryLink> : <strong>{item.category || t('health.noCategory')}</strong>}
          {item.other && (
            <>
              <span aria-hidden="true">{item.kind === 'misleading' ? '→' : '↔'}</span>
              <EntryLink entry={item.other}>{item.other_question ?? item.other}</EntryLink>
            </>
          )}
        </p>
        <p class="health-why">{reason(t, item)}</p>
      </div>
      <Button size="s" look={isSure ? 'primary' : 'secondary'} busy={isBusy} onClick={() => void mend()}>
        {isSure ? word(t, 'health.sure', item.action) : t(`health.action.${item.action}`)}
      </Button>
    </li>
  );
}

export function Health(): VNode {
  const t = useT();
  const { data, error, isLoading, again, drop } = useHealth();
  return (
    <Page
      title={t('health.title')}
      lead={t('health.lead')}
      actions={
        <Button icon={refresh} busy={isLoading} onClick={again}>
          {t('health.again')}
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && data.items.length === 0 && (
        <Empty icon={check} title={t('health.empty')}>
          <p>{t('health.emptyLead')}</p>
        </Empty>
      )}
      {data && (
        <p class="hint">
          {t('health.basis', { questions: t.number(data.questions), days: data.days })}
          {data.share < 1 && ` · ${t('health.sampled', { share: t.percent(data.share) })}`}
        </p>
      )}
      {data && data.items.length > 0 && (
        <ul class="card health-list">
          {data.items.map((item) => (
            <Line key={`${item.kind}/${item.entry}/${item.other}/${item.text}/${item.category}`} item={item} onMended={() => drop(item)} />
          ))}
        </ul>
      )}
    </Page>
  );
}
