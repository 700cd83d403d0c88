// Languages: which one to speak, typed texts, and numbers and times in the reader's manner.
//
// Each app keeps en.json, zh-CN.json and zh-TW.json with the same keys.  A text may hold {name}
// places; a text that counts is {"one": "...", "other": "..."} and is chosen by {count}.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const languages = ['en', 'zh-CN', 'zh-TW'] as const;
export type Language = (typeof languages)[number];

export const languageNames: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文', 'zh-TW': '繁體中文' };

export type Text = string | { one?: string; other: string };
export type Texts<Key extends string = string> = Record<Key, Text>;
export type Values = Record<string, string | number>;

/** How an app finds its texts: English's keys are the type, so that a missing one fails to compile. */
export type Loaders<Key extends string> = Record<Language, () => Promise<{ default: Texts<Key> }>>;

export interface Translator<Key extends string = string> {
  (key: Key, values?: Values): string;
  readonly language: Language;
  number(value: number): string;
  percent(share: number): string;
  /** With a tenth where there is one: "1.5%". */
  finePercent(share: number): string;
  /** 14:05 */
  time(at: number): string;
  /** 14:05 today, the date and time otherwise. */
  moment(at: number, now?: number): string;
  date(at: number): string;
  /** "just now", "3 minutes ago", "yesterday". */
  ago(at: number, now?: number): string;
  /** "45 sec", "about 2 min": of a length in seconds. */
  duration(seconds: number): string;
}

/** The language of ours that suits a BCP 47 tag; null when none does. */
export function matchLanguage(tag: string | null | undefined): Language | null {
  const parts = (tag ?? '').trim().toLowerCase().split(/[-_]/);
  if (parts[0] === 'en') return 'en';
  if (parts[0] !== 'zh') return null;
  if (parts.includes('hans')) return 'zh-CN';
  return parts.some((part) => part === 'hant' || part === 'tw' || part === 'hk' || part === 'mo') ? 'zh-TW' : 'zh-CN';
}

/** The first of the wishes that we speak; English when there is none. */
export function pickLanguage(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const language = matchLanguage(wish);
    if (language) return language;
  }
  return 'en';
}

function fill(text: string, values: Values | undefined, number: (value: number) => string): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values?.[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? number(value) : value;
  });
}

/** What people say of the last minute; Intl knows only "this minute". */
const justNow: Record<Language, string> = { en: 'just now', 'zh-CN': '刚刚', 'zh-TW': '剛剛' };

function agoUnit(seconds: number): [number, Intl.RelativeTimeFormatUnit] {
  if (seconds < 3600) return [Math.round(seconds / 60), 'minute'];
  if (seconds < 86_400) return [Math.round(seconds / 3600), 'hour'];
  return [Math.round(seconds / 86_400), 'day'];
}

export function createTranslator<Key extends string>(language: Language, texts: Texts<Key>): Translator<Key> {
  const numbers = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: 'percent' });
  const tenths = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const plurals = new Intl.PluralRules(language);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const dated = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' });
  const unit = (name: string, value: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const number = (value: number) => numbers.format(value);

  const translate = (key: Key, values?: Values): string => {
    const text = texts[key];
    if (text === undefined) return key;
    if (typeof text === 'string') return fill(text, values, number);
    const count = Number(values?.['count'] ?? 0);
    const form = plurals.select(count) === 'one' ? (text.one ?? text.other) : text.other;
    return fill(form, values, number);
  };

  return Object.assign(translate, {
    language,
    number,
    percent: (share: number) => percents.format(share),
    finePercent: (share: number) => tenths.format(share),
    time: (at: number) => clock.format(at),
    date: (at: number) => dated.format(at),
    moment(at: number, now = Date.now()) {
      const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
      return sameDay ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
    },
    ago(at: number, now = Date.now()) {
      const seconds = (now - at) / 1000;
      if (seconds < 60) return justNow[language];
      const [value, name] = agoUnit(seconds);
      return relative.format(-value, name);
    },
    duration(seconds: number) {
      return seconds < 60 ? unit('second', Math.round(seconds)) : unit('minute', Math.round(seconds / 60));
    },
  });
}

/** The name of the language that is written from right to left and that nobody speaks: English with each
 * text turned round, so that what stands on the wrong side is seen (?lang=ar-XB). */
export const MIRRORED = 'ar-XB';

export function mirrored<Key extends string>(t: Translator<Key>): Translator<Key> {
  return Object.assign((key: Key, values?: Values) => `\u202e${t(key, values)}\u202c`, { ...t });
}

/** "120 KB", "1.5 MB". */
export function sizeText(t: { number(value: number): string }, bytes: number): string {
  if (bytes < 1024 * 1024) return `${t.number(Math.max(1, Math.round(bytes / 1024)))} KB`;
  return `${t.number(Math.round(bytes / 1024 / 102.4) / 10)} MB`;
}

/** Loads a language's texts and makes its translator. */
export async function loadTranslator<Key extends string>(loaders: Loaders<Key>, language: Language): Promise<Translator<Key>> {
  return createTranslator(language, (await loaders[language]()).default);
}

export const TranslatorContext = createContext<Translator>(createTranslator<string>('en', {}));

/** The translator of the page.  An app gives it its own keys: `const useT = () => useTranslator<Key>()`. */
export function useTranslator<Key extends string>(): Translator<Key> {
  return useContext(TranslatorContext) as unknown as Translator<Key>;
}
