// What was to be sent and what became of it, newest first; looked at again while something waits.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { ChoiceRow } from '../../shared/components/Field';
import { queryOf, useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT } from '../texts';
import type { OutboxLine } from './types';

const LOOK_EVERY = 3_000;
const kinds = ['', 'mail', 'push', 'webhook'] as const;
const tones = { waiting: 'warn', sent: 'good', failed: 'bad', dropped: 'neutral' } as const;

function Line({ line }: { line: OutboxLine }): VNode {
  const t = useT();
  const whom = line.kind === 'webhook' ? '' : line.target || line.staff_name || '';
  return (
    <li class="outbox-line">
      <span class="outbox-what">
        <strong>{t(`outbox.cause.${line.cause as 'alert' | 'transcript' | 'sign-in' | 'ticket' | 'test'}`)}</strong>
        <small>
          {t(`outbox.kind.${line.kind}`)}
          {whom && ` · ${whom}`} · {t.date(line.created_at)} {t.time(line.created_at)}
        </small>
        {line.reason && <small class="outbox-reason">{line.reason}</small>}
        {line.state === 'waiting' && line.tries > 0 && <small>{t('outbox.again', { tries: line.tries, when: t.time(line.next_at) })}</small>}
      </span>
      <Badge tone={tones[line.state]}>{t(`outbox.state.${line.state}`)}</Badge>
    </li>
  );
}

export function Outbox(): VNode {
  const t = useT();
  const [kind, setKind] = useState<(typeof kinds)[number]>('');
  const { data, error, again } = useFetched<{ lines: OutboxLine[] }>(`/v1/outbox${queryOf({ kind, limit: 30 })}`, 'staff', kind);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && void again(), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [again]);
  const lines = data?.lines ?? [];
  return (
    <section class="card">
      <h2>{t('outbox.title')}</h2>
      <ChoiceRow label={t('outbox.filter')} value={kind} options={kinds.map((one) => ({ value: one, label: t(`outbox.kind.${one || 'all'}`) }))} onChange={setKind} />
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {data && lines.length === 0 && <p class="field-hint">{t('outbox.empty')}</p>}
      <ul class="outbox">
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ul>
    </section>
  );
}
