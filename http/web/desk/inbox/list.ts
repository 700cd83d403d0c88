// The lists of conversations: what the queue already tells (Queue, Mine), and what is fetched in
// pages (All, Closed) and fetched again when something changed.

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { useDeskChoice } from '../talk/choice';
import { ordered } from '../talk/ordering';
import type { Summary } from '../types';

export const tabs = ['queue', 'mine', 'all', 'closed'] as const;
export type Tab = (typeof tabs)[number];

const PAGE = 50;
const MOST_AT_ONCE = 200;
const REFETCH_PAUSE = 400;

export interface List {
  items: readonly Summary[];
  isLoading: boolean;
  error: unknown;
  /** Fetches more; absent when there is no more. */
  more: (() => void) | undefined;
  retry: () => void;
}

interface Page {
  conversations: Summary[];
  next?: string | null;
}

function usePages(view: 'all' | 'closed' | null): List {
  const desk = useDesk();
  const look = useStore(desk.looks, (looks) => looks.queue);
  const [items, setItems] = useState<readonly Summary[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(true);
  const held = useRef(0);
  held.current = items.length;
  const wanted = useRef(view);
  wanted.current = view;

  const fetchFirst = useCallback(async () => {
    if (!view) return;
    const limit = Math.min(MOST_AT_ONCE, Math.max(PAGE, held.current));
    try {
      const page = await desk.api.get<Page>(`/v1/conversations?view=${view}&limit=${limit}`);
      if (wanted.current !== view) return;
      setItems(page.conversations);
      setNext(page.next ?? null);
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setLoading(false);
  }, [desk, view]);

  const fetchMore = async () => {
    if (!view || !next) return;
    try {
      const page = await desk.api.get<Page>(`/v1/conversations?view=${view}&limit=${PAGE}&before=${encodeURIComponent(next)}`);
      setItems((have) => [...have, ...page.conversations.filter((one) => !have.some((other) => other.id === one.id))]);
      setNext(page.next ?? null);
    } catch (problem) {
      setError(problem);
    }
  };

  useEffect(() => {
    setItems([]);
    held.current = 0;
    setLoading(true);
    void fetchFirst();
  }, [view, fetchFirst]);
  const answered = useRef(look);
  useEffect(() => {
    if (answered.current === look) return;
    answered.current = look;
    const timer = setTimeout(() => void fetchFirst(), REFETCH_PAUSE);
    return () => clearTimeout(timer);
  }, [look, fetchFirst]);

  return { items, isLoading, error, more: next ? () => void fetchMore() : undefined, retry: () => void fetchFirst() };
}

/** The list of a tab, as its reader wants lists. */
export function useConversationList(tab: Tab): List {
  const list = useWholeList(tab);
  const [choice] = useDeskChoice();
  const items = useMemo(() => ordered(list.items, choice, tab === 'queue'), [list.items, choice, tab]);
  return { ...list, items };
}

function useWholeList(tab: Tab): List {
  const desk = useDesk();
  const queue = useStore(desk.queue);
  const pages = usePages(tab === 'all' || tab === 'closed' ? tab : null);
  if (tab === 'all' || tab === 'closed') return pages;
  return {
    items: (tab === 'queue' ? queue?.waiting : queue?.mine) ?? [],
    isLoading: queue === null,
    error: null,
    more: undefined,
    retry: () => desk.refreshQueue(),
  };
}
