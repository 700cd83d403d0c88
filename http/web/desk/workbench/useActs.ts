// What an editor does with a cluster, each with its undo in a toast.

import { useState } from 'preact/hooks';
import { useDesk } from '../desk';
import { errorText } from '../parts/ErrorNotice';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { ActAnswer } from './types';

export interface Acts {
  isBusy: boolean;
  /** Sends an act; throws what was refused. */
  act: (cluster: string, what: string, body: Record<string, unknown>, done: string) => Promise<ActAnswer>;
  /** The same, and says what was refused: its answer, or null when it was not done. */
  attempt: (...asked: Parameters<Acts['act']>) => Promise<ActAnswer | null>;
  undo: (act: string) => Promise<void>;
}

export function useActs(onChanged: () => void): Acts {
  const t = useT();
  const { api } = useDesk();
  const [isBusy, setBusy] = useState(false);

  const undo = async (act: string) => {
    try {
      await api.post('/v1/workbench/undo', { act });
      toast('info', t('app.undone'));
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
    onChanged();
  };

  const act: Acts['act'] = async (cluster, what, body, done) => {
    setBusy(true);
    try {
      const answer = await api.post<ActAnswer>(`/v1/clusters/${cluster}/${what}`, body);
      toast('good', done, { action: { label: t('app.undo'), run: () => void undo(answer.act) } });
      return answer;
    } finally {
      setBusy(false);
      onChanged();
    }
  };
  const attempt: Acts['attempt'] = (...asked) =>
    act(...asked).catch((problem: unknown) => {
      toast('bad', errorText(t, problem));
      return null;
    });
  return { isBusy, undo, act, attempt };
}
