// The answers on offer above the reply field; one key or a click puts one into it.

import type { VNode } from 'preact';
import { useT, withoutMarks } from '../texts';
import type { Offer } from './types';

export function OfferBar({ answers, onTake }: { answers: readonly Offer[]; onTake: (offer: Offer) => void }): VNode | null {
  const t = useT();
  if (answers.length === 0) return null;
  return (
    <ol class="offers" aria-label={t('offers.label')}>
      {answers.map((offer, at) => (
        <li key={offer.entry}>
          <button type="button" class="offer" title={`Ctrl+${at + 1}: ${withoutMarks(offer.answer)}`} onClick={() => onTake(offer)}>
            <kbd class="wide-only" aria-hidden="true">{at + 1}</kbd>
            <span class="offer-question">{offer.question}</span>
            <span class="offer-sure">
              <span class="unseen">{t('offers.sure')} </span>
              {t.percent(offer.confidence)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
