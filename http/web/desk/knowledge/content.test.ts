import { describe, expect, it } from 'vitest';
import type { Entry, EntryVersion } from '../types';
import { cleaned, contentOf, contentOfVersion, differences, emptyContent, isWhole, linesOf, sameWording, splitLines, splitTags } from './content';

describe('an entry being written', () => {
  it('takes pasted lines without their list marks', () => {
    expect(splitLines('- one\r\n* two\n\n3. three\n4）four\n  • five  \n- \n-six')).toEqual(['one', 'two', 'three', '4）four', 'five', '-six']);
  });

  it('splits tags at Western and Chinese commas, each once', () => {
    expect(splitTags('bills, 话费，缴费、bills; ,')).toEqual(['bills', '话费', '缴费']);
  });

  it('knows the same wording over case, width and spaces', () => {
    expect(sameWording('How  much?', 'how much？')).toBe(true);
    expect(sameWording('how much', 'how many')).toBe(false);
  });

  it('compares by meaning: the order of tags and outer spaces are nothing', () => {
    const one = { ...emptyContent, question: 'Q', tags: ['a', 'b'], variants: ['x', 'y'] };
    expect(differences(one, { ...one, question: ' Q ', tags: ['b', 'a'] })).toEqual([]);
    expect(differences(one, { ...one, variants: ['y', 'x'], answer: 'A' })).toEqual(['answer', 'variants']);
  });

  it('sees that a button leads elsewhere and that a date was set', () => {
    const one = { ...emptyContent, buttons: [{ action: 'link' as const, label: 'Shop', target: 'https://a.example' }] };
    const other = { ...one, buttons: [{ ...one.buttons[0]!, target: 'https://b.example' }], valid_until: 1_700_000_000_000 };
    expect(differences(one, other)).toEqual(['valid_until', 'buttons']);
    expect(linesOf(other, 'buttons')).toEqual(['Shop → link https://b.example']);
  });

  it('sends no empty lines and no empty buttons', () => {
    const sent = cleaned({ ...emptyContent, question: ' Q ', variants: ['', ' a '], tags: [' '], buttons: [{ action: 'ask', label: ' ', target: '' }] });
    expect(sent).toMatchObject({ question: 'Q', variants: ['a'], tags: [], buttons: [] });
  });

  it('is whole with question, answer, buttons that lead somewhere and dates in order', () => {
    const whole = { ...emptyContent, question: 'Q', answer: 'A' };
    expect(isWhole(whole)).toBe(true);
    expect(isWhole({ ...whole, answer: '' })).toBe(false);
    expect(isWhole({ ...whole, buttons: [{ action: 'person', label: 'Call', target: '' }] })).toBe(true);
    for (const target of ['javascript:alert(1)', 'shop.example', 'https://a b', '']) {
      expect(isWhole({ ...whole, buttons: [{ action: 'link', label: 'Shop', target }] })).toBe(false);
    }
    expect(isWhole({ ...whole, buttons: [{ action: 'link', label: 'Shop', target: 'https://shop.example/a?b=1' }] })).toBe(true);
    expect(isWhole({ ...whole, valid_from: 2, valid_until: 1 })).toBe(false);
  });

  it('reads what is stored and what a version held', () => {
    const button = { action: 'person' as const, label: 'Call us', target: '' };
    const entry = { ...emptyContent, id: 'E', external_id: 'x', question: 'Q', extras: { buttons: [button] }, version: 2 } as unknown as Entry;
    expect(contentOf(entry)).toEqual({ ...emptyContent, external_id: 'x', question: 'Q', buttons: [button] });
    const version = { version: 1, content: { id: 'x', question: 'Q', status: 'draft' } } as EntryVersion;
    expect(contentOfVersion(version)).toEqual({ ...emptyContent, external_id: 'x', question: 'Q' });
  });
});
