// The editor's state: what is being written, from which version, and what saving came to.

import { useEffect, useState } from 'preact/hooks';
import { ApiError, NetworkError } from '../../shared/api';
import { useDesk } from '../desk';
import type { Entry, EntryContent } from '../types';
import { cleaned, contentOf, differences, emptyContent, keepDraft, keptDraft } from './content';

export interface Editor {
  content: EntryContent;
  isChanged: boolean;
  isBusy: boolean;
  /** Saving was tried with something missing. */
  isTried: boolean;
  error: unknown;
  /** Somebody else's newer version. */
  theirs: Entry | null;
  version: number;
  change: (part: Partial<EntryContent>) => void;
  save: () => Promise<Entry | null>;
  retire: () => Promise<boolean>;
  keepMine: () => void;
  takeTheirs: () => void;
}

export interface EditorStart {
  /** The stored entry; null for a new one. */
  entry: Entry | null;
  /** What a new entry begins with. */
  prefill?: Partial<EntryContent>;
  /** The unmatched question that a new entry answers. */
  unmatched?: string | null;
}

function startOf({ entry, prefill, unmatched }: EditorStart): { name: string; content: EntryContent; version: number } {
  const name = entry?.id ?? (unmatched ? `new:${unmatched}` : 'new');
  const stored = entry ? contentOf(entry) : { ...emptyContent, ...prefill };
  const kept = keptDraft(name);
  return { name, content: kept?.content ?? stored, version: kept?.version ?? entry?.version ?? 0 };
}

export function useEditor(from: EditorStart): Editor {
  const { api } = useDesk();
  const { entry, prefill, unmatched } = from;
  const [start] = useState(() => startOf(from));
  const [stored, setStored] = useState<Entry | null>(entry);
  const [content, setContent] = useState(start.content);
  const [version, setVersion] = useState(start.version);
  const [theirs, setTheirs] = useState<Entry | null>(entry && start.version < entry.version ? entry : null);
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const base = stored ? contentOf(stored) : { ...emptyContent, ...prefill };
  const isChanged = differences(content, base).length > 0 || (!stored && content.external_id !== base.external_id);

  useEffect(() => {
    keepDraft(start.name, isChanged ? { version, content } : null);
  }, [start.name, content, version, isChanged]);

  /* A newer version arrived from the server: taken silently when nothing was written here. */
  useEffect(() => {
    if (!entry || entry.version <= version) return;
    if (isChanged) setTheirs(entry);
    else settle(entry);
  }, [entry, version, isChanged]);

  function settle(saved: Entry): void {
    setStored(saved);
    setContent(contentOf(saved));
    setVersion(saved.version);
    setTheirs(null);
    setTried(false);
  }

  async function attempt<T>(call: () => Promise<T>): Promise<T | null> {
    setBusy(true);
    setError(null);
    try {
      return await call();
    } catch (problem) {
      if (stored && problem instanceof ApiError && problem.code === 'changed-meanwhile') {
        setTheirs(await api.get<Entry>(`/v1/entries/${stored.id}`).catch(() => null));
      } else {
        setError(problem ?? new NetworkError());
      }
      return null;
    } finally {
      setBusy(false);
    }
  }

  async function save(): Promise<Entry | null> {
    setTried(true);
    const sent = cleaned(content);
    if (!sent.question || !sent.answer) return null;
    const { external_id, ...rest } = sent;
    const saved = await attempt(() => {
      if (stored) return api.put<Entry>(`/v1/entries/${stored.id}`, { ...rest, version });
      return api.post<Entry>('/v1/entries', { ...rest, ...(external_id ? { external_id } : {}), ...(unmatched ? { unmatched } : {}) });
    });
    if (!saved) return null;
    keepDraft(start.name, null);
    settle(saved);
    return saved;
  }

  async function retire(): Promise<boolean> {
    if (!stored) return false;
    const done = await attempt(() => api.post(`/v1/entries/${stored.id}/retire`, { version }).then(() => true));
    if (done) keepDraft(start.name, null);
    return done === true;
  }

  return {
    content,
    isChanged,
    isBusy,
    isTried,
    error,
    theirs,
    version,
    change: (part) => setContent((have) => ({ ...have, ...part })),
    save,
    retire,
    keepMine: () => {
      if (!theirs) return;
      setStored(theirs);
      setVersion(theirs.version);
      setTheirs(null);
    },
    takeTheirs: () => {
      if (theirs) settle(theirs);
    },
  };
}
