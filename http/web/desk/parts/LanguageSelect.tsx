// The language of the desk itself.

import type { VNode } from 'preact';
import { languageNames, languages } from '../../shared/i18n';
import { settings } from '../settings';
import { useT } from '../texts';

export function LanguageSelect({ onChange }: { onChange?: (language: string) => void }): VNode {
  const t = useT();
  return (
    <select
      class="control compact"
      aria-label={t('me.language')}
      value={t.language}
      onChange={(event) => {
        settings.patch({ language: event.currentTarget.value });
        onChange?.(event.currentTarget.value);
      }}
    >
      {languages.map((language) => (
        <option key={language} value={language} lang={language}>
          {languageNames[language]}
        </option>
      ))}
    </select>
  );
}
