// The site's own words in each language; what is left empty is said as the program says it.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ChoiceRow, Select, TextArea } from '../../shared/components/Field';
import { languageName, useT } from '../texts';
import type { Group } from '../types';
import type { PartProps } from './SiteEditor';
import type { Language, SiteState, SiteTexts } from './types';

/** In the order in which a visitor meets them. */
const names = [
  'title', 'welcome', 'welcome_agents', 'warning', 'clarify', 'unmatched', 'others', 'not_helpful', 'greeting', 'thanks', 'goodbye',
  'acknowledged', 'no_words', 'handoff', 'handoff_unsure', 'agents_first', 'busy', 'queue_long', 'nobody_here', 'group_closed', 'opens', 'back_to_bot', 'files', 'no_reply', 'silent', 'silent_closed', 'closed',
] as const;

export interface SiteTextsProps extends PartProps {
  groups: readonly Group[];
  defaults: NonNullable<SiteState['defaults']>['texts'] | undefined;
}

export function SiteTextsCard({ settings, change, groups, defaults }: SiteTextsProps): VNode {
  const t = useT();
  const [group, setGroup] = useState('');
  const [language, setLanguage] = useState<Language>(settings.languages[0] ?? 'en');
  const shown = settings.languages.includes(language) ? language : (settings.languages[0] ?? 'en');
  const ofGroup = settings.group_texts.find((one) => one.group === group);
  const all: SiteTexts = group ? (ofGroup?.texts ?? {}) : settings.texts;
  const own = all[shown] ?? {};
  /** What is said where this is left empty. */
  const fallback = (name: string) => (group && settings.texts[shown]?.[name]) || defaults?.[shown]?.[name] || '';
  const put = (name: string, text: string) => {
    const texts = Object.fromEntries(Object.entries({ ...own, [name]: text }).filter(([, one]) => one));
    const next = { ...all, [shown]: texts };
    if (!group) change({ texts: next });
    else change({ group_texts: [...settings.group_texts.filter((one) => one.group !== group), { group, texts: next }].filter((one) => Object.values(one.texts).some((some) => Object.keys(some ?? {}).length > 0)) });
  };
  return (
    <section class="card">
      <h2>{t('sites.texts')}</h2>
      <p class="field-hint">{t('sites.textsHint')}</p>
      <ChoiceRow label={t('sites.textsIn')} value={shown} options={settings.languages.map((one) => ({ value: one, label: languageName(t, one) }))} onChange={setLanguage} />
      {groups.length > 0 && (
        <Select label={t('sites.textsFor')} value={group} onChange={(event) => setGroup(event.currentTarget.value)}>
          <option value="">{t('sites.textsForAll')}</option>
          {groups.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
      )}
      <div class="site-texts" lang={shown}>
        {names.map((name) => (
          <TextArea key={`${group}.${shown}.${name}`} label={t(`text.${name}`)} rows={name === 'title' ? 1 : 2} maxLength={1000} value={own[name] ?? ''} placeholder={fallback(name)} onInput={(event) => put(name, event.currentTarget.value)} />
        ))}
      </div>
    </section>
  );
}
