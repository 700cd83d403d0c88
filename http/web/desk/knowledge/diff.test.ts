import { describe, expect, it } from 'vitest';
import { diffLines, lineDiff, steps, wordsOf, type Line } from './diff';

const marked = (line: Line) => (line === null ? null : line.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join(''));
const shown = (before: string[], after: string[]) => diffLines(before, after).map((row) => [marked(row.before), marked(row.after)]);

describe('what differs', () => {
  it('is nothing between equal texts', () => {
    expect(shown(['a', 'b'], ['a', 'b'])).toEqual([['a', 'a'], ['b', 'b']]);
    expect(shown([], [])).toEqual([]);
  });

  it('puts lines that were added or removed beside nothing', () => {
    expect(shown(['a', 'c'], ['a', 'b', 'c'])).toEqual([['a', 'a'], [null, '[b]'], ['c', 'c']]);
    expect(shown(['a', 'b'], ['b'])).toEqual([['[a]', null], ['b', 'b']]);
  });

  it('marks the words of a line that changed', () => {
    expect(shown(['Parcels take two days.'], ['Parcels take three working days.'])).toEqual([
      ['Parcels take [two] days.', 'Parcels take [three working] days.'],
    ]);
  });

  it('marks Chinese by characters', () => {
    expect(shown(['包裹两天送达'], ['包裹三天内送达'])).toEqual([['包裹[两]天送达', '包裹[三]天[内]送达']]);
  });

  it('shows lines with nothing in common whole', () => {
    const { before, after } = lineDiff('Call our shop in the morning', 'Every parcel has a number');
    expect(before).toEqual([{ text: 'Call our shop in the morning', isChanged: true }]);
    expect(after).toHaveLength(1);
  });

  it('loses and invents nothing', () => {
    for (const text of ['Roam in 40+ countries: ¥30/day.', '套餐 A1 每月¥59，含 20GB', ' spaces  kept ', '**bold** _x_y']) {
      expect(wordsOf(text).join('')).toBe(text);
    }
    const [before, after] = [['x', 'a', 'b', 'y'], ['a', 'x', 'b', 'z', 'y']];
    const way = steps(before, after);
    expect(way.filter((one) => one.kind !== 'added').map((one) => before[one.before])).toEqual(before);
    expect(way.filter((one) => one.kind !== 'removed').map((one) => after[one.after])).toEqual(after);
  });

  it('stays quick where everything differs', () => {
    const lines = (name: string) => Array.from({ length: 10_000 }, (_, at) => `${name} ${at}`);
    const way = steps(lines('was'), lines('is'));
    expect(way).toHaveLength(20_000);
  });
});
