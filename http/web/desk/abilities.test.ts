import { describe, expect, it } from 'vitest';
import { approvesBase, approvesEntry } from './abilities';
import type { Me, Right } from './types';

const me = (approves: boolean, rights: Right[] = []): Me => ({ approves, rights }) as unknown as Me;
const entry = (category: string, ...sites: string[]) => ({ category, sites });

describe('approving an entry', () => {
  it('is for the whole base, or for what a right covers', () => {
    const some = me(false, [
      { category: 'bills', site: '', power: 'approve' },
      { category: 'shop', site: 'north', power: 'approve' },
      { category: '', site: '', power: 'edit' },
    ]);
    expect(approvesBase(some)).toBe(false);
    expect(approvesEntry(me(true), entry('anything'))).toBe(true);
    expect(approvesEntry(me(false), entry('anything'))).toBe(false);
    expect(approvesEntry(some, entry('bills'))).toBe(true);
    expect(approvesEntry(some, entry('bills/paper', 'south'))).toBe(true);
    expect(approvesEntry(some, entry('billsandmore'))).toBe(false);
    expect(approvesEntry(some, entry(''))).toBe(false);
    /* Shown everywhere, or on one site too many. */
    expect(approvesEntry(some, entry('shop'))).toBe(false);
    expect(approvesEntry(some, entry('shop', 'north'))).toBe(true);
    expect(approvesEntry(some, entry('shop', 'north', 'south'))).toBe(false);
  });
});
