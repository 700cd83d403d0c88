// What the bot could not answer, for editors to turn into knowledge.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { check, close, plus, search } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { queryOf, useFetched } from '../fetched';
import { EntryPicker } from '../knowledge/EntryPicker';
import { Confidence } from '../parts/Confidence';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { Tabs } from '../parts/Tabs';
import { go, to, usePlace } from '../router';
import { languageName, useT, word } from '../texts';
import { toast } from '../toasts';
import type { Unmatched, UnmatchedPage, UnmatchedState } from '../types';

const states: readonly UnmatchedState[] = ['open', 'added', 'ignored'];
const stateWords = { open: 'unmatched.open', added: 'unmatched.stateAdded', ignored: 'unmatched.stateIgnored' } as const;
const PAGE = 50;
const MOST = 200;

function Nearest({ one }: { one: Unmatched }): VNode {
  const t = useT();
  if (!one.nearest) return <p class="nearest none">{t('unmatched.noNearest')}</p>;
  const shown = one.nearest_question ?? one.nearest;
  return (
    <p class="nearest">
      <span>{t('unmatched.nearest')}</span>
      {one.nearest_id ? <a href={to('knowledge', 'entry', one.nearest_id)}>{shown}</a> : <span>{shown}</span>}
      <Confidence share={one.nearest_confidence ?? 0} />
    </p>
  );
}

interface CardProps {
  one: Unmatched;
  onAdd: (entry: string) => void;
  onPick: () => void;
  onIgnore: () => void;
  isBusy: boolean;
}

function Actions({ one, onAdd, onPick, onIgnore, isBusy }: CardProps): VNode {
  const t = useT();
  const nearest = one.nearest_id;
  const newEntry = `${to('knowledge', 'new')}${queryOf({ unmatched: one.id, question: one.text, language: one.language })}`;
  return (
    <div class="unmatched-actions">
      {nearest && (
        <Button size="s" icon={check} busy={isBusy} onClick={() => onAdd(nearest)}>
          {t('unmatched.addToNearest')}
        </Button>
      )}
      <Button size="s" icon={search} disabled={isBusy} onClick={onPick}>
        {t('unmatched.addTo')}
      </Button>
      <Button size="s" icon={plus} disabled={isBusy} onClick={() => go(newEntry)}>
        {t('unmatched.newEntry')}
      </Button>
      <Button size="s" look="quiet" icon={close} disabled={isBusy} onClick={onIgnore}>
        {t('unmatched.ignore')}
      </Button>
    </div>
  );
}

function Card(props: CardProps): VNode {
  const t = useT();
  const { one } = props;
  const mayRead = useStore(useDesk().me, (me) => may(me, 'conversations'));
  return (
    <li class="card unmatched-card">
      <div class="unmatched-count" title={t('unmatched.asked', { count: one.asked })}>
        <strong>{t.number(one.asked)}</strong>
        <span class="unseen">{t('unmatched.asked', { count: one.asked })}</span>
        <small aria-hidden="true">×</small>
      </div>
      <div class="unmatched-body">
        <h2>{one.text}</h2>
        <p class="unmatched-facts">
          <Badge>{languageName(t, one.language)}</Badge>
          <Badge tone={one.reason === 'not-helpful' ? 'bad' : 'neutral'}>{word(t, 'reason', one.reason)}</Badge>
          <span>{t('unmatched.last', { when: t.ago(one.last_at) })}</span>
          {one.conversation && mayRead && <a href={to('inbox', 'all', one.conversation)}>{t('messages.conversation')}</a>}
        </p>
        {one.state === 'added' && one.entry ? (
          <p class="nearest">
            <a href={to('knowledge', 'entry', one.entry)}>{t('try.openEntry')}</a>
          </p>
        ) : (
          <Nearest one={one} />
        )}
      </div>
      {one.state === 'open' && <Actions {...props} />}
    </li>
  );
}

export function UnmatchedQuestions(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { parts } = usePlace();
  const state = states.find((one) => one === parts[0]) ?? 'open';
  const [limit, setLimit] = useState(PAGE);
  const { data, error, isLoading, again } = useFetched<UnmatchedPage>(`/v1/unmatched?state=${state}&limit=${limit}`, 'knowledge');
  const [picking, setPicking] = useState<Unmatched | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const list = data?.unmatched.filter((one) => one.state === state) ?? [];

  const resolve = async (one: Unmatched, act: 'add' | 'ignore', entry?: string) => {
    setBusy(one.id);
    setPicking(null);
    try {
      await api.post(`/v1/unmatched/${one.id}/${act}`, entry ? { entry } : {});
      toast('good', t(act === 'add' ? 'unmatched.added' : 'unmatched.ignored'), { text: one.text });
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    setBusy(null);
    again();
  };

  return (
    <Page title={t('unmatched.title')} lead={t('unmatched.lead')}>
      <Tabs
        label={t('unmatched.states')}
        current={state}
        tabs={states.map((one) => ({
          id: one,
          label: t(stateWords[one]),
          href: to('unmatched', one),
          ...(one === state && data ? { count: data.total } : {}),
        }))}
      />
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && list.length === 0 && (
        <Empty icon={check} title={t('unmatched.empty')}>
          <p>{t('unmatched.emptyLead')}</p>
        </Empty>
      )}
      <ul class="cards">
        {list.map((one) => (
          <Card
            key={one.id}
            one={one}
            isBusy={busy === one.id}
            onAdd={(entry) => void resolve(one, 'add', entry)}
            onPick={() => setPicking(one)}
            onIgnore={() => void resolve(one, 'ignore')}
          />
        ))}
      </ul>
      {data && data.total > list.length && limit < MOST && (
        <Button look="quiet" class="more" onClick={() => setLimit(Math.min(MOST, limit + PAGE))}>
          {t('app.more')}
        </Button>
      )}
      {picking && (
        <EntryPicker
          title={t('unmatched.pickTitle')}
          lead={t('unmatched.pickLead')}
          about={picking.text}
          onPick={(entry) => void resolve(picking, 'add', entry.id)}
          onClose={() => setPicking(null)}
        />
      )}
    </Page>
  );
}
