// "/name" in the reply field while it is being written, and the ready-made replies that fit it.  Pure.

import type { Canned } from './types';

export interface Slash {
  /** Where the "/" stands. */
  from: number;
  /** What follows it up to the cursor. */
  typed: string;
}

/** The shortcut that is being written at the cursor; null when none is.  "and/or" and addresses are none. */
export function slashAt(text: string, cursor: number): Slash | null {
  const match = /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, cursor));
  if (!match) return null;
  const typed = match[1] ?? '';
  return { from: cursor - typed.length - 1, typed };
}

export const offeredMost = 8;

/** Those whose shortcut begins so first, then those that have it in shortcut or title; the visitor's language before others. */
export function fitting(list: readonly Canned[], typed: string, language: string): Canned[] {
  const wanted = typed.toLowerCase();
  const rank = (one: Canned): number => {
    if (one.shortcut.startsWith(wanted)) return 0;
    return one.shortcut.includes(wanted) || one.title.toLowerCase().includes(wanted) ? 1 : 2;
  };
  const isOther = (one: Canned) => (one.language !== '' && !language.startsWith(one.language.slice(0, 2)) ? 1 : 0);
  return list
    .map((one) => ({ one, order: rank(one) }))
    .filter(({ order }) => order < 2)
    .sort((a, b) => a.order - b.order || isOther(a.one) - isOther(b.one) || a.one.shortcut.localeCompare(b.one.shortcut))
    .slice(0, offeredMost)
    .map(({ one }) => one);
}

/** The text with the reply in place of what was typed, and where the cursor then stands. */
export function replaced(text: string, { from, typed }: Slash, reply: string): { text: string; cursor: number } {
  const after = text.slice(from + 1 + typed.length);
  return { text: text.slice(0, from) + reply + after, cursor: from + reply.length };
}
