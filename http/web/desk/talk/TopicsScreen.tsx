// What conversations can be about, for wrapping them up.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { TextInput } from '../../shared/components/Field';
import { plus, tag } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { restOf } from '../parts/sent';
import { useT } from '../texts';
import type { Topic } from './types';

interface LineProps {
  topic: Topic;
  /** True when it was done; else the reason has been shown. */
  onChange: (part: Partial<Topic>) => Promise<boolean>;
}

function Line({ topic, onChange }: LineProps): VNode {
  const t = useT();
  const [name, setName] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const change = async (part: Partial<Topic>) => {
    setBusy(true);
    const isDone = await onChange(part);
    setBusy(false);
    return isDone;
  };
  const rename = async () => {
    const words = name?.trim() ?? '';
    if (!words || words === topic.name || (await change({ name: words }))) setName(null);
  };
  return (
    <li class="card topic-card">
      {name === null ? (
        <>
          <strong>{topic.name}</strong>
          {!topic.is_active && <Badge>{t('topics.gone')}</Badge>}
          <small>{t('topics.used', { count: topic.used })}</small>
          <Button size="s" look="quiet" onClick={() => setName(topic.name)}>
            {t('topics.rename')}
          </Button>
          <Button size="s" look="quiet" disabled={isBusy} onClick={() => void change({ is_active: !topic.is_active })}>
            {t(topic.is_active ? 'topics.remove' : 'topics.restore')}
          </Button>
        </>
      ) : (
        <form
          class="topic-form"
          onSubmit={(event) => {
            event.preventDefault();
            void rename();
          }}
        >
          <TextInput label={t('topics.name')} maxLength={80} value={name} onInput={(event) => setName(event.currentTarget.value)} autofocus />
          <Button size="s" look="primary" type="submit" busy={isBusy}>
            {t('app.save')}
          </Button>
          <Button size="s" onClick={() => setName(null)}>
            {t('app.cancel')}
          </Button>
        </form>
      )}
    </li>
  );
}

export function TopicsScreen(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { data, error, isLoading, again } = useFetched<{ topics: Topic[] }>('/v1/topics', 'staff');
  const [name, setName] = useState('');
  const [refusal, setRefusal] = useState<unknown>(null);
  const [isAdding, setAdding] = useState(false);
  const run = async (act: () => Promise<unknown>) => {
    setRefusal(null);
    try {
      await act();
      return true;
    } catch (problem) {
      setRefusal(problem);
      return false;
    } finally {
      await again();
    }
  };
  const add = async () => {
    const words = name.trim();
    if (!words) return;
    setAdding(true);
    if (await run(() => api.post('/v1/topics', { name: words }))) setName((now) => restOf(now, words));
    setAdding(false);
  };
  return (
    <Page title={t('topics.title')} lead={t('topics.lead')}>
      <form
        class="topic-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <TextInput label={t('topics.new')} maxLength={80} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        <Button look="primary" icon={plus} type="submit" busy={isAdding} disabled={!name.trim()}>
          {t('topics.add')}
        </Button>
      </form>
      {refusal !== null && <ErrorNotice error={refusal} />}
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data?.topics.length === 0 && (
        <Empty icon={tag} title={t('topics.none')}>
          <p>{t('topics.noneLead')}</p>
        </Empty>
      )}
      <ul class="cards">
        {data?.topics.map((topic) => (
          <Line key={topic.id} topic={topic} onChange={(part) => run(() => api.put(`/v1/topics/${topic.id}`, part))} />
        ))}
      </ul>
    </Page>
  );
}
