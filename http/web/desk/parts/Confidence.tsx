// A confidence as a small bar and a percentage.

import type { VNode } from 'preact';
import { useT } from '../texts';

export function confidenceTone(share: number): 'high' | 'middle' | 'low' {
  if (share >= 0.7) return 'high';
  return share >= 0.3 ? 'middle' : 'low';
}

export function Confidence({ share }: { share: number }): VNode {
  const t = useT();
  const within = Math.min(1, Math.max(0, share));
  return (
    <span class={`confidence ${confidenceTone(within)}`} title={t('why.confidence', { share: t.percent(within) })}>
      <span class="confidence-bar" aria-hidden="true">
        <span style={{ width: `${Math.round(within * 100)}%` }} />
      </span>
      <span>{t.percent(within)}</span>
    </span>
  );
}
