// Golden questions: what must lead to an entry, must not be answered, or must reach a person.  They are
// asked before every publication.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button, IconButton } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { edit, flag, plus, trash } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { may } from '../abilities';
import { useDesk } from '../desk';
import { queryOf, useFetched, useSettled } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { SearchBox } from '../parts/SearchBox';
import { Tabs } from '../parts/Tabs';
import { EntryLink } from '../parts/WhyPanel';
import { useRemoval } from '../removal';
import { go, to, usePlace } from '../router';
import { languageName, useT } from '../texts';
import { toast } from '../toasts';
import '../styles/trial.css';
import { bodyOf, draftOf, GoldenForm, newGolden, type GoldenDraft } from './GoldenForm';
import type { Golden, GoldenPage } from './types';

const PAGE = 50;
const MOST = 200;
const kinds = ['all', 'answer', 'unmatched', 'handoff'] as const;

function Line({ one, onEdit, onRemove }: { one: Golden; onEdit: () => void; onRemove: () => void }): VNode {
  const t = useT();
  const mayRead = useStore(useDesk().me, (me) => may(me, 'conversations'));
  return (
    <li class="golden-line">
      <div>
        <p class="golden-text">{one.text}</p>
        <p class="golden-facts">
          <Badge tone={one.expect === 'answer' ? 'good' : one.expect === 'handoff' ? 'info' : 'neutral'}>{t(`golden.expect.${one.expect}`)}</Badge>
          {one.entry && <EntryLink entry={one.entry}>{one.entry_question ?? one.entry}</EntryLink>}
          {one.entry && one.entry_question === null && <Badge tone="bad">{t('golden.entryGone')}</Badge>}
          {one.language && <span>{languageName(t, one.language)}</span>}
          {one.site && <span>{one.site}</span>}
          {one.conversation && mayRead && <a href={to('inbox', 'all', one.conversation)}>{t('messages.conversation')}</a>}
          <span>{t.ago(one.created_at)}</span>
        </p>
      </div>
      <div class="golden-buttons">
        <IconButton icon={edit} size="s" label={t('golden.change')} onClick={onEdit} />
        <IconButton icon={trash} size="s" label={t('golden.remove')} onClick={onRemove} />
      </div>
    </li>
  );
}

export function GoldenQuestions(): VNode {
  const t = useT();
  const { parts, query: place } = usePlace();
  const kind = kinds.find((one) => one === parts[0]) ?? 'all';
  const entry = place.get('entry');
  const [search, setSearch] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const [draft, setDraft] = useState<GoldenDraft | null>(null);
  const query = useSettled(search.trim());
  const path = `/v1/golden${queryOf({ expect: kind === 'all' ? null : kind, entry, query, limit })}`;
  const { data, error, isLoading, again } = useFetched<GoldenPage>(path, 'knowledge', `${kind} ${entry ?? ''}`);

  const removal = useRemoval(again);
  const remove = (one: Golden) =>
    removal({ path: `/v1/golden/${one.id}`, done: t('golden.removed'), text: one.text, anew: { path: '/v1/golden', body: bodyOf(draftOf(one)) } });

  return (
    <Page
      title={t('golden.title')}
      lead={t('golden.lead')}
      actions={
        <Button look="primary" icon={plus} onClick={() => setDraft({ ...newGolden, entry })}>
          {t('golden.new')}
        </Button>
      }
    >
      <Tabs
        label={t('golden.expect')}
        current={kind}
        tabs={kinds.map((one) => ({
          id: one,
          label: t(one === 'all' ? 'golden.all' : `golden.expect.${one}`),
          href: one === 'all' ? to('golden') : to('golden', one),
          ...(one === kind && data ? { count: data.total } : {}),
        }))}
      />
      <SearchBox label={t('golden.search')} value={search} onInput={setSearch} />
      {entry && (
        <p class="golden-filter">
          {t('golden.ofEntry', { entry })}{' '}
          <button type="button" class="link-button" onClick={() => go(to('golden'))}>
            {t('golden.all')}
          </button>
        </p>
      )}
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && data.golden.length === 0 && (
        <Empty icon={flag} title={t('golden.empty')}>
          <p>{t('golden.emptyLead')}</p>
        </Empty>
      )}
      {data && data.golden.length > 0 && (
        <ul class="card golden-list">
          {data.golden.map((one) => (
            <Line key={one.id} one={one} onEdit={() => setDraft(draftOf(one))} onRemove={() => void remove(one)} />
          ))}
        </ul>
      )}
      {data && data.total > data.golden.length && limit < MOST && (
        <Button look="quiet" class="more" onClick={() => setLimit(Math.min(MOST, limit + PAGE))}>
          {t('app.more')}
        </Button>
      )}
      {data && limit >= MOST && data.total > data.golden.length && <p class="hint">{t('golden.first', { count: data.golden.length })}</p>}
      {draft && (
        <GoldenForm
          start={draft}
          onSaved={() => {
            setDraft(null);
            toast('good', t('golden.saved'));
            again();
          }}
          onClose={() => setDraft(null)}
        />
      )}
    </Page>
  );
}
