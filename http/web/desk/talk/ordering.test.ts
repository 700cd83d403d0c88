import { describe, expect, it } from 'vitest';
import type { Group, Summary } from '../types';
import type { DeskChoice } from './choice';
import { groupsOf, ordered } from './ordering';

const summary = (id: string, part: Partial<Summary>): Summary => ({
  id, visitor_name: null, language: 'en', owner: 'agent', group: null, queued_at: null, handoff_reason: null, excerpt: '', last_seq: 1, seen_seq: 0,
  unread: 0, created_at: 0, changed_at: 0, rating: null, agent: null, called_at: null, call_level: 0, is_called: false, react_by: null, ...part,
});
const choice = (part: Partial<DeskChoice>): DeskChoice => ({
  sort: 'newest', group: null, language: null, send_on: 'enter', excerpts: true, labels: true, times: true, ...part,
});
const list = [
  summary('a', { changed_at: 3, created_at: 1, language: 'zh-CN' }),
  summary('b', { changed_at: 9, created_at: 2, group: 'Billing' }),
  summary('c', { changed_at: 5, created_at: 3, unread: 2, group: 'Billing', queued_at: 1 }),
];
const ids = (part: Partial<DeskChoice>, isQueue = false) => ordered(list, choice(part), isQueue, new Set(['Billing'])).map((one) => one.id).join('');

describe('a list as its reader wants it', () => {
  it.each([
    [{ sort: 'newest' }, 'bca'],
    [{ sort: 'oldest' }, 'acb'],
    [{ sort: 'unread' }, 'cba'],
    [{ sort: 'waiting' }, 'acb'],
    [{ group: 'Billing' }, 'bc'],
    [{ group: '*' }, 'bc'],
    [{ language: 'zh-CN' }, 'a'],
  ] as [Partial<DeskChoice>, string][])('%j', (part, expected) => {
    expect(ids(part)).toBe(expected);
  });

  it('knows whose groups they are', () => {
    const group = (name: string, members: string[]) => ({ name, members }) as unknown as Group;
    expect([...groupsOf('mei', [group('Billing', ['mei']), group('Sales', ['bo']), group('Everybody', [])])]).toEqual(['Billing', 'Everybody']);
  });

  it('leaves the queue in the order in which it is served', () => {
    expect(ids({}, true)).toBe('abc');
  });
});
