// A trend in small: how often something was asked on each of the last days.

import type { VNode } from 'preact';
import { useT } from '../texts';

const WIDTH = 4;
const HEIGHT = 24;

export function Trend({ days }: { days: readonly number[] }): VNode {
  const t = useT();
  const most = Math.max(1, ...days);
  const week = days.slice(-7).reduce((sum, one) => sum + one, 0);
  return (
    <svg
      class="trend"
      viewBox={`0 0 ${days.length * WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('workbench.trend', { count: week })}
    >
      <title>{t('workbench.trend', { count: week })}</title>
      {days.map((asked, day) => {
        const height = asked === 0 ? 1 : Math.max(3, Math.round((asked / most) * HEIGHT));
        return <rect key={day} class={asked === 0 ? 'none' : ''} x={day * WIDTH} y={HEIGHT - height} width={WIDTH - 1} height={height} rx={1} />;
      })}
    </svg>
  );
}
