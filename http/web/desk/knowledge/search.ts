// Finding entries: what they are filtered by, and the pages that come.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { queryOf, useSettled } from '../fetched';
import type { EntryLine, EntryPage, EntryStatus } from '../types';

export interface Filter {
  query: string;
  language: string;
  category: string;
  /** '' for all but the retired ones. */
  status: EntryStatus | '';
  tag: string;
  site: string;
}

export const noFilter: Filter = { query: '', language: '', category: '', status: '', tag: '', site: '' };

export const isFiltered = (filter: Filter): boolean => Object.values(filter).some((value: string) => value.trim() !== '');

export interface EntrySearch {
  entries: readonly EntryLine[];
  total: number;
  error: unknown;
  isLoading: boolean;
  /** What is found is what the filter asks for now. */
  isCurrent: boolean;
  more: (() => void) | undefined;
  again: () => void;
}

/** The entries that a filter finds, page by page; asked again when the base changed. */
export function useEntrySearch(filter: Filter, limit = 50): EntrySearch {
  const { api, looks } = useDesk();
  const look = useStore(looks, (counts) => counts.knowledge);
  const wanted = queryOf({ ...filter, query: filter.query.trim(), limit });
  const query = useSettled(wanted);
  const [pages, setPages] = useState<EntryPage[]>([]);
  const [answered, setAnswered] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(true);
  const round = useRef(0);

  const fetchPage = useCallback(
    (before: string | null) => {
      round.current += 1;
      const mine = round.current;
      setLoading(true);
      api
        .get<EntryPage>(`/v1/entries${query}${before ? `&before=${encodeURIComponent(before)}` : ''}`)
        .then((page) => {
          if (mine !== round.current) return;
          setPages((have) => (before ? [...have, page] : [page]));
          setAnswered(query);
          setError(null);
        })
        .catch((problem: unknown) => mine === round.current && setError(problem))
        .finally(() => mine === round.current && setLoading(false));
    },
    [api, query],
  );
  useEffect(() => fetchPage(null), [fetchPage, look]);

  const last = pages.at(-1);
  return {
    entries: pages.flatMap((page) => page.entries),
    total: last?.total ?? 0,
    error,
    isLoading,
    isCurrent: answered === wanted,
    more: last?.next ? () => fetchPage(last.next) : undefined,
    again: () => fetchPage(null),
  };
}
