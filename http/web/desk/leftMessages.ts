// Messages that visitors left, as far as they have been asked for, kept up to date.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../shared/api';
import { useStore } from '../shared/store';
import { useDesk } from './desk';
import type { LeftMessage } from './types';

export interface LeftPage {
  messages: LeftMessage[];
  more: boolean;
}

const PAGE = 100;

/** From the first, until there are as many as wanted or no more. */
export async function readLeft(api: Pick<Api, 'get'>, state: string, wanted: number): Promise<LeftPage> {
  const messages: LeftMessage[] = [];
  for (;;) {
    const last = messages.at(-1);
    const page = await api.get<LeftPage>(`/v1/left-messages?state=${state}&limit=${PAGE}${last ? `&after_at=${last.created_at}&after_id=${last.id}` : ''}`);
    messages.push(...page.messages);
    if (!page.more || messages.length >= wanted) return { messages, more: page.more };
  }
}

export interface LeftList {
  /** Null until they are known. */
  page: LeftPage | null;
  error: unknown;
  isLoading: boolean;
  again: () => Promise<void>;
  more: () => void;
}

export function useLeftMessages(state: 'open' | 'done'): LeftList {
  const { api, looks } = useDesk();
  const look = useStore(looks, (counts) => counts.queue);
  const [read, setRead] = useState<{ state: string; page: LeftPage } | null>(null);
  const [wanted, setWanted] = useState({ state, count: PAGE });
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(true);
  const latest = useRef(0);
  const count = wanted.state === state ? wanted.count : PAGE;

  const again = useCallback(async () => {
    latest.current += 1;
    const mine = latest.current;
    setLoading(true);
    try {
      const page = await readLeft(api, state, count);
      if (mine !== latest.current) return;
      setRead({ state, page });
      setError(null);
    } catch (problem) {
      if (mine === latest.current) setError(problem);
    }
    if (mine === latest.current) setLoading(false);
  }, [api, state, count]);
  useEffect(() => void again(), [again, look]);

  const page = read?.state === state ? read.page : null;
  return { page, error, isLoading, again, more: () => setWanted({ state, count: (page?.messages.length ?? 0) + PAGE }) };
}
