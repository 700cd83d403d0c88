// Languages: every app says everything in each, and numbers and plurals follow the language.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTranslator, languages, matchLanguage, pickLanguage, type Texts } from '../shared/i18n';

const web = join(__dirname, '..');
const apps = readdirSync(web).filter((app) => {
  try {
    return readdirSync(join(web, app, 'i18n')).includes('en.json');
  } catch {
    return false;
  }
});

const read = (app: string, language: string) => JSON.parse(readFileSync(join(web, app, 'i18n', `${language}.json`), 'utf8')) as Texts;
const places = (text: unknown) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort();

describe.each(apps)('the texts of %s', (app) => {
  const english = read(app, 'en');

  it.each(languages.filter((language) => language !== 'en'))('are complete in %s', (language) => {
    const texts = read(app, language);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(texts)) {
      expect(places(text), key).toEqual(places(english[key]));
      expect(JSON.stringify(text), key).not.toBe('""');
    }
  });
});

it('finds the apps', () => expect(apps).toEqual(expect.arrayContaining(['demo', 'widget'])));

describe('choosing a language', () => {
  it.each([
    ['en', 'en'],
    ['en-GB', 'en'],
    ['zh', 'zh-CN'],
    ['zh-SG', 'zh-CN'],
    ['zh_CN', 'zh-CN'],
    ['zh-Hans-HK', 'zh-CN'],
    ['zh-TW', 'zh-TW'],
    ['zh-HK', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['ZH-hant-tw', 'zh-TW'],
    ['de', null],
    ['', null],
    [undefined, null],
  ])('%s is %s', (tag, expected) => expect(matchLanguage(tag)).toBe(expected));

  it('takes the first wish that can be met', () => {
    expect(pickLanguage([null, 'de', 'zh-HK', 'en'])).toBe('zh-TW');
    expect(pickLanguage(['de', 'fr'])).toBe('en');
  });
});

describe('a translator', () => {
  const t = createTranslator('en', { hello: 'Hello {name}', ahead: { one: '{count} person', other: '{count} people' } });

  it('fills places and counts', () => {
    expect(t('hello', { name: '{count}' })).toBe('Hello {count}');
    expect(t('hello')).toBe('Hello {name}');
    expect(t('ahead', { count: 1 })).toBe('1 person');
    expect(t('ahead', { count: 1200 })).toBe('1,200 people');
  });

  it('speaks of time', () => {
    const now = new Date(2026, 5, 1, 14, 5).getTime();
    expect(t.time(now)).toBe('14:05');
    expect(t.moment(now - 86_400_000, now)).toMatch(/May 31.* 14:05|31 May.* 14:05/);
    expect(t.ago(now - 20_000, now)).toBe('just now');
    expect(t.ago(now - 180_000, now)).toBe('3 min. ago');
    expect(createTranslator('zh-CN', {}).ago(now - 20_000, now)).toBe('刚刚');
    expect(t.duration(45)).toBe('45 sec');
    expect(t.duration(150)).toBe('3 min');
    expect(createTranslator('zh-CN', {}).duration(150)).toBe('3分钟');
  });
});
