// Which of the visitors' past questions the rule would decide otherwise.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { refresh } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT, word } from '../texts';
import { bodyOf, type Draft } from './model';

interface Outcome {
  decision: string;
  entry: string | null;
  question: string | null;
  reason: string | null;
}

interface EffectAnswer {
  questions: number;
  days: number;
  changed: number;
  changes: { text: string; conversation: string; at: number; before: Outcome; after: Outcome }[];
}

function OutcomeView({ outcome }: { outcome: Outcome }): VNode {
  const t = useT();
  return (
    <span class={`decision ${outcome.decision}`}>
      {word(t, 'decision', outcome.decision)}
      {outcome.entry && ` · ${outcome.question ?? outcome.entry}`}
    </span>
  );
}

export function Effect({ draft, id }: { draft: Draft; id: string | null }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [answer, setAnswer] = useState<EffectAnswer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  const look = async () => {
    setBusy(true);
    try {
      const body = { ...bodyOf(draft), name: draft.name.trim() || t('rule.untitled'), days: 30, ...(id ? { id } : {}) };
      setAnswer(await api.post<EffectAnswer>('/v1/rules/effect', body));
      setError(null);
    } catch (problem) {
      setAnswer(null);
      setError(problem);
    }
    setBusy(false);
  };

  return (
    <section class="rule-part">
      <h3>{t('rule.effect')}</h3>
      <p class="field-hint">{t('rule.effectHint')}</p>
      <Button icon={refresh} busy={isBusy} onClick={() => void look()}>
        {t('rule.effectLook')}
      </Button>
      {error !== null && <ErrorNotice error={error} />}
      {answer && (
        <div role="status">
          <p>{t('rule.effectFound', { changed: answer.changed, questions: answer.questions, days: answer.days })}</p>
          <ul class="rule-changes">
            {answer.changes.map((change) => (
              <li key={`${change.conversation} ${change.at}`}>
                <q>{change.text}</q>
                <span class="rule-outcomes">
                  <OutcomeView outcome={change.before} />
                  <span aria-label={t('rule.becomes')}>→</span>
                  <OutcomeView outcome={change.after} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
