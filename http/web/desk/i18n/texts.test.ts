// The three languages say the same things, every text that is used exists, and none is left over.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import en from './en';
import zhCN from './zh-CN';
import zhTW from './zh-TW';

type Text = string | { one?: string; other: string };
const english: Record<string, Text> = en;
const languages: Record<string, Record<string, Text>> = { en, 'zh-CN': zhCN, 'zh-TW': zhTW };

const places = (text: Text) => [...(typeof text === 'string' ? text : text.other).matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

/** "inbox.${tab}Empty" as a pattern of keys. */
function patternOf(template: string): RegExp {
  return new RegExp(`^${template.split(/\$\{[^}]*\}/).map((part) => part.replace(/\./g, '\\.')).join('.+')}$`);
}

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((item) => {
      const path = join(folder, item.name);
      if (item.isDirectory()) return item.name === 'i18n' ? '' : sources(path);
      return /\.tsx?$/.test(item.name) ? readFileSync(path, 'utf8') : '';
    })
    .join('\n');
}

describe('texts of the desk', () => {
  it.each(['zh-CN', 'zh-TW'])('%s has the keys and places of English', (language) => {
    const texts = languages[language]!;
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) expect([key, places(texts[key]!)]).toEqual([key, places(text)]);
  });

  it('are all used', () => {
    const code = sources(fileURLToPath(new URL('..', import.meta.url)));
    const made = [...code.matchAll(/t\(`([^`]+)`/g)].map((match) => patternOf(match[1]!));
    const words = [...code.matchAll(/word\(t, '([\w.-]+)'/g)].map((match) => patternOf(`${match[1]}.\${word}`));
    const isUsed = (key: string) => code.includes(`'${key}'`) || [...made, ...words].some((pattern) => pattern.test(key));
    expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
  });
});
