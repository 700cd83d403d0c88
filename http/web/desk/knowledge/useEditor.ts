// The editor's state: what is being written, from which version, and what saving came to.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, NetworkError } from '../../shared/api';
import { useDesk } from '../desk';
import { followed } from '../edited';
import type { Entry, EntryContent, EntryStatus, EntryVersion } from '../types';
import { cleaned, contentOf, contentOfVersion, differences, emptyContent, isWhole, keepDraft, keptDraft } from './content';

export interface Editor {
  content: EntryContent;
  /** As it is stored; null for a new one. */
  stored: Entry | null;
  isChanged: boolean;
  isBusy: boolean;
  /** Saving was tried with something missing. */
  isTried: boolean;
  error: unknown;
  /** Somebody else's newer version. */
  theirs: Entry | null;
  /** What both began with, when it is known. */
  base: EntryContent | null;
  version: number;
  /** Why, for the history. */
  reason: string;
  setReason: (reason: string) => void;
  change: (part: Partial<EntryContent>) => void;
  /** null leaves the status to the server: published, or review for those who may not approve. */
  save: (status: EntryStatus | null, more?: Partial<EntryContent>) => Promise<Entry | null>;
  retire: () => Promise<boolean>;
  /** Goes on from their version with this content. */
  resolve: (content: EntryContent) => void;
  takeTheirs: () => void;
  /** The entry was changed by another way, such as going back to a version. */
  settle: (saved: Entry) => void;
}

export interface EditorStart {
  /** The stored entry; null for a new one. */
  entry: Entry | null;
  /** What a new entry begins with. */
  prefill?: Partial<EntryContent>;
  /** The unmatched question that a new entry answers. */
  unmatched?: string | null;
  /** Tells drafts of new entries apart. */
  name?: string;
}

function startOf(writer: string, { entry, prefill, unmatched, name: told }: EditorStart): { name: string; content: EntryContent; version: number } {
  const name = entry?.id ?? told ?? (unmatched ? `new:${unmatched}` : 'new');
  const stored = entry ? contentOf(entry) : { ...emptyContent, ...prefill };
  const kept = keptDraft(writer, name);
  return { name, content: kept?.content ?? stored, version: kept?.version ?? entry?.version ?? 0 };
}

/** The content of the version that was begun with, once somebody else has saved a newer one. */
function useBase(theirs: Entry | null, version: number, known: EntryContent | null): EntryContent | null {
  const { api } = useDesk();
  const [found, setFound] = useState<EntryContent | null>(null);
  const isMissing = theirs !== null && known === null;
  const id = theirs?.id;
  useEffect(() => {
    let isWanted = true;
    if (isMissing) {
      api
        .get<{ versions: EntryVersion[] }>(`/v1/entries/${id}/versions`)
        .then(({ versions }) => {
          const then = versions.find((one) => one.version === version);
          if (isWanted && then) setFound(contentOfVersion(then));
        })
        .catch(() => undefined);
    }
    return () => {
      isWanted = false;
    };
  }, [api, id, version, isMissing]);
  return known ?? found;
}

export function useEditor(from: EditorStart): Editor {
  const { api, me } = useDesk();
  const { entry, prefill, unmatched } = from;
  const writer = me.get().id;
  const [start] = useState(() => startOf(writer, from));
  const [stored, setStored] = useState<Entry | null>(entry);
  const [content, setContent] = useState(start.content);
  const latest = useRef(content);
  latest.current = content;
  const [version, setVersion] = useState(start.version);
  /** The same, as of now and not of the last drawing: the own saving is no colleague's. */
  const newest = useRef(start.version);
  const [theirs, setTheirs] = useState<Entry | null>(entry && start.version < entry.version ? entry : null);
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);

  const before = stored ? contentOf(stored) : { ...emptyContent, ...prefill };
  const isChanged = differences(content, before).length > 0 || (!stored && content.external_id !== before.external_id);
  const base = useBase(theirs, version, stored && stored.version === version ? before : null);

  const name = stored?.id ?? start.name;
  useEffect(() => {
    keepDraft(writer, name, isChanged ? { version, content } : null);
  }, [writer, name, content, version, isChanged]);

  /* A newer version arrived from the server: taken silently when nothing was written here. */
  useEffect(() => {
    if (!entry || entry.version <= newest.current || isBusy) return; /* what is being saved now answers itself */
    if (isChanged) setTheirs(entry);
    else settle(entry);
  }, [entry, version, isChanged, isBusy]);

  function settle(saved: Entry, left = contentOf(saved)): void {
    setStored(saved);
    setContent(left);
    setVersion(saved.version);
    newest.current = saved.version;
    setTheirs(null);
    setTried(false);
    setReason('');
  }

  async function attempt<T>(call: () => Promise<T>): Promise<T | null> {
    setBusy(true);
    setError(null);
    try {
      return await call();
    } catch (problem) {
      if (stored && problem instanceof ApiError && problem.code === 'changed-meanwhile') {
        await api.get<Entry>(`/v1/entries/${stored.id}`).then(setTheirs, setError);
      } else {
        setError(problem ?? new NetworkError());
      }
      return null;
    } finally {
      setBusy(false);
    }
  }

  async function save(status: EntryStatus | null, more: Partial<EntryContent> = {}): Promise<Entry | null> {
    setTried(true);
    const { external_id, ...rest } = cleaned({ ...content, ...more });
    if (!isWhole({ external_id, ...rest })) return null;
    const said = { ...rest, ...(status ? { status } : {}) };
    const saved = await attempt(() => {
      if (stored) return api.put<Entry>(`/v1/entries/${stored.id}`, { ...said, version, ...(reason.trim() ? { reason: reason.trim() } : {}) });
      return api.post<Entry>('/v1/entries', { ...said, ...(external_id ? { external_id } : {}), ...(unmatched ? { unmatched } : {}) });
    });
    if (!saved) return null;
    /* What was typed while it was being saved stays to be saved, also for whoever opens it anew. */
    const stays = followed({ base: content, draft: latest.current }, contentOf(saved));
    keepDraft(writer, start.name, null);
    if (differences(stays.draft, stays.base).length > 0) keepDraft(writer, saved.id, { version: saved.version, content: stays.draft });
    settle(saved, stays.draft);
    return saved;
  }

  async function retire(): Promise<boolean> {
    if (!stored) return false;
    const done = await attempt(() => api.post(`/v1/entries/${stored.id}/retire`, { version }).then(() => true));
    if (done) keepDraft(writer, start.name, null);
    return done === true;
  }

  return {
    ...{ content, stored, isChanged, isBusy, isTried, error, theirs, base, version, reason },
    setReason,
    change: (part) => setContent((have) => ({ ...have, ...part })),
    save,
    retire,
    resolve: (resolved) => {
      if (!theirs) return;
      setStored(theirs);
      setVersion(theirs.version);
      newest.current = theirs.version;
      setContent(resolved);
      setTheirs(null);
    },
    takeTheirs: () => {
      if (theirs) settle(theirs);
    },
    settle,
  };
}
