// What the bot decided for one question: the decision, what the visitor sees, and why.

import type { VNode } from 'preact';
import { Answer } from '../../shared/components/Answer';
import { Badge } from '../../shared/components/Banner';
import { Confidence } from '../parts/Confidence';
import { WhyPanel } from '../parts/WhyPanel';
import { useT, word, type T } from '../texts';
import type { Trial } from './types';

export function againstName(t: T, trial: Trial): string {
  if (trial.against === 'drafts') return t('trial.drafts');
  return trial.against === 'live' ? t('trial.live') : t('publish.liveNumber', { number: Number(trial.against) });
}

/** One line: what was decided, how sure, which entry. */
export function TrialLine({ trial }: { trial: Trial }): VNode {
  const t = useT();
  return (
    <p class="try-head">
      <span class={`decision ${trial.decision}`}>{word(t, 'decision', trial.decision)}</span>
      <Confidence share={trial.confidence} />
      {trial.question && <strong>{trial.question}</strong>}
      {trial.group && <Badge>{trial.group}</Badge>}
    </p>
  );
}

export function TrialResult({ trial }: { trial: Trial }): VNode {
  const t = useT();
  return (
    <div class="try-result trial-result" role="status">
      <TrialLine trial={trial} />
      <p class="trial-facts">
        {againstName(t, trial)} · {t('trial.needs', { share: t.percent(trial.answer_from) })} ·{' '}
        {t('trial.took', { time: Math.max(0.01, Math.round(trial.micros / 10) / 100) })}
      </p>
      {trial.answer && (
        <>
          <h3>{t('try.visitorSees')}</h3>
          <div class="bubble preview-bubble">
            <Answer html={trial.html} />
          </div>
        </>
      )}
      <WhyPanel why={trial.why} entry={trial.entry} reason={trial.reason} withoutRunners />
    </div>
  );
}
