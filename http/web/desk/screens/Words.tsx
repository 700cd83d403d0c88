// Words that mean the same in this base, and words that say nothing in it.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button, IconButton } from '../../shared/components/Button';
import { check, plus, trash } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { Chips } from '../rules/Chips';
import '../rules/rules.css';
import { useRemoval } from '../removal';
import { to } from '../router';
import { WordsEffect } from '../rules/WordsEffect';
import { useT } from '../texts';
import { toast } from '../toasts';

interface WordGroup {
  id: string;
  words: string[];
  version: number;
}

interface RowProps {
  group: WordGroup;
  /** Of the version that the words were changed from: a colleague's newer one isn't overwritten. */
  onSave: (words: string[], version: number) => void;
  onRemove: () => void;
}

function SynonymRow({ group, onSave, onRemove }: RowProps): VNode {
  const t = useT();
  const [base, setBase] = useState(group);
  const [words, setWords] = useState(group.words);
  const isChanged = words.join('\n') !== base.words.join('\n');
  const isSaved = words.join('\n') === group.words.join('\n');
  useEffect(() => {
    if (isChanged && !isSaved) return;
    setBase(group);
    setWords(group.words);
  }, [group, isChanged, isSaved]);
  return (
    <li class="words-row">
      <Chips label={t('words.same')} values={words} onChange={setWords} />
      {isChanged && (
        <Button look="primary" icon={check} disabled={words.length < 2} onClick={() => onSave(words, base.version)}>
          {t('app.save')}
        </Button>
      )}
      <IconButton icon={trash} label={t('words.remove', { word: group.words[0] ?? '' })} onClick={onRemove} />
    </li>
  );
}

interface ActProps {
  act: (change: () => Promise<unknown>) => Promise<boolean>;
}

function Synonyms({ act }: ActProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const { data, error, isLoading, again } = useFetched<{ groups: WordGroup[] }>('/v1/synonyms', 'knowledge');
  const [fresh, setFresh] = useState<string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const remove = useRemoval(again);
  const add = async () => {
    setBusy(true);
    if (await act(() => api.post('/v1/synonyms', { words: fresh }))) setFresh((now) => now.filter((word) => !fresh.includes(word)));
    setBusy(false);
    again();
  };
  const change = async (made: () => Promise<unknown>) => {
    await act(made);
    again();
  };
  return (
    <section class="card">
      <h2>{t('words.synonyms')}</h2>
      <p class="lead">{t('words.synonymsLead')}</p>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      <ul class="words-list">
        {data?.groups.map((group) => (
          <SynonymRow
            key={group.id}
            group={group}
            onSave={(words, version) => void change(() => api.put(`/v1/synonyms/${group.id}`, { words, version }))}
            onRemove={() =>
              void remove({
                path: `/v1/synonyms/${group.id}?version=${group.version}`,
                done: t('words.removed'),
                text: group.words.join(', '),
                anew: { path: '/v1/synonyms', body: { words: group.words } },
              })
            }
          />
        ))}
      </ul>
      <div class="words-row">
        <Chips label={t('words.newSynonyms')} placeholder={t('words.synonymsPlaceholder')} values={fresh} onChange={setFresh} />
        <Button icon={plus} busy={isBusy} disabled={fresh.length < 2} onClick={() => void add()}>
          {t('words.add')}
        </Button>
      </div>
    </section>
  );
}

function StopWords({ act }: ActProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const { data, error, isLoading, again } = useFetched<{ groups: WordGroup[] }>('/v1/stop-words', 'knowledge');
  const groups = data?.groups ?? [];
  const words = groups.map((group) => group.words[0] ?? '');

  const change = async (next: string[]) => {
    const gone = groups.filter((group) => !next.includes(group.words[0] ?? ''));
    const fresh = next.filter((word) => !words.includes(word));
    for (const group of gone) await act(() => api.delete(`/v1/stop-words/${group.id}?version=${group.version}`));
    for (const word of fresh) await act(() => api.post('/v1/stop-words', { words: [word] }));
    again();
  };

  return (
    <section class="card">
      <h2>{t('words.stop')}</h2>
      <p class="lead">{t('words.stopLead')}</p>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && <Chips label={t('words.stopList')} placeholder={t('words.stopPlaceholder')} values={words} onChange={(next) => void change(next)} />}
    </section>
  );
}

export function Words(): VNode {
  const t = useT();
  const act = async (change: () => Promise<unknown>) => {
    try {
      await change();
      toast('good', t('words.saved'));
      return true;
    } catch (problem) {
      toast('bad', errorText(t, problem));
      return false;
    }
  };
  return (
    <Page
      title={t('words.title')}
      lead={t('words.lead')}
      actions={
        <a class="button secondary m" href={to('console')}>
          {t('words.try')}
        </a>
      }
    >
      <Synonyms act={act} />
      <StopWords act={act} />
      <WordsEffect />
    </Page>
  );
}
