// What each person may do, as the server says it.

import type { Me, Permission, Role } from './types';

export function may(me: Me, what: Permission): boolean {
  return me.may.includes(what);
}

/** Whether what they save may go to visitors without a colleague's approval. */
export const approvesBase = (me: Me): boolean => me.approves !== false;

/** Whether colleagues of this role can be given conversations. */
export const talksToVisitors = (role: Role): boolean => role !== 'editor';
