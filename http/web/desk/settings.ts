// The reader's own settings in this browser: theme, language, sound, notifications.

import { createStore } from '../shared/store';
import { recall, remember } from './memory';

export type Theme = 'system' | 'light' | 'dark';

export interface Settings {
  theme: Theme;
  /** null: as the staff member's account or the browser says. */
  language: string | null;
  sound: boolean;
  notifications: boolean;
}

const themes: readonly Theme[] = ['system', 'light', 'dark'];

function recalledTheme(): Theme {
  const value = recall('theme');
  return themes.find((theme) => theme === value) ?? 'system';
}

export const settings = createStore<Settings>({
  theme: recalledTheme(),
  language: recall('language'),
  sound: recall('sound') !== 'off',
  notifications: recall('notifications') === 'on',
});

function apply(): void {
  const { theme, language, sound, notifications } = settings.get();
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  remember('theme', theme);
  remember('language', language);
  remember('sound', sound ? 'on' : 'off');
  remember('notifications', notifications ? 'on' : 'off');
}

apply();
settings.subscribe(apply);
