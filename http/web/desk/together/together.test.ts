// What is new between two looks at what colleagues want, and a room's messages in order.

import { describe, expect, it } from 'vitest';
import { createTranslator } from '../../shared/i18n';
import type { LogEvent } from '../../shared/types';
import type { T } from '../texts';
import english from '../i18n/en/together.json';
import { togetherLine } from './lines';
import { byLast, conversationIn, joined } from './room';
import { newsOf } from './together';
import type { Room, RoomMessage, TogetherAnswer } from './types';

const nothing: TogetherAnswer = { invitations: [], joined: [], watched: [], tidings: [], unread: 0 };
const invitation = { conversation: 'c1', by: 'Mei', note: null, at: 1 };
const tiding = { id: 't1', kind: 'taken-over' as const, conversation: 'c1', by: 'Sue', at: 1 };

describe('news of colleagues', () => {
  it('tells what waited while one was away, but no old messages', () => {
    expect(newsOf(null, { ...nothing, invitations: [invitation], tidings: [tiding], unread: 3 })).toEqual([
      { kind: 'invitation', invitation },
      { kind: 'tiding', tiding },
    ]);
  });

  it('tells each thing once', () => {
    const before = { ...nothing, invitations: [invitation], tidings: [tiding], unread: 1 };
    expect(newsOf(before, before)).toEqual([]);
    expect(newsOf(before, { ...before, unread: 2 })).toEqual([{ kind: 'colleague' }]);
    expect(newsOf(before, { ...nothing })).toEqual([]);
  });

  it('tells what the visitor wrote where one is beside the owner', () => {
    const one = { id: 'c1', unread: 0 } as TogetherAnswer['joined'][number];
    const news = newsOf({ ...nothing, joined: [one] }, { ...nothing, joined: [{ ...one, unread: 2 }] });
    expect(news.map((each) => each.kind)).toEqual(['message']);
    expect(newsOf(nothing, { ...nothing, joined: [{ ...one, unread: 2 }] })).toEqual([]);
  });
});

describe('a room', () => {
  const message = (number: number) => ({ number, text: String(number) }) as RoomMessage;

  it('shows each message once and in order, however they came', () => {
    expect(joined([message(3), message(4)], [message(4), message(1), message(2)]).map((one) => one.number)).toEqual([1, 2, 3, 4]);
  });

  it('comes first when it was used last', () => {
    const room = (name: string, last_at: number | null) => ({ room: name, last_at }) as Room;
    expect(byLast([room('a', null), room('b', 1), room('c', 2), room('d', null)]).map((one) => one.room)).toEqual(['c', 'b', 'a', 'd']);
  });

  it('finds the conversation that a pasted address leads to', () => {
    const id = '0'.repeat(35) + 'v';
    expect(conversationIn(`look: https://desk.example/desk/#/inbox/mine/${id}?x=1`)).toBe(id);
    expect(conversationIn(`#/inbox/mine/${id}0`)).toBeNull();
    expect(conversationIn('#/knowledge/entry/x')).toBeNull();
  });
});

describe('lines of a conversation', () => {
  const t = createTranslator('en', english) as unknown as T;
  const line = (event: Partial<LogEvent>) => togetherLine(t, { seq: 1, author: 'agent', at: 1, type: 'joined', ...event });

  it('say who came, went, was asked and took over', () => {
    expect(line({ agent: 'Bo' })).toBe('Bo joined');
    expect(line({ type: 'left', agent: 'Bo' })).toBe('Bo left');
    expect(line({ type: 'left', agent: 'Bo', name: 'Mei', how: 'removed' })).toBe('Mei took Bo out');
    expect(line({ type: 'invited', agent: 'Bo', name: 'Mei', text: 'Tariffs' })).toBe('Mei invited Bo “Tariffs”');
    expect(line({ type: 'declined', agent: 'Bo', name: 'Bo' })).toBe('Bo said no to the invitation');
    expect(line({ type: 'assigned', agent: 'Sue', from: 'Mei', how: 'taken-over' })).toBe('Sue took over from Mei');
  });

  it('leave the rest to others', () => {
    expect(line({ type: 'assigned', agent: 'Mei', how: 'accepted' })).toBeNull();
    expect(line({ type: 'closed' })).toBeNull();
  });
});
