// Entries that agents' answers suggest: accepted, mended or rejected with one click.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Badge, type Tone } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { Empty } from '../../shared/components/Empty';
import { TextArea, TextInput } from '../../shared/components/Field';
import { check, close, edit } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice, errorText } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { Tabs } from '../parts/Tabs';
import { Waits } from '../parts/Waits';
import { to, usePlace } from '../router';
import { languageName, useT } from '../texts';
import { toast } from '../toasts';
import { Answers } from './Beside';
import type { Suggestion, SuggestionDetail, SuggestionPage, SuggestionState } from './types';
import './workbench.css';

const states: readonly SuggestionState[] = ['open', 'accepted', 'rejected'];
const tones: Record<Suggestion['kind'], Tone> = { new: 'good', variant: 'info', outdated: 'warn' };

interface CardProps {
  one: Suggestion;
  isBusy: boolean;
  onDecide: (what: 'accept' | 'reject' | 'reopen', wording?: { question: string; answer: string }) => void;
}

function Sources({ id }: { id: string }): VNode {
  const { data, error, again } = useFetched<SuggestionDetail>(`/v1/suggestions/${id}`, 'workbench');
  return data ? <Answers answers={data.sources} /> : <Waits error={error} again={again} />;
}

function Evidence({ one }: { one: Suggestion }): VNode {
  const t = useT();
  return (
    <p class="suggestion-facts">
      <Badge tone={tones[one.kind]}>{t(`suggestion.kind.${one.kind}`)}</Badge>
      {one.language && <Badge>{languageName(t, one.language)}</Badge>}
      <span>{t('suggestion.conversations', { count: one.conversations })}</span>
      {one.conversations > 1 && <span>{t('suggestion.alike', { share: t.percent(one.alike) })}</span>}
      {one.ratings > 0 && <span>{t('suggestion.rating', { mean: t.number(Math.round(one.rating * 10) / 10), count: one.ratings })}</span>}
    </p>
  );
}

function EditDialog({ one, onClose, onDecide }: { one: Suggestion; onClose: () => void; onDecide: CardProps['onDecide'] }): VNode {
  const t = useT();
  const [question, setQuestion] = useState(one.question);
  const [answer, setAnswer] = useState(one.answer);
  const isReady = question.trim() !== '' && answer.trim() !== '';
  return (
    <Dialog
      title={t('suggestion.editTitle')}
      size="l"
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <Button look="primary" disabled={!isReady} onClick={() => onDecide('accept', { question, answer })}>
          {t('suggestion.accept')}
        </Button>
      }
    >
      <div class="form">
        <TextInput label={t('workbench.entryQuestion')} value={question} onInput={(event) => setQuestion(event.currentTarget.value)} />
        <TextArea label={t('workbench.entryAnswer')} rows={7} autofocus value={answer} onInput={(event) => setAnswer(event.currentTarget.value)} />
      </div>
    </Dialog>
  );
}

function Card({ one, isBusy, onDecide }: CardProps): VNode {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  const [isEditing, setEditing] = useState(false);
  return (
    <li class="card suggestion">
      <Evidence one={one} />
      <h2>{one.question}</h2>
      <div class={one.kind === 'outdated' ? 'suggestion-both' : ''}>
        {one.kind === 'outdated' && one.entry_answer && (
          <div>
            <h3>{t('suggestion.entrySays')}</h3>
            <p class="suggestion-answer">{one.entry_answer}</p>
          </div>
        )}
        <div>
          {one.kind === 'outdated' && <h3>{t('suggestion.agentSays')}</h3>}
          <p class="suggestion-answer">{one.answer}</p>
        </div>
      </div>
      {one.entry_id && (
        <p class="suggestion-entry">
          {t(`suggestion.entry.${one.kind}`)} <a href={to('knowledge', 'entry', one.entry_id)}>{one.entry_question}</a>
        </p>
      )}
      <div class="card-actions">
        {one.state === 'open' && (
          <>
            <Button look="primary" size="s" icon={check} busy={isBusy} onClick={() => onDecide('accept')}>
              {t('suggestion.accept')}
            </Button>
            <Button size="s" icon={edit} disabled={isBusy} onClick={() => setEditing(true)}>
              {t('suggestion.edit')}
            </Button>
            <Button size="s" look="quiet" icon={close} disabled={isBusy} onClick={() => onDecide('reject')}>
              {t('suggestion.reject')}
            </Button>
          </>
        )}
        {one.state === 'rejected' && (
          <Button size="s" disabled={isBusy} onClick={() => onDecide('reopen')}>
            {t('suggestion.reopen')}
          </Button>
        )}
        <Button size="s" look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('suggestion.evidence')}
        </Button>
      </div>
      {isOpen && <Sources id={one.id} />}
      {isEditing && (
        <EditDialog
          one={one}
          onClose={() => setEditing(false)}
          onDecide={(what, wording) => {
            setEditing(false);
            onDecide(what, wording);
          }}
        />
      )}
    </li>
  );
}

export function Suggestions(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { parts } = usePlace();
  const state = states.find((one) => one === parts[0]) ?? 'open';
  const { data, error, isLoading, again } = useFetched<SuggestionPage>(`/v1/suggestions?state=${state}&limit=100`, 'workbench');
  const [busy, setBusy] = useState<string | null>(null);
  const list = data?.suggestions.filter((one) => one.state === state) ?? [];

  const decide = async (one: Suggestion, what: 'accept' | 'reject' | 'reopen', wording?: { question: string; answer: string }) => {
    setBusy(one.id);
    try {
      await api.post(`/v1/suggestions/${one.id}/${what}`, wording ?? {});
      const undo = what === 'reject' ? { action: { label: t('app.undo'), run: () => void decide(one, 'reopen') } } : {};
      toast('good', t(`suggestion.done.${what}`), { text: one.question, ...undo });
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    setBusy(null);
    again();
  };

  return (
    <Page title={t('suggestion.title')} lead={t('suggestion.lead')}>
      <Tabs label={t('workbench.states')} current={state} tabs={states.map((one) => ({ id: one, label: t(`suggestion.state.${one}`), href: to('suggestions', one) }))} />
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data && list.length === 0 && (
        <Empty icon={check} title={t('suggestion.empty')}>
          <p>{t('suggestion.emptyLead')}</p>
        </Empty>
      )}
      <ul class="cards">
        {list.map((one) => (
          <Card key={one.id} one={one} isBusy={busy === one.id} onDecide={(what, wording) => void decide(one, what, wording)} />
        ))}
      </ul>
    </Page>
  );
}
