// What the drafts, with these words, would decide otherwise than what is live.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { refresh } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT, word } from '../texts';

interface Answer {
  changed: number;
  before: { questions: number };
  changes: { conversation: string; seq: number; text: string; before: string; before_entry: string | null; before_question: string | null; after: string; after_entry: string | null; after_question: string | null }[];
}

const DAYS = 30;

export function WordsEffect(): VNode {
  const t = useT();
  const { api } = useDesk();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const outcome = (decision: string, question: string | null) => (
    <span class={`decision ${decision}`}>
      {word(t, 'decision', decision)}
      {question && ` · ${question}`}
    </span>
  );

  const look = async () => {
    setBusy(true);
    try {
      setAnswer(await api.post<Answer>('/v1/what-if', { against: 'drafts', days: DAYS }));
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };

  return (
    <section class="card">
      <h2>{t('rule.effect')}</h2>
      <p class="lead">{t('words.effectLead')}</p>
      <div>
        <Button icon={refresh} busy={isBusy} onClick={() => void look()}>
          {t('rule.effectLook')}
        </Button>
      </div>
      {error !== null && <ErrorNotice error={error} />}
      {answer && (
        <div role="status">
          <p>{t('rule.effectFound', { changed: answer.changed, questions: answer.before.questions, days: DAYS })}</p>
          <ul class="rule-changes">
            {answer.changes.map((change) => (
              <li key={`${change.conversation} ${change.seq}`}>
                <q>{change.text}</q>
                <span class="rule-outcomes">
                  {outcome(change.before, change.before_question ?? change.before_entry)}
                  <span aria-label={t('rule.becomes')}>→</span>
                  {outcome(change.after, change.after_question ?? change.after_entry)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
