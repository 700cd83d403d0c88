// The worklist: worked out by the server when it is asked for, which takes seconds on a large base, so it
// isn't asked for again at every change; what was mended is taken off the list.

import { useCallback, useEffect, useState } from 'preact/hooks';
import { useDesk } from '../desk';
import type { HealthAnswer, HealthItem } from './types';

const TIMEOUT = 5 * 60_000;

export interface Worklist {
  data: HealthAnswer | null;
  error: unknown;
  isLoading: boolean;
  again: () => void;
  drop: (item: HealthItem) => void;
}

export function useHealth(): Worklist {
  const { api } = useDesk();
  const [data, setData] = useState<HealthAnswer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(true);
  const again = useCallback(() => {
    setLoading(true);
    api
      .get<HealthAnswer>('/v1/knowledge-health', { timeout: TIMEOUT })
      .then((answer) => {
        setData(answer);
        setError(null);
      })
      .catch(setError)
      .finally(() => setLoading(false));
  }, [api]);
  useEffect(again, [again]);
  const drop = (item: HealthItem) => setData((now) => now && { ...now, items: now.items.filter((one) => one !== item) });
  return { data, error, isLoading, again, drop };
}
