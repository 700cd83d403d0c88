// Bringing pictures and documents to the server, from a picker, by dropping and by pasting.

import { useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { useDesk } from '../desk';
import type { StoredFile } from '../types';

/** What the server takes: what it can tell by the bytes and browsers don't run. */
export const ACCEPTED = 'image/png,image/jpeg,image/gif,image/webp,application/pdf,.zip,.docx,.xlsx,.pptx,.txt,.csv';
const SLOW = 120_000;

export interface Brought {
  stored: StoredFile;
  name: string;
  isImage: boolean;
}

export interface Upload {
  isBusy: boolean;
  error: unknown;
  /** What was brought is not of a kind that the server takes. */
  isWrongKind: boolean;
  bring: (files: readonly File[]) => Promise<Brought[]>;
}

export function useUpload(): Upload {
  const { api } = useDesk();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const bring = async (files: readonly File[]): Promise<Brought[]> => {
    setBusy(true);
    setError(null);
    const brought: Brought[] = [];
    try {
      for (const file of files) {
        const stored = await api.upload<StoredFile>('/v1/files', file, file.type || 'application/octet-stream', { timeout: SLOW });
        brought.push({ stored, name: file.name, isImage: stored.type.startsWith('image/') });
      }
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
    return brought;
  };
  const isWrongKind = error instanceof ApiError && error.status === 415;
  return { isBusy, error, isWrongKind, bring };
}
