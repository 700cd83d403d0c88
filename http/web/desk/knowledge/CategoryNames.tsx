// How a category is called in each language: what readers of the help centre and colleagues see.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { languageName, useT } from '../texts';
import type { CategoryName } from '../types';

const LANGUAGES = ['en', 'zh-CN', 'zh-TW'] as const;

/** The names as they are being edited; `save` stores those that were changed. */
export function useCategoryNames(category: string, names: readonly CategoryName[]) {
  const { api } = useDesk();
  const stored = (language: string) => names.find((one) => one.category === category && one.language === language)?.name ?? '';
  const [edited, setEdited] = useState<Readonly<Record<string, string>>>({});
  const nameIn = (language: string) => edited[language] ?? stored(language);
  const changed = LANGUAGES.filter((language) => nameIn(language).trim() !== stored(language));
  const save = async () => {
    for (const language of changed) await api.put('/v1/categories/names', { category, language, name: nameIn(language).trim() });
  };
  return { nameIn, edit: (language: string, name: string) => setEdited({ ...edited, [language]: name }), isChanged: changed.length > 0, save };
}

export function CategoryNames({ naming }: { naming: ReturnType<typeof useCategoryNames> }): VNode {
  const t = useT();
  return (
    <fieldset class="category-names">
      <legend>{t('tree.names')}</legend>
      <p class="field-hint">{t('tree.namesHint')}</p>
      {LANGUAGES.map((language) => (
        <TextInput
          key={language}
          label={languageName(t, language)}
          lang={language}
          value={naming.nameIn(language)}
          maxLength={80}
          onInput={(event) => naming.edit(language, event.currentTarget.value)}
        />
      ))}
    </fieldset>
  );
}
