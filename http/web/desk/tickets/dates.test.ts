import { describe, expect, it } from 'vitest';
import { fromField, toField } from './dates';

describe('times of date fields', () => {
  it('go both ways, to the minute', () => {
    const at = new Date(2026, 0, 5, 7, 9).getTime();
    expect(toField(at + 59_000)).toBe('2026-01-05T07:09');
    expect(fromField('2026-01-05T07:09')).toBe(at);
  });

  it('are none while somebody types', () => {
    expect(fromField('')).toBeNull();
    expect(fromField('soon')).toBeNull();
  });
});
