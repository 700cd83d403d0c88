import { describe, expect, it } from 'vitest';
import { emptyContent } from './content';
import { merge, mergeLists } from './merge';

const base = { ...emptyContent, question: 'Q', answer: 'old', variants: ['a', 'b'], tags: ['t'], category: 'bills' };

describe('two editors on one entry', () => {
  it('takes what only the other changed, keeps what only this side changed', () => {
    const merged = merge(base, { ...base, answer: 'mine' }, { ...base, category: 'bills/late' });
    expect(merged.content).toEqual({ ...base, answer: 'mine', category: 'bills/late' });
    expect(merged).toMatchObject({ taken: ['category'], joined: [], open: [] });
  });

  it('adds up the wordings of both and leaves out what either removed', () => {
    const merged = merge(base, { ...base, variants: ['a', 'b', 'mine'] }, { ...base, variants: ['b', 'theirs'] });
    expect(merged.content.variants).toEqual(['b', 'mine', 'theirs']);
    expect(merged.joined).toEqual(['variants']);
  });

  it('asks where both wrote the same text differently, and keeps this side until then', () => {
    const merged = merge(base, { ...base, answer: 'mine' }, { ...base, answer: 'theirs' });
    expect(merged.open).toEqual(['answer']);
    expect(merged.content.answer).toBe('mine');
  });

  it('has nothing to ask where both made the same change', () => {
    expect(merge(base, { ...base, answer: 'new' }, { ...base, answer: 'new' })).toMatchObject({ taken: [], joined: [], open: [] });
  });

  it('does not make one site out of everywhere and somewhere', () => {
    const limited = { ...base, sites: ['shop'] };
    expect(merge(limited, { ...limited, sites: [] }, { ...limited, sites: ['shop', 'app'] }).open).toEqual(['sites']);
  });

  it('merges lists in the order of mine', () => {
    expect(mergeLists(['1', '2'], ['2', '1', '3'], ['1', '2', '4'])).toEqual(['2', '1', '3', '4']);
  });
});
