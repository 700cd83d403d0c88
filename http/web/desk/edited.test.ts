import { expect, test } from 'vitest';
import { clashes, followed } from './edited';

const stored = { low: 72, high: 8, days: 3 };

test('what nobody touched here follows what is stored', () => {
  const now = { ...stored, high: 4 };
  expect(followed({ base: stored, draft: stored }, now)).toEqual({ base: now, draft: now });
});

test('what was typed stays when something else is saved meanwhile', () => {
  const draft = { ...stored, low: 48 };
  expect(followed({ base: stored, draft }, { ...stored, high: 4 }).draft).toEqual({ low: 48, high: 4, days: 3 });
});

test('the same that is read again moves nothing', () => {
  const editing = { base: stored, draft: { ...stored, low: 48 } };
  expect(followed(editing, { ...stored })).toBe(editing);
});

test('a text that is being written stays whole', () => {
  expect(followed({ base: '10.0.0.0/8', draft: '10.0.0.0/8\n192' }, '172.16.0.0/12')).toEqual({ base: '172.16.0.0/12', draft: '10.0.0.0/8\n192' });
  expect(followed({ base: 'old', draft: 'old' }, 'new').draft).toBe('new');
});

test('once it is stored, what was saved here is nobody\'s change any more', () => {
  const draft = { ...stored, low: 48 };
  const after = followed({ base: stored, draft }, draft);
  expect(after.draft).toEqual(after.base);
});

test('only what was changed on both sides, and differently, clashes', () => {
  const editing = { base: stored, draft: { ...stored, low: 48 } };
  expect(clashes(editing, { ...stored, high: 4 })).toBe(false);
  expect(clashes(editing, { ...stored, low: 48 })).toBe(false);
  expect(clashes(editing, { ...stored, low: 24 })).toBe(true);
});
