// What each person sees of the desk, by what the server says they may do.  The server decides at
// every request; this only keeps people from doors that are closed to them.

import type { Me, Permission, Role } from './types';

export type Screen = 'inbox' | 'unmatched' | 'knowledge' | 'messages' | 'team' | 'staff';

const needed: [Screen, Permission][] = [
  ['inbox', 'conversations'],
  ['unmatched', 'knowledge'],
  ['knowledge', 'knowledge'],
  ['messages', 'conversations'],
  ['team', 'conversations'],
  ['staff', 'staff'],
];

export function may(me: Me, what: Permission): boolean {
  return me.may.includes(what);
}

export function screensOf(me: Me): Screen[] {
  return needed.filter(([, what]) => may(me, what)).map(([screen]) => screen);
}

/** Whether colleagues of this role can be given conversations. */
export const talksToVisitors = (role: Role): boolean => role !== 'editor';
