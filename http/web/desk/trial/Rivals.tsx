// The entries that came near, how far behind, and why they were not chosen.

import type { VNode } from 'preact';
import { Confidence } from '../parts/Confidence';
import { EntryLink } from '../parts/WhyPanel';
import { useT, word } from '../texts';
import type { Rival } from './types';

export interface RivalsProps {
  rivals: readonly Rival[];
  isBusy: boolean;
  onTeach: (rival: Rival) => void;
}

export function Rivals({ rivals, isBusy, onTeach }: RivalsProps): VNode | null {
  const t = useT();
  if (rivals.length === 0) return null;
  return (
    <section class="trial-rivals">
      <h3>{t('trial.rivals')}</h3>
      <ol>
        {rivals.map((one) => (
          <li key={one.entry} class={one.why_not}>
            <div class="trial-rival-head">
              <EntryLink entry={one.entry}>{one.question}</EntryLink>
              <Confidence share={one.confidence} />
            </div>
            <p>
              {word(t, 'trial.why', one.why_not)}
              {one.behind > 0 && <span> · {t('trial.behind', { points: Math.round(one.behind * 100) / 100 })}</span>}
              {one.closest && (
                <span>
                  {' '}
                  · {t('trial.closest', { text: one.closest })}
                </span>
              )}
            </p>
            <button type="button" class="link-button" disabled={isBusy} onClick={() => onTeach(one)}>
              {t('trial.addHere')}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
