import { describe, expect, it } from 'vitest';
import { acceptingFrom } from './accepting';

const curve = [
  { answered: 1, wrong: 0.4 },
  { answered: 0.8, wrong: 0.1 },
  { answered: 0.6, wrong: 0.03 },
  { answered: 0.5, wrong: 0.01 },
  { answered: 0, wrong: 0 },
];

describe('the threshold that accepts a share of wrong answers', () => {
  it('is the lowest that keeps to it', () => {
    expect(acceptingFrom(curve, 0.05)).toBe(0.5);
    expect(acceptingFrom(curve, 0.02)).toBe(0.75);
  });
  it('is everything where everything is accepted', () => expect(acceptingFrom(curve, 0.5)).toBe(0));
  it('answers nothing where nothing wrong is accepted', () => expect(acceptingFrom(curve, 0)).toBe(1));
  it('is never below one that answers too much wrong', () => {
    expect(acceptingFrom([{ answered: 1, wrong: 0.01 }, { answered: 0.5, wrong: 0.2 }, { answered: 0.1, wrong: 0 }], 0.05)).toBe(1);
  });
});
