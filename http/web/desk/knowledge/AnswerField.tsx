// The answer: Markdown on one side, what the visitor will see on the other, by the same renderer
// that the widget uses.

import type { VNode } from 'preact';
import { TextArea } from '../../shared/components/Field';
import { Markdown } from '../../shared/markdown';
import { useT } from '../texts';

export interface AnswerFieldProps {
  value: string;
  error: string | null;
  onInput: (text: string) => void;
}

export function AnswerField({ value, error, onInput }: AnswerFieldProps): VNode {
  const t = useT();
  return (
    <div class="answer-field">
      <TextArea
        label={t('entry.answer')}
        hint={t('entry.answerHint')}
        error={error}
        rows={10}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <section class="answer-preview" aria-label={t('entry.preview')}>
        <h2>{t('entry.preview')}</h2>
        <div class="bubble preview-bubble">
          {value.trim() ? <Markdown text={value} images /> : <p class="preview-empty">{t('entry.previewEmpty')}</p>}
        </div>
      </section>
    </div>
  );
}
