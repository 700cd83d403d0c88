// The site's own words in each language; what is left empty is said as the program says it.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { ChoiceRow, TextArea } from '../../shared/components/Field';
import { languageName, useT } from '../texts';
import type { PartProps } from './SiteEditor';
import type { Language, SiteState } from './types';

/** In the order in which a visitor meets them. */
const names = [
  'title', 'welcome', 'welcome_agents', 'warning', 'clarify', 'unmatched', 'others', 'not_helpful', 'handoff', 'handoff_unsure',
  'agents_first', 'busy', 'nobody_here', 'group_closed', 'opens', 'back_to_bot', 'closed',
] as const;

export function SiteTextsCard({ settings, change, defaults }: PartProps & { defaults: NonNullable<SiteState['defaults']>['texts'] | undefined }): VNode {
  const t = useT();
  const [language, setLanguage] = useState<Language>(settings.languages[0] ?? 'en');
  const shown = settings.languages.includes(language) ? language : (settings.languages[0] ?? 'en');
  const own = settings.texts[shown] ?? {};
  const put = (name: string, text: string) => {
    const texts = Object.fromEntries(Object.entries({ ...own, [name]: text }).filter(([, one]) => one));
    change({ texts: { ...settings.texts, [shown]: texts } });
  };
  return (
    <section class="card">
      <h2>{t('sites.texts')}</h2>
      <p class="field-hint">{t('sites.textsHint')}</p>
      <ChoiceRow label={t('sites.textsIn')} value={shown} options={settings.languages.map((one) => ({ value: one, label: languageName(t, one) }))} onChange={setLanguage} />
      <div class="site-texts" lang={shown}>
        {names.map((name) => (
          <TextArea key={`${shown}.${name}`} label={t(`text.${name}`)} rows={name === 'title' ? 1 : 2} maxLength={1000} value={own[name] ?? ''} placeholder={defaults?.[shown]?.[name] ?? ''} onInput={(event) => put(name, event.currentTarget.value)} />
        ))}
      </div>
    </section>
  );
}
