// What is being edited of something stored that others may change meanwhile: what was changed here stays, the rest
// follows what is stored now.

import { useEffect, useState } from 'preact/hooks';

export interface Editing<T> {
  /** What is stored, as far as it is known here. */
  base: T;
  draft: T;
}

type Members = Record<string, unknown>;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const hasMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of what has members, each for itself. */
export function followed<T>(editing: Editing<T>, stored: T): Editing<T> {
  const { base, draft } = editing;
  if (same(base, stored)) return editing;
  if (same(base, draft)) return { base: stored, draft: stored };
  if (!hasMembers(draft) || !hasMembers(base) || !hasMembers(stored)) return { base: stored, draft };
  const mine = Object.entries(draft).filter(([name, value]) => !same(value, (base as Members)[name]));
  return { base: stored, draft: { ...stored, ...Object.fromEntries(mine) } };
}

/** Whether something was changed both here and there, and not to the same. */
export function clashes<T extends object>({ base, draft }: Editing<T>, stored: T): boolean {
  const [before, mine, theirs] = [base, draft, stored] as Members[];
  return Object.keys({ ...before, ...mine, ...theirs }).some(
    (name) => !same(mine![name], before![name]) && !same(theirs![name], before![name]) && !same(mine![name], theirs![name]),
  );
}

export interface Edited<T> {
  draft: T;
  isChanged: boolean;
  setDraft: (draft: T) => void;
  change: (part: Partial<T>) => void;
}

export function useEdited<T>(stored: T): Edited<T> {
  const [editing, setEditing] = useState<Editing<T>>({ base: stored, draft: stored });
  useEffect(() => setEditing((now) => followed(now, stored)), [stored]);
  return {
    draft: editing.draft,
    isChanged: !same(editing.base, editing.draft),
    setDraft: (draft) => setEditing((now) => ({ ...now, draft })),
    change: (part) => setEditing((now) => ({ ...now, draft: { ...now.draft, ...part } })),
  };
}
