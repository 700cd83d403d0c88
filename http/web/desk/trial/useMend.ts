// Mending what the console shows, with one click each; what follows is asked of the drafts at once.

import { useRef, useState } from 'preact/hooks';
import { useDesk } from '../desk';
import { errorText } from '../parts/ErrorNotice';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { Expectation } from './types';

export interface Mending {
  isBusy: boolean;
  addVariant: (externalId: string, text: string) => Promise<boolean>;
  addGolden: (golden: { text: string; expect: Expectation; entry?: string; language?: string; site?: string }) => Promise<boolean>;
  addSynonyms: (words: string[]) => Promise<boolean>;
  judge: (body: Record<string, unknown>) => Promise<boolean>;
}

export function useMend(): Mending {
  const t = useT();
  const { api } = useDesk();
  const [isBusy, setBusy] = useState(false);
  const isRunning = useRef(false);

  const attempt = async (act: () => Promise<unknown>, done: string): Promise<boolean> => {
    if (isRunning.current) return false; /* pressed twice */
    isRunning.current = true;
    setBusy(true);
    try {
      await act();
      toast('good', done);
      return true;
    } catch (problem) {
      toast('bad', errorText(t, problem));
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };

  return {
    isBusy,
    addVariant: (externalId, text) => attempt(() => api.post('/v1/try/teach', { entry: externalId, text }), t('trial.variantAdded')),
    addGolden: (golden) => attempt(() => api.post('/v1/golden', golden), t('golden.saved')),
    addSynonyms: (words) => attempt(() => api.post('/v1/synonyms', { words }), t('trial.synonymsAdded')),
    judge: (body) => attempt(() => api.post('/v1/judgements', body), t('trial.judged')),
  };
}
