// What a screen reads from the server: fetched when it is shown, fetched again when the server says
// that it changed, kept while it is being fetched again.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../shared/store';
import { useDesk, type What } from './desk';

export interface Fetched<T> {
  data: T | null;
  error: unknown;
  isLoading: boolean;
  /** Resolves when what was read is shown, or why not. */
  again: () => Promise<void>;
}

/**
 * Reads `path`; null reads nothing.  What was read last stays while another path is read, as for a search that is
 * being typed, unless it is of something else: `of` says of what.
 */
export function useFetched<T>(path: string | null, what: What, of = ''): Fetched<T> {
  const { api, looks } = useDesk();
  const look = useStore(looks, (counts) => counts[what]);
  const [read, setRead] = useState<{ of: string; answer: T } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(path !== null);
  const latest = useRef(0);
  const shown = useRef(path);

  const again = useCallback(async () => {
    latest.current += 1;
    const mine = latest.current;
    if (path === null) {
      setLoading(false);
      return;
    }
    setLoading(true);
    try {
      const answer = await api.get<T>(path);
      if (mine !== latest.current) return;
      setRead({ of, answer });
      setError(null);
    } catch (problem) {
      if (mine === latest.current) setError(problem);
    }
    if (mine === latest.current) setLoading(false);
  }, [api, path, of]);

  useEffect(() => {
    if (shown.current !== path) setError(null);
    shown.current = path;
    void again();
  }, [again, path, look]);

  return { data: read?.of === of ? read.answer : null, error, isLoading, again };
}

/** A value that follows after a pause: for searching as one types. */
export function useSettled<T>(value: T, pause = 160): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}

/** "?a=1&b=2" of the members that say something. */
export function queryOf(members: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}
