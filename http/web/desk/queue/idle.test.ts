import { describe, expect, it } from 'vitest';
import { isIdle } from './idle';

describe('away by itself', () => {
  it('comes after so many minutes without a touch, and never when that is switched off', () => {
    expect(isIdle(0, 14 * 60_000, 15)).toBe(false);
    expect(isIdle(0, 15 * 60_000, 15)).toBe(true);
    expect(isIdle(0, 999 * 60_000, 0)).toBe(false);
  });
});
