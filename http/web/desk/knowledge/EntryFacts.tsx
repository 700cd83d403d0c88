// The small fields of an entry: category, tags, language, id, when and where it is shown.

import type { VNode } from 'preact';
import { Select, TextInput } from '../../shared/components/Field';
import { languages } from '../../shared/i18n';
import { useFetched } from '../fetched';
import { Chips } from '../rules/Chips';
import { languageName, useT } from '../texts';
import type { Category, EntryContent } from '../types';

export interface EntryFactsProps {
  content: EntryContent;
  isNew: boolean;
  onChange: (part: Partial<EntryContent>) => void;
}

/** A moment as a field of date and time takes it, by the reader's clock; '' for none. */
export function fieldTime(at: number): string {
  if (!at) return '';
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

const timeOf = (text: string): number => (text ? new Date(text).getTime() || 0 : 0);

function Validity({ content, onChange }: Omit<EntryFactsProps, 'isNew'>): VNode {
  const t = useT();
  const { valid_from, valid_until } = content;
  const isWrong = valid_from > 0 && valid_until > 0 && valid_from >= valid_until;
  return (
    <>
      <TextInput
        label={t('entry.valid_from')}
        hint={t('entry.validFromHint')}
        type="datetime-local"
        value={fieldTime(valid_from)}
        onInput={(event) => onChange({ valid_from: timeOf(event.currentTarget.value) })}
      />
      <TextInput
        label={t('entry.valid_until')}
        hint={t('entry.validUntilHint')}
        error={isWrong ? t('entry.validWrong') : null}
        type="datetime-local"
        value={fieldTime(valid_until)}
        onInput={(event) => onChange({ valid_until: timeOf(event.currentTarget.value) })}
      />
    </>
  );
}

function Sites({ sites, onChange }: { sites: readonly string[]; onChange: (sites: string[]) => void }): VNode {
  const t = useT();
  const known = useFetched<{ sites: { site: string }[] }>('/v1/sites', 'staff').data?.sites.map((one) => one.site) ?? [];
  return (
    <Chips
      label={t('entry.sites')}
      hint={t(sites.length === 0 ? 'entry.sitesAll' : 'entry.sitesHint')}
      placeholder={t('entry.sitesPlaceholder')}
      values={sites}
      offers={known.filter((one) => !sites.includes(one))}
      onChange={(next) => onChange(next.map((one) => one.replace(/\s+/g, '-')))}
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
      <Chips label={t('entry.tags')} hint={t('entry.tagsHint')} values={content.tags} onChange={(tags) => onChange({ tags })} />
      <Select label={t('entry.language')} value={content.language} onChange={(event) => onChange({ language: event.currentTarget.value })}>
        {choices.map((language) => (
          <option key={language} value={language}>
            {languageName(t, language)}
          </option>
        ))}
      </Select>
      <Sites sites={content.sites} onChange={(sites) => onChange({ sites })} />
      <Validity content={content} onChange={onChange} />
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
