// Choosing several entries of a list: one by one, a run of them, and what happens to the choice when the
// list changes.  Pure.

export interface Choice {
  ids: ReadonlySet<string>;
  /** Where a run begins. */
  anchor: string | null;
}

export const nothingChosen: Choice = { ids: new Set(), anchor: null };

export function toggled({ ids }: Choice, id: string): Choice {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Adds everything between the anchor and this one, as they stand in the list. */
export function upTo({ ids, anchor }: Choice, id: string, listed: readonly string[]): Choice {
  const from = anchor === null ? -1 : listed.indexOf(anchor);
  const to = listed.indexOf(id);
  if (from < 0 || to < 0) return toggled({ ids, anchor }, id);
  return { ids: new Set([...ids, ...listed.slice(Math.min(from, to), Math.max(from, to) + 1)]), anchor: id };
}

/** All that are listed; none when they are chosen already. */
export function everything({ ids }: Choice, listed: readonly string[]): Choice {
  return listed.every((id) => ids.has(id)) ? nothingChosen : { ids: new Set([...ids, ...listed]), anchor: listed[0] ?? null };
}

