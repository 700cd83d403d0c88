// What each person may do, as the server says it.

import type { Me, Permission, Role } from './types';

export function may(me: Me, what: Permission): boolean {
  return me.may.includes(what);
}

/** Whether colleagues of this role can be given conversations. */
export const talksToVisitors = (role: Role): boolean => role !== 'editor';
