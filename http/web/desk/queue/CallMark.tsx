// How urgently a conversation wants somebody: until when its agent must react, or how far the call
// for a person has gone.

import type { VNode } from 'preact';
import { Badge } from '../../shared/components/Banner';
import { stopwatch, useNow } from '../clock';
import { useT } from '../texts';
import type { Summary } from '../types';

const levels = ['queue.level.1', 'queue.level.2', 'queue.level.3'] as const;

function Countdown({ until }: { until: number }): VNode {
  const t = useT();
  return <Badge tone="bad">{t('queue.reactIn', { time: stopwatch(Math.max(0, until - useNow())) })}</Badge>;
}

export function CallMark({ summary }: { summary: Summary }): VNode | null {
  const t = useT();
  if (summary.owner === 'agent' && summary.is_called && summary.react_by) return <Countdown until={summary.react_by} />;
  if (summary.owner !== 'queue' || summary.call_level === 0) return null;
  return <Badge tone="bad">{t(levels[summary.call_level - 1] ?? 'queue.level.3')}</Badge>;
}
