// The shop page's few moving parts: language, light or dark, and links that ask a question.  The
// page stands in English without this script; the chat comes by the one embedding line, as in any
// shop's page.

import '../shared/tokens.css';
import '../shared/base.css';
import './colours.css';
import './demo.css';
import { loadTranslator, matchLanguage, pickLanguage, type Language, type Loaders } from '../shared/i18n';
import type english from './i18n/en.json';

type Key = keyof typeof english;

const loaders: Loaders<Key> = {
  en: () => import('./i18n/en.json'),
  'zh-CN': () => import('./i18n/zh-CN.json'),
  'zh-TW': () => import('./i18n/zh-TW.json'),
};

const page = document.documentElement;

function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

async function speak(language: Language): Promise<void> {
  const t = await loadTranslator(loaders, language);
  page.lang = language;
  document.title = t('documentTitle');
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) {
    const text = t(element.dataset['t'] as Key);
    element.textContent = text;
    if (element.dataset['foyerAsk'] === '' || element.dataset['asksItself']) {
      element.dataset['asksItself'] = 'yes';
      element.dataset['foyerAsk'] = text;
    }
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-t-ask]')) {
    element.dataset['foyerAsk'] = t(element.dataset['tAsk'] as Key);
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-t-label]')) {
    element.setAttribute('aria-label', t(element.dataset['tLabel'] as Key));
  }
}

function setTheme(theme: string | null): void {
  if (theme === 'light' || theme === 'dark') page.dataset['theme'] = theme;
  window.foyer?.('theme', theme ?? 'auto');
}

function isDark(): boolean {
  const theme = page.dataset['theme'];
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

const query = new URLSearchParams(location.search);
const first = pickLanguage([query.get('lang'), remembered('harbour:language'), ...navigator.languages]);
const select = document.getElementById('language') as HTMLSelectElement;
select.value = first;
select.addEventListener('change', () => {
  const language = matchLanguage(select.value) ?? 'en';
  remember('harbour:language', language);
  void speak(language);
});
document.getElementById('theme')?.addEventListener('click', () => {
  const theme = isDark() ? 'light' : 'dark';
  remember('harbour:theme', theme);
  setTheme(theme);
});
// The chat's script may come later than this one: calls before it wait in a queue.
if (!window.foyer) {
  const early: ArrayLike<unknown>[] = [];
  window.foyer = Object.assign((...call: unknown[]) => void early.push(call), { q: early });
}
const theme = query.get('theme') ?? remembered('harbour:theme');
if (theme) setTheme(theme);
void speak(first);
