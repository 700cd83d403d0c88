// Reading the curve of a trial: what each threshold would mean.

import type { WhatIf } from './types';

/** The lowest threshold from which on no more than this share of the answers is wrong; 1 when there is none. */
export function acceptingFrom(curve: WhatIf['curve'], accepted: number): number {
  const isGood = ({ answered, wrong }: WhatIf['curve'][number]) => wrong <= accepted * answered;
  let step = curve.length;
  for (let point = curve[step - 1]; point && isGood(point); point = curve[step - 1]) step -= 1;
  return Math.min(step, curve.length - 1) / Math.max(1, curve.length - 1);
}
