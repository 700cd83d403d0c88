// What each person may do, as the server says it.

import type { Me, Permission, Role } from './types';

export function may(me: Me, what: Permission): boolean {
  return me.may.includes(what);
}

/** Whether what they save may go to visitors without a colleague's approval. */
export const approvesBase = (me: Me): boolean => me.approves !== false;

const isBelow = (category: string, above: string): boolean => above === '' || category === above || category.startsWith(`${above}/`);

/** The same for one entry: for each of its sites some right of theirs must say so. */
export function approvesEntry(me: Me, { category, sites }: { category: string; sites: readonly string[] }): boolean {
  const rights = (me.rights ?? []).filter(({ power }) => power === 'approve');
  if (approvesBase(me) || !me.rights?.length) return approvesBase(me);
  return (sites.length ? sites : ['']).every((site) => rights.some((right) => (right.site === '' || right.site === site) && isBelow(category, right.category)));
}

/** Whether colleagues of this role can be given conversations. */
export const talksToVisitors = (role: Role): boolean => role !== 'editor';
