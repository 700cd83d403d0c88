// The rating at the end: one click counts, a comment may follow, and both can be changed.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { TextArea } from '../../shared/components/Field';
import { Icon } from '../../shared/components/Icon';
import { faceExcellent, faceFair, faceGood, facePoor } from '../../shared/components/icons';
import type { Rating } from '../../shared/types';
import type { Session, SessionState } from '../session';
import { useT } from '../texts';

const faces: readonly [Rating, string][] = [
  ['excellent', faceExcellent],
  ['good', faceGood],
  ['fair', faceFair],
  ['poor', facePoor],
];

function ratingOf(state: SessionState): { rating: Rating | null; comment: string } {
  const last = [...state.events].reverse().find((event) => event.type === 'rating');
  return { rating: last?.rating ?? state.view?.rating ?? null, comment: last?.comment ?? '' };
}

export default function RatingCard({ session, state, onLater }: { session: Session; state: SessionState; onLater?: () => void }): VNode {
  const t = useT();
  const { rating, comment } = ratingOf(state);
  const [words, setWords] = useState(comment);
  const [isChanging, setChanging] = useState(false);
  const isDone = rating !== null && comment !== '' && !isChanging;

  if (isDone) {
    return (
      <section class="rating done">
        <Icon of={faces.find(([name]) => name === rating)?.[1] ?? faceGood} size={28} />
        <span>{t('rate.thanks')}</span>
        <Button look="quiet" size="s" onClick={() => setChanging(true)}>
          {t('rate.change')}
        </Button>
      </section>
    );
  }
  return (
    <section class="rating" aria-labelledby="rate-title">
      <h2 id="rate-title">{rating ? t('rate.thanks') : t('rate.title')}</h2>
      <div class="faces" role="group" aria-labelledby="rate-title">
        {faces.map(([name, face]) => (
          <button key={name} type="button" class={`face ${name}`} aria-pressed={rating === name} onClick={() => void session.rate(name, words)}>
            <Icon of={face} size={30} />
            {t(`rate.${name}`)}
          </button>
        ))}
      </div>
      {onLater && !rating && (
        <Button look="quiet" size="s" onClick={onLater}>
          {t('rate.later')}
        </Button>
      )}
      {rating && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void session.rate(rating, words).then((done) => done && setChanging(false));
          }}
        >
          <TextArea label={t('rate.comment')} rows={2} maxLength={1000} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
          <Button size="s" type="submit" busy={state.busy === 'rate'} disabled={words.trim() === '' || words.trim() === comment}>
            {t('rate.send')}
          </Button>
        </form>
      )}
    </section>
  );
}
