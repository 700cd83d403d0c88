import { describe, expect, it } from 'vitest';
import { newAlerts, wantingCount } from './alerts';
import type { QueueAnswer, Summary } from './types';

function summary(id: string, more: Partial<Summary> = {}): Summary {
  return {
    id,
    visitor_name: null,
    language: 'en',
    owner: 'queue',
    group: 'Support',
    queued_at: 1,
    handoff_reason: 'asked-for-person',
    excerpt: 'hello',
    last_seq: 3,
    seen_seq: 0,
    unread: 1,
    created_at: 1,
    changed_at: 1,
    rating: null,
    agent: null,
    called_at: 1,
    call_level: 0,
    is_called: true,
    react_by: null,
    ...more,
  };
}

const queue = (waiting: Summary[], mine: Summary[]): QueueAnswer => ({ waiting, waiting_count: waiting.length, mine, agents: [], groups: [] });
const none: ReadonlySet<string> = new Set();
const kinds = (before: QueueAnswer | null, after: QueueAnswer, expected = none) =>
  newAlerts(before, after, expected).map((alert) => `${alert.kind} ${alert.conversation.id}`);

describe('alerts', () => {
  it('tell nothing at the first look, when everything is new', () => {
    expect(kinds(null, queue([summary('a')], [summary('b')]))).toEqual([]);
  });

  it('tell who has begun to wait and who was assigned', () => {
    expect(kinds(queue([], []), queue([summary('a')], [summary('b')]))).toEqual(['assigned b', 'waiting a']);
  });

  it('tell an assignment of one who waited', () => {
    expect(kinds(queue([summary('a')], []), queue([], [summary('a')]))).toEqual(['assigned a']);
  });

  it('spare what one has just accepted oneself', () => {
    expect(kinds(queue([summary('a')], []), queue([], [summary('a')]), new Set(['a']))).toEqual([]);
  });

  it('tell a message only when more is unread than before', () => {
    const before = queue([], [summary('a', { unread: 1 })]);
    expect(kinds(before, queue([], [summary('a', { unread: 2 })]))).toEqual(['message a']);
    expect(kinds(before, queue([], [summary('a', { unread: 1 })]))).toEqual([]);
    expect(kinds(before, queue([], [summary('a', { unread: 0 })]))).toEqual([]);
  });

  it('tell a conversation that came back to the queue, but not that one gave it away oneself', () => {
    expect(kinds(queue([], []), queue([summary('a')], []))).toEqual(['waiting a']);
    expect(kinds(queue([], [summary('a')]), queue([summary('a')], []))).toEqual([]);
  });

  it('tell who waits only those who are called, and supervisors once the call reaches them', () => {
    const uncalled = queue([summary('a', { is_called: false })], []);
    expect(kinds(queue([], []), uncalled)).toEqual([]);
    expect(kinds(uncalled, queue([summary('a', { call_level: 2 })], []))).toEqual(['waiting a']);
  });

  it('come again when nobody reacts, waiting or assigned, once for each level', () => {
    expect(kinds(queue([summary('a')], []), queue([summary('a', { call_level: 1 })], []))).toEqual(['again a']);
    expect(kinds(queue([], [summary('a')]), queue([], [summary('a', { call_level: 1 })]))).toEqual(['again a']);
    expect(kinds(queue([], [summary('a', { call_level: 1 })]), queue([], [summary('a', { call_level: 1 })]))).toEqual([]);
    expect(kinds(queue([], [summary('a')]), queue([], [summary('a', { is_called: false, called_at: null })]))).toEqual([]);
  });

  it('are counted: waiting ones, and own ones with something unread', () => {
    expect(wantingCount(queue([summary('a'), summary('b')], [summary('c', { unread: 0 }), summary('d')]))).toBe(3);
    expect(wantingCount(null)).toBe(0);
  });
});
