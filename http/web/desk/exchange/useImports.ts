// The imports there were, and how far the one is that runs.

import { useEffect } from 'preact/hooks';
import { useFetched, type Fetched } from '../fetched';
import type { Imports } from './types';

const PAUSE = 700;

/** Asks again and again while something runs, here or on a colleague's page. */
export function useImports(isBusy: boolean): Fetched<Imports> {
  const fetched = useFetched<Imports>('/v1/imports', 'knowledge');
  const { data, again } = fetched;
  const runs = isBusy || (data !== null && data.progress.stage !== 'idle');
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(again, PAUSE);
    return () => clearInterval(timer);
  }, [runs, again]);
  return fetched;
}
