// What each role sees of the desk.  The server decides what each may do; this only keeps people
// from doors that are closed to them.

import type { Role } from './types';

export type Screen = 'inbox' | 'unmatched' | 'knowledge' | 'messages' | 'team' | 'staff';

const screens: Record<Role, readonly Screen[]> = {
  agent: ['inbox', 'messages', 'team'],
  editor: ['unmatched', 'knowledge'],
  supervisor: ['inbox', 'unmatched', 'knowledge', 'messages', 'team'],
  admin: ['inbox', 'unmatched', 'knowledge', 'messages', 'team', 'staff'],
};

export function screensOf(role: Role): readonly Screen[] {
  return screens[role];
}

export const talksToVisitors = (role: Role): boolean => role !== 'editor';
export const editsKnowledge = (role: Role): boolean => role !== 'agent';
export const leads = (role: Role): boolean => role === 'supervisor' || role === 'admin';
