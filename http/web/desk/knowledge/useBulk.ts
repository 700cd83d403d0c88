// One change to many entries, told with a way to undo it.

import { useState } from 'preact/hooks';
import { useDesk } from '../desk';
import { errorText } from '../parts/ErrorNotice';
import { useT } from '../texts';
import { toast } from '../toasts';
import type { BulkAnswer, EntryStatus } from '../types';

export interface Patch {
  category?: string;
  language?: string;
  status?: EntryStatus;
  sites?: string[];
  add_tags?: string[];
  remove_tags?: string[];
}

type Ask = ({ entries: string[] } & Patch) | { category_from: string; category_to: string };

/** Many entries take a while. */
const PATIENCE = 180_000;

export interface Bulk {
  isBusy: boolean;
  /** True when anything was changed. */
  run: (ask: Ask) => Promise<boolean>;
}

export function useBulk(): Bulk {
  const t = useT();
  const { api } = useDesk();
  const [isBusy, setBusy] = useState(false);

  const tellRefused = (refused: BulkAnswer['refused']) => {
    if (refused.length === 0) return;
    const names = refused.slice(0, 3).map((one) => one.question || t('bulk.gone'));
    toast('bad', t('bulk.refused', { count: refused.length }), { text: names.join(' · ') });
  };
  const undo = async (id: string) => {
    try {
      const { changed, refused } = await api.post<BulkAnswer>(`/v1/entries/bulk/${id}/undo`, {}, { timeout: PATIENCE });
      toast('good', t('bulk.undone', { count: changed }));
      tellRefused(refused);
    } catch (problem) {
      toast('bad', errorText(t, problem));
    }
  };
  const run = async (ask: Ask) => {
    setBusy(true);
    try {
      const { bulk, changed, refused } = await api.post<BulkAnswer>('/v1/entries/bulk', ask, { timeout: PATIENCE });
      if (changed > 0) toast('good', t('bulk.changed', { count: changed }), { action: { label: t('bulk.undo'), run: () => void undo(bulk) } });
      else if (refused.length === 0) toast('info', t('bulk.nothing'));
      tellRefused(refused);
      return changed > 0;
    } catch (problem) {
      toast('bad', errorText(t, problem));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, run };
}
