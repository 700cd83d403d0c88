// The lists of conversations: what the queue already tells (Queue, Mine), and what is fetched in
// pages (All, Closed) and fetched again when something changed.

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Api } from '../../shared/api';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { queryOf } from '../fetched';
import { useDeskChoice, type DeskChoice } from '../talk/choice';
import { groupsOf, ordered } from '../talk/ordering';
import type { Summary } from '../types';

export const tabs = ['queue', 'mine', 'all', 'closed'] as const;
export type Tab = (typeof tabs)[number];

const PAGE = 50;
const MOST_AT_ONCE = 200;
const REFETCH_PAUSE = 400;
/** What others do among themselves isn't told to every desk: while it is looked at, a list is read anew this often. */
const REFETCH_EVERY = 10_000;

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

/** At least so many of the first, in as few pages as it takes. */
async function fetchFront(api: Api, address: string, wanted: number): Promise<Page> {
  const all = new Map<string, Summary>();
  let next: string | null = null;
  do {
    const limit = Math.min(MOST_AT_ONCE, wanted - all.size);
    const page: Page = await api.get<Page>(`${address}&limit=${limit}${next ? `&before=${encodeURIComponent(next)}` : ''}`);
    for (const one of page.conversations) all.set(one.id, one);
    next = page.next ?? null;
  } while (next !== null && all.size < wanted);
  return { conversations: [...all.values()], next };
}

/** Pages of a list that the server orders; null where there is none to fetch. */
function usePages(address: string | null): List {
  const { api, looks } = useDesk();
  const look = useStore(looks, (counts) => counts.queue);
  const [items, setItems] = useState<readonly Summary[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(true);
  const held = useRef(0);
  held.current = items.length;
  const wanted = useRef(address);
  wanted.current = address;
  /** Counts how often the first were asked for: only the last answer is shown. */
  const asked = useRef(0);

  const fetchFirst = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    if (address === null) return;
    try {
      const page = await fetchFront(api, address, Math.max(PAGE, held.current));
      if (mine !== asked.current) return;
      setItems(page.conversations);
      setNext(page.next ?? null);
      setError(null);
    } catch (problem) {
      if (mine !== asked.current) return;
      setError(problem);
    }
    setLoading(false);
  }, [api, address]);

  const fetchMore = async () => {
    if (address === null || next === null) return;
    try {
      const page = await api.get<Page>(`${address}&limit=${PAGE}&before=${encodeURIComponent(next)}`);
      if (wanted.current !== address) return;
      setItems((have) => [...have, ...page.conversations.filter((one) => !have.some((other) => other.id === one.id))]);
      setNext(page.next ?? null);
      setError(null);
    } catch (problem) {
      if (wanted.current === address) setError(problem);
    }
  };

  useEffect(() => {
    setItems([]);
    setNext(null);
    held.current = 0;
    setLoading(true);
    void fetchFirst();
  }, [fetchFirst]);
  const answered = useRef(look);
  useEffect(() => {
    if (answered.current === look) return;
    answered.current = look;
    const timer = setTimeout(() => void fetchFirst(), REFETCH_PAUSE);
    return () => clearTimeout(timer);
  }, [look, fetchFirst]);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && void fetchFirst(), REFETCH_EVERY);
    return () => clearInterval(timer);
  }, [fetchFirst]);

  return { items, isLoading, error, more: next !== null ? () => void fetchMore() : undefined, retry: () => void fetchFirst() };
}

/** The list of a tab, as its reader wants lists. */
export function useConversationList(tab: Tab): List {
  const { choice } = useDeskChoice();
  const list = useWholeList(tab, choice);
  const isPaged = tab === 'all' || tab === 'closed';
  const desk = useDesk();
  const groups = useStore(desk.queue, (queue) => queue?.groups);
  const me = useStore(desk.me, ({ id }) => id);
  const items = useMemo(
    () => (isPaged ? list.items : ordered(list.items, choice, tab === 'queue', groupsOf(me, groups ?? []))),
    [list.items, choice, tab, isPaged, groups, me],
  );
  return { ...list, items };
}

function useWholeList(tab: Tab, { sort, group, language }: DeskChoice): List {
  const desk = useDesk();
  const queue = useStore(desk.queue);
  const isPaged = tab === 'all' || tab === 'closed';
  const pages = usePages(isPaged ? `/v1/conversations${queryOf({ view: tab, sort, group, language })}` : null);
  if (isPaged) return pages;
  return {
    items: (tab === 'queue' ? queue?.waiting : queue?.mine) ?? [],
    isLoading: queue === null,
    error: null,
    more: undefined,
    retry: () => desk.refreshQueue(),
  };
}
