// The widget's texts by language.  English decides the keys; the compiler refuses a language that
// lacks one.

import type english from './i18n/en.json';
import { useTranslator, type Loaders, type Translator } from '../shared/i18n';

export type Key = keyof typeof english;

export const loaders: Loaders<Key> = {
  en: () => import('./i18n/en.json'),
  'zh-CN': () => import('./i18n/zh-CN.json'),
  'zh-TW': () => import('./i18n/zh-TW.json'),
};

export const useT = (): Translator<Key> => useTranslator<Key>();
