import { describe, expect, it } from 'vitest';
import { everything, nothingChosen, toggled, upTo, type Choice } from './choice';

const listed = ['a', 'b', 'c', 'd'];
const ids = (choice: Choice) => [...choice.ids].sort().join('');

describe('choosing entries', () => {
  it('takes one in and out', () => {
    const one = toggled(nothingChosen, 'b');
    expect(ids(one)).toBe('b');
    expect(ids(toggled(one, 'b'))).toBe('');
  });

  it('takes a run from the last one, up or down', () => {
    expect(ids(upTo(toggled(nothingChosen, 'b'), 'd', listed))).toBe('bcd');
    expect(ids(upTo(toggled(nothingChosen, 'c'), 'a', listed))).toBe('abc');
    expect(ids(upTo(nothingChosen, 'c', listed))).toBe('c');
    expect(ids(upTo({ ids: new Set(['x']), anchor: 'x' }, 'c', listed))).toBe('cx');
  });

  it('takes all, and none when all are taken', () => {
    const all = everything(nothingChosen, listed);
    expect(ids(all)).toBe('abcd');
    expect(ids(everything(all, listed))).toBe('');
  });
});
