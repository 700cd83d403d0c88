// The rule tried on sample messages while it is being written: what it finds, or why it is refused.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { TextArea } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { ErrorNotice } from '../parts/ErrorNotice';
import { useT } from '../texts';
import type { Draft } from './model';

interface Sample {
  text: string;
  matches: boolean;
  matched: string | null;
  took_too_long: boolean;
  micros: number;
}

interface Outcome {
  samples: Sample[];
  error: unknown;
}

const TYPING_PAUSE = 250;
const SAMPLES_MOST = 50;

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, SAMPLES_MOST);

const isReady = (draft: Draft) =>
  draft.kind === 'words' ? draft.words.any.length + draft.words.all.length > 0 : draft.kind === 'pattern' && draft.pattern.trim() !== '';

/** The sample with what was matched marked, where it stands in it letter for letter. */
function Marked({ sample }: { sample: Sample }): VNode {
  const at = sample.matched ? sample.text.toLowerCase().indexOf(sample.matched) : -1;
  if (at < 0 || !sample.matched) return <span>{sample.text}</span>;
  const end = at + sample.matched.length;
  return (
    <span>
      {sample.text.slice(0, at)}
      <mark>{sample.text.slice(at, end)}</mark>
      {sample.text.slice(end)}
    </span>
  );
}

export function LiveTest({ draft }: { draft: Draft }): VNode | null {
  const t = useT();
  const { api } = useDesk();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const body = JSON.stringify(
    draft.kind === 'words' ? { kind: draft.kind, words: draft.words, texts: linesOf(text) } : { kind: draft.kind, pattern: draft.pattern, texts: linesOf(text) },
  );
  const ready = isReady(draft);

  useEffect(() => {
    if (!ready) {
      setOutcome(null);
      return undefined;
    }
    let isLatest = true;
    const timer = setTimeout(() => {
      api
        .post<{ samples: Sample[] }>('/v1/rules/test', JSON.parse(body))
        .then((answer) => isLatest && setOutcome({ samples: answer.samples, error: null }))
        .catch((error: unknown) => isLatest && setOutcome({ samples: [], error }));
    }, TYPING_PAUSE);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [api, body, ready]);

  if (draft.kind === 'always') return null;
  return (
    <section class="rule-part">
      <h3>{t('rule.test')}</h3>
      <TextArea label={t('rule.samples')} hint={t('rule.samplesHint')} rows={3} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <div aria-live="polite">
        {outcome?.error != null && <ErrorNotice error={outcome.error} />}
        {outcome && outcome.error === null && (
          <ul class="rule-samples">
            {outcome.samples.map((sample, index) => (
              <li key={index}>
                <Badge tone={sample.matches ? 'good' : 'neutral'}>{t(sample.matches ? 'rule.matches' : 'rule.matchesNot')}</Badge>
                <Marked sample={sample} />
                <small>{sample.took_too_long ? t('rule.tooLong') : t('rule.micros', { count: sample.micros })}</small>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
