// The small fields of an entry: category, tags, language, id.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Select, TextInput } from '../../shared/components/Field';
import { languages } from '../../shared/i18n';
import { useFetched } from '../fetched';
import { languageName, useT } from '../texts';
import type { Category, EntryContent } from '../types';
import { splitTags } from './content';

export interface EntryFactsProps {
  content: EntryContent;
  isNew: boolean;
  onChange: (part: Partial<EntryContent>) => void;
}

function Tags({ tags, onChange }: { tags: readonly string[]; onChange: (tags: string[]) => void }): VNode {
  const t = useT();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      label={t('entry.tags')}
      hint={t('entry.tagsHint')}
      value={typed ?? tags.join(', ')}
      onInput={(event) => {
        setTyped(event.currentTarget.value);
        onChange(splitTags(event.currentTarget.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

export function EntryFacts({ content, isNew, onChange }: EntryFactsProps): VNode {
  const t = useT();
  const categories = useFetched<{ categories: Category[] }>('/v1/entries/categories', 'knowledge').data?.categories ?? [];
  const known: string[] = ['', ...languages];
  const choices = known.includes(content.language) ? known : [...known, content.language];
  return (
    <div class="entry-facts">
      <TextInput
        label={t('entry.category')}
        hint={t('entry.categoryHint')}
        list="entry-categories"
        value={content.category}
        onInput={(event) => onChange({ category: event.currentTarget.value })}
      />
      <datalist id="entry-categories">
        {categories.map((one) => (
          <option key={one.category} value={one.category} />
        ))}
      </datalist>
      <Tags tags={content.tags} onChange={(tags) => onChange({ tags })} />
      <Select label={t('entry.language')} value={content.language} onChange={(event) => onChange({ language: event.currentTarget.value })}>
        {choices.map((language) => (
          <option key={language} value={language}>
            {languageName(t, language)}
          </option>
        ))}
      </Select>
      <TextInput
        label={t('entry.externalId')}
        hint={isNew ? t('entry.externalIdHint') : undefined}
        value={content.external_id}
        readOnly={!isNew}
        onInput={(event) => onChange({ external_id: event.currentTarget.value })}
      />
    </div>
  );
}
