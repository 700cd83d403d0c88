// One goes on writing while what was written is being sent, and sends it again when no answer came.

import { useRef } from 'preact/hooks';
import { makeKey } from '../../shared/environment';

/** What is left of a text once its beginning has been sent. */
export function restOf(now: string, sent: string): string {
  const text = now.trimStart();
  return text.startsWith(sent) ? text.slice(sent.length).trimStart() : now;
}

export type Once = <Answer>(what: string, send: (key: string) => Promise<Answer>) => Promise<Answer>;

/** What was tried in vain keeps its key, by which the server knows it again: its answer may have been lost. */
export function sendOnce(newKey: () => string = makeKey): Once {
  let tried: { what: string; key: string } | null = null;
  return async (what, send) => {
    if (tried?.what !== what) tried = { what, key: newKey() };
    const { key } = tried;
    const answer = await send(key);
    if (tried?.key === key) tried = null;
    return answer;
  };
}

export function useOnce(): Once {
  return (useRef<Once | null>(null).current ??= sendOnce());
}
