import { describe, expect, it } from 'vitest';
import { dayIsGood, faultsOf, firstHours, keptEnd, shownEnd, withSpan, zones } from './hours';

describe('hours', () => {
  it('begin as an office week', () => {
    const hours = firstHours('Asia/Shanghai');
    expect(hours.week.mon).toEqual(['09:00-18:00']);
    expect(hours.week.sun).toEqual([]);
    expect(faultsOf(hours)).toEqual({ days: [], holidays: [] });
  });

  it.each([
    [[], true],
    [['09:00-12:00', '13:00-18:00'], true],
    [['20:00-24:00'], true],
    [['09:00-09:00'], false],
    [['12:00-09:00'], false],
    [['09:00-12:00', '12:00-13:00'], false],
    [['13:00-14:00', '09:00-10:00'], false],
    [['-12:00'], false],
  ])('%j is a day: %s', (spans, good) => {
    expect(dayIsGood(spans)).toBe(good);
  });

  it('add a span after the last one while there is room', () => {
    expect(withSpan([])).toEqual(['09:00-18:00']);
    expect(withSpan(['09:00-12:00'])).toEqual(['09:00-12:00', '13:00-17:00']);
    expect(withSpan(['09:00-24:00'])).toEqual(['09:00-24:00']);
    for (let spans: string[] = []; spans.length < 4; spans = withSpan(spans)) {
      expect(dayIsGood(spans)).toBe(true);
      if (withSpan(spans).length === spans.length) break;
    }
  });

  it('show the end of the day as midnight', () => {
    expect(shownEnd('24:00')).toBe('00:00');
    expect(keptEnd(shownEnd('24:00'))).toBe('24:00');
    expect(keptEnd('18:30')).toBe('18:30');
  });

  it('name what is wrong', () => {
    const hours = firstHours('UTC');
    hours.week.tue = ['18:00-09:00'];
    hours.holidays = [
      { from: '2026-10-01', to: '2026-10-07', name: '', hours: [] },
      { from: '2026-10-07', to: '2026-10-01', name: '', hours: [] },
      { from: '', to: '', name: '', hours: [] },
    ];
    expect(faultsOf(hours)).toEqual({ days: ['tue'], holidays: [1, 2] });
  });

  it('keep a zone that the browser does not know', () => {
    expect(zones('America/Elsewhere')).toContain('America/Elsewhere');
    expect(zones('UTC').filter((zone) => zone === 'UTC')).toHaveLength(1);
  });
});
