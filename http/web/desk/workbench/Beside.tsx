// Beside a cluster: the nearest entries with their scores, and what agents answered.

import type { VNode } from 'preact';
import { Button } from '../../shared/components/Button';
import { plus } from '../../shared/components/icons';
import { Confidence } from '../parts/Confidence';
import { to } from '../router';
import { useT, withoutMarks, word } from '../texts';
import type { AgentAnswer, NearEntry } from './types';

export interface NearestProps {
  entries: readonly NearEntry[];
  canAdd: boolean;
  onAdd: (entry: string) => void;
}

export function Nearest({ entries, canAdd, onAdd }: NearestProps): VNode {
  const t = useT();
  return (
    <section>
      <h3 class="pane-title">{t('workbench.nearest')}</h3>
      {entries.length === 0 && <p class="hint">{t('workbench.noNearest')}</p>}
      <ul class="near-list">
        {entries.map((one) => (
          <li key={one.external_id} class="near-entry">
            <div>
              {one.id ? <a href={to('knowledge', 'entry', one.id)}>{one.question}</a> : <strong>{one.question}</strong>}
              <p class="near-answer">{withoutMarks(one.answer)}</p>
            </div>
            <Confidence share={one.confidence} />
            {one.id && canAdd && (
              <Button size="s" icon={plus} onClick={() => onAdd(one.id!)}>
                {t('workbench.addHere')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Answers({ answers }: { answers: readonly AgentAnswer[] }): VNode | null {
  const t = useT();
  if (answers.length === 0) return null;
  return (
    <section>
      <h3 class="pane-title">{t('workbench.agentAnswers')}</h3>
      <ul class="answer-list">
        {answers.map((one) => (
          <li key={`${one.conversation}-${one.seq}`} class="agent-answer">
            <p class="agent-question">{one.question}</p>
            <p>{one.answer}</p>
            <p class="hint">
              {t.ago(one.at)}
              {one.rating && <> · {word(t, 'rating', one.rating)}</>} · <a href={to('inbox', 'all', one.conversation)}>{t('workbench.openConversation')}</a>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
