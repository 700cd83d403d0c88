// What each threshold would mean, as two lines: the share answered and the share answered wrong.

import type { VNode } from 'preact';
import { useT } from '../texts';
import type { WhatIf } from './types';

const WIDE = 600;
const HIGH = 180;

const lineOf = (shares: readonly number[]) => shares.map((share, at) => `${(at / (shares.length - 1)) * WIDE},${HIGH - share * HIGH}`).join(' ');

export function Curve({ curve, at }: { curve: WhatIf['curve']; at: number }): VNode {
  const t = useT();
  const point = curve[Math.round(Math.min(1, Math.max(0, at)) * (curve.length - 1))];
  const label = point ? t('whatif.curveLabel', { at: t.percent(at), answered: t.percent(point.answered), wrong: t.percent(point.wrong) }) : '';
  return (
    <figure class="curve">
      <svg viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label} preserveAspectRatio="none">
        {[0.25, 0.5, 0.75].map((share) => (
          <line key={share} class="curve-grid" x1="0" x2={WIDE} y1={HIGH - share * HIGH} y2={HIGH - share * HIGH} />
        ))}
        <polyline class="curve-answered" points={lineOf(curve.map((one) => one.answered))} />
        <polyline class="curve-wrong" points={lineOf(curve.map((one) => one.wrong))} />
        <line class="curve-at" x1={at * WIDE} x2={at * WIDE} y1="0" y2={HIGH} />
      </svg>
      <p class="curve-axis" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((sure) => (
          <span key={sure}>{t.percent(sure)}</span>
        ))}
      </p>
      <figcaption>
        <span>{t('publishing.field.answer_from')} →</span>
        <span class="curve-key answered">{t('whatif.answered')}</span>
        <span class="curve-key wrong">{t('whatif.wrong')}</span>
        <span>{label}</span>
      </figcaption>
    </figure>
  );
}
