import { describe, expect, it } from 'vitest';
import { cleaned, differences, emptyContent, sameWording, splitLines, splitTags } from './content';

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
    expect(differences(one, { ...one, variants: ['y', 'x'], answer: 'A' })).toEqual(['variants', 'answer']);
  });

  it('sends no empty lines', () => {
    expect(cleaned({ ...emptyContent, question: ' Q ', variants: ['', ' a '], tags: [' '] })).toMatchObject({ question: 'Q', variants: ['a'], tags: [] });
  });
});
