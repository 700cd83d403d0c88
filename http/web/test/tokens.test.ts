// The design tokens keep their promises: both ways into the dark are the same, and every text
// colour can be read on the grounds it is used on (WCAG 2.2: 4.5 for text, 3 for marks).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Tokens = Record<string, string>;

const css = readFileSync(join(__dirname, '../shared/tokens.css'), 'utf8');

function block(selector: string): Tokens {
  const start = css.indexOf(selector);
  expect(start, selector).toBeGreaterThan(-1);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1]!, match[2]!.trim()]));
}

const light = block(':root {');
const darkByWish = block(':root:not([data-theme="light"])');
const darkByChoice = block(':root[data-theme="dark"]');

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((first, second) => first - second) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const readable: [text: string, grounds: string[]][] = [
  ['--ink', ['--paper', '--surface', '--surface-2', '--surface-3', '--accent-soft', '--human-soft', '--warn-soft']],
  ['--ink-2', ['--paper', '--surface', '--surface-2', '--surface-3']],
  ['--ink-3', ['--paper', '--surface', '--surface-2']],
  ['--accent', ['--paper', '--surface', '--surface-2', '--accent-soft']],
  ['--accent-strong', ['--surface', '--accent-soft']],
  ['--on-accent', ['--accent', '--accent-strong']],
  ['--human', ['--surface', '--human-soft']],
  ['--good', ['--surface', '--good-soft']],
  ['--warn', ['--surface', '--warn-soft']],
  ['--bad', ['--paper', '--surface', '--bad-soft']],
  ['--info', ['--surface', '--info-soft']],
  ['--on-bad', ['--bad']],
  ['--on-brand', ['--brand', '--brand-2']],
  ['--on-brand-2', ['--brand', '--brand-2']],
];

const marks: [mark: string, grounds: string[]][] = [
  ['--line-strong', ['--paper', '--surface']],
  ['--focus', ['--paper', '--surface']],
];

it('says the same in both dark blocks', () => expect(darkByChoice).toEqual(darkByWish));

describe.each([
  ['light', light],
  ['dark', darkByChoice],
])('%s', (_name, tokens) => {
  it.each(readable.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))('%s can be read on %s', (text, ground) => {
    expect(contrast(tokens[text]!, tokens[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(marks.flatMap(([mark, grounds]) => grounds.map((ground) => [mark, ground] as const)))('%s can be seen on %s', (mark, ground) => {
    expect(contrast(tokens[mark]!, tokens[ground]!)).toBeGreaterThanOrEqual(3);
  });
});
