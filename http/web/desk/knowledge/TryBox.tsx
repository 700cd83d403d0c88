// Trying a question on the live bot: what it would do, and why.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Answer } from '../../shared/components/Answer';
import { Button } from '../../shared/components/Button';
import { languages, languageNames } from '../../shared/i18n';
import { useDesk } from '../desk';
import { Confidence } from '../parts/Confidence';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Runners, WhyPanel } from '../parts/WhyPanel';
import { useT, word } from '../texts';
import type { TryAnswer } from '../types';

function Result({ result }: { result: TryAnswer }): VNode {
  const t = useT();
  const isClarify = result.decision === 'clarify';
  return (
    <div class="try-result" role="status">
      <p class="try-head">
        <span class={`decision ${result.decision}`}>{word(t, 'decision', result.decision)}</span>
        <Confidence share={result.confidence} />
        {result.question && <strong>{result.question}</strong>}
      </p>
      {result.answer && (
        <>
          <h3>{t('try.visitorSees')}</h3>
          <div class="bubble preview-bubble">
            <Answer html={result.html} />
          </div>
        </>
      )}
      {isClarify && (
        <>
          <h3>{t('why.choices')}</h3>
          <Runners runners={result.alternatives.map((one) => ({ ...one, behind: null, lacks: [] }))} />
        </>
      )}
      <WhyPanel why={result.why} entry={result.entry} reason={result.reason} withoutRunners={isClarify} />
    </div>
  );
}

export function TryBox(): VNode {
  const t = useT();
  const { api } = useDesk();
  const [text, setText] = useState('');
  const [language, setLanguage] = useState<string>(t.language);
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<TryAnswer | null>(null);
  const [error, setError] = useState<unknown>(null);

  const ask = async (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    setBusy(true);
    try {
      setResult(await api.post<TryAnswer>('/v1/try', { text: text.trim(), language }));
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };

  return (
    <section class="card" aria-label={t('try.title')}>
      <h2>{t('try.title')}</h2>
      <p class="lead">{t('try.lead')}</p>
      <form class="try-form" onSubmit={(event) => void ask(event)}>
        <input
          class="control"
          aria-label={t('try.title')}
          placeholder={t('try.placeholder')}
          maxLength={4000}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <select class="control" aria-label={t('try.language')} value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
          {languages.map((one) => (
            <option key={one} value={one}>
              {languageNames[one]}
            </option>
          ))}
        </select>
        <Button look="primary" type="submit" busy={isBusy} disabled={!text.trim()}>
          {t('try.submit')}
        </Button>
      </form>
      {error !== null && <ErrorNotice error={error} />}
      {result && <Result result={result} />}
    </section>
  );
}
