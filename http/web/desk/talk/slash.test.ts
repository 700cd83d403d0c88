import { describe, expect, it } from 'vitest';
import { fitting, replaced, slashAt } from './slash';
import type { Canned } from './types';
import { filled, unknownNames } from './variables';

const canned = (shortcut: string, title: string, language = ''): Canned => ({
  id: shortcut, scope: 'shared', group: null, shortcut, title, text: title, language, version: 1, changed_at: 0,
});

describe('a slash', () => {
  it.each([
    ['/', 1, ''],
    ['/hel', 4, 'hel'],
    ['Hello /by', 9, 'by'],
    ['第一行\n/退', 6, '退'],
  ])('%j is one', (text, cursor, typed) => {
    expect(slashAt(text, cursor)?.typed).toBe(typed);
  });

  it.each(['and/or', 'https://shop', '/done already', '1/2'])('%j is none', (text) => {
    expect(slashAt(text, text.length)).toBeNull();
  });

  it('gives way to the reply, and what follows stays', () => {
    const slash = slashAt('Well, /hi there', 9)!;
    expect(replaced('Well, /hi there', slash, 'Hello')).toEqual({ text: 'Well, Hello there', cursor: 11 });
  });
});

describe('ready-made replies', () => {
  const list = [canned('thanks', 'Thank you'), canned('bye', 'Goodbye and thanks'), canned('th-zh', '谢谢', 'zh-CN'), canned('hours', 'Opening hours')];

  it('that begin so come first, then those that hold it', () => {
    expect(fitting(list, 'th', 'en').map((one) => one.shortcut)).toEqual(['thanks', 'th-zh', 'bye']);
  });

  it('of the visitor’s language come before those of others', () => {
    expect(fitting(list, 'th', 'zh-TW')[0]?.shortcut).toBe('th-zh');
    expect(fitting(list, '', 'en').at(-1)?.shortcut).toBe('th-zh');
  });

  it('that don’t fit are left out', () => {
    expect(fitting(list, 'zebra', 'en')).toEqual([]);
  });
});

describe('variables', () => {
  it('are filled in once', () => {
    expect(filled('Hello {visitor}, {agent} here.', { visitor: '{agent}', agent: 'Mei' })).toBe('Hello {agent}, Mei here.');
  });

  it('that nothing is known of stay, as do other braces', () => {
    expect(filled('{visitor} {code} { }', {})).toBe('{visitor} {code} { }');
    expect(unknownNames('{visitor} {vistor} {vistor}')).toEqual(['vistor']);
  });
});
