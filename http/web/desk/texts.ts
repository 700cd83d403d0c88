// The desk's words: which files they are in, and how a screen asks for them.

import { useTranslator, type Loaders, type Texts, type Translator } from '../shared/i18n';
import type { ConversationView } from '../shared/types';
import type en from './i18n/en';

export type Key = keyof typeof en;
export type T = Translator<Key>;

type Loaded = Promise<{ default: Texts<Key> }>;

export const loaders: Loaders<Key> = {
  en: () => import('./i18n/en') as Loaded,
  'zh-CN': () => import('./i18n/zh-CN') as Loaded,
  'zh-TW': () => import('./i18n/zh-TW') as Loaded,
};

export const useT = (): T => useTranslator<Key>();

/** A text whose key ends in a word of the server's; the word itself when we have none for it. */
export function word(t: T, prefix: string, value: string | null | undefined): string {
  if (!value) return '';
  const key = `${prefix}.${value}`;
  const text = t(key as Key);
  return text === key ? value : text;
}

/** "简体中文" for a BCP 47 tag, in the reader's language. */
export function languageName(t: T, tag: string): string {
  if (!tag) return t('language.any');
  /* "Simplified Chinese" says more to a reader than "Chinese (China)". */
  const script = { 'zh-CN': 'zh-Hans', 'zh-TW': 'zh-Hant' }[tag] ?? tag;
  try {
    return new Intl.DisplayNames([t.language], { type: 'language' }).of(script) ?? tag;
  } catch {
    return tag;
  }
}

/** Markdown's marks taken out: for a line of a list. */
export function withoutMarks(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\](?:\([^)]*(?:\)|$)|(?=…?$))/g, '$1')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/\*([^\s*][^*]*)\*/g, '$1')
    .replace(/(^|\s)(?:[-*•]|#{1,6}|\d+\.)\s+/g, '$1');
}

/** The name that a visitor has filled in, or that a page, a rule or the bot has of them. */
export function givenName(view: ConversationView | null | undefined): string | undefined {
  return view?.form?.find(({ kind }) => kind === 'name')?.value ?? view?.attributes?.['name'];
}

/** How a visitor is called: by the name they gave, else by the end of the conversation's id. */
export function visitorName(t: T, id: string, name?: string | null): string {
  return name?.trim() || t('inbox.visitor', { id: id.slice(-4).toUpperCase() });
}
