// One site's settings as a form, saved as a whole with a reason; somebody else's change in between
// is said and nothing is overwritten.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Select, TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { TypingPreview } from '../talk/TypingPreview';
import { languageName, useT } from '../texts';
import { toast } from '../toasts';
import type { Group } from '../types';
import { BotAnswers } from './BotAnswers';
import { ChatCard } from './ChatCard';
import { FormCard } from './FormCard';
import { MembersCard } from './MembersCard';
import { SiteTextsCard } from './SiteTextsCard';
import { SiteVersions } from './SiteVersions';
import { WhoFirst } from './WhoFirst';
import { languages, type Language, type SiteSettings, type SiteState } from './types';

export interface PartProps {
  settings: SiteSettings;
  change: (part: Partial<SiteSettings>) => void;
}

function LanguageChoice({ settings, change }: PartProps): VNode {
  const t = useT();
  const chosen = settings.languages;
  const toggle = (language: Language) => {
    const rest = chosen.filter((one) => one !== language);
    change({ languages: rest.length === chosen.length ? [...chosen, language] : rest.length > 0 ? rest : chosen });
  };
  return (
    <fieldset class="options">
      <legend>{t('sites.languages')}</legend>
      {languages.map((language) => (
        <label key={language} class="option">
          <input type="checkbox" checked={chosen.includes(language)} onChange={() => toggle(language)} />
          <span class="option-name">{languageName(t, language)}</span>
          {chosen[0] === language && <small>{t('sites.firstLanguage')}</small>}
          {chosen.includes(language) && chosen[0] !== language && (
            <Button size="s" look="quiet" onClick={() => change({ languages: [language, ...chosen.filter((one) => one !== language)] })}>
              {t('sites.makeFirst')}
            </Button>
          )}
        </label>
      ))}
    </fieldset>
  );
}

function General({ settings, change, groups }: PartProps & { groups: readonly Group[] }): VNode {
  const t = useT();
  return (
    <section class="card">
      <h2>{t('sites.general')}</h2>
      <TextInput label={t('sites.displayName')} hint={t('sites.displayNameHint')} maxLength={80} value={settings.display_name} onInput={(event) => change({ display_name: event.currentTarget.value })} />
      <LanguageChoice settings={settings} change={change} />
      <Select label={t('sites.group')} value={settings.group ?? ''} onChange={(event) => change({ group: event.currentTarget.value || null })}>
        <option value="">{t('sites.defaultGroup')}</option>
        {groups.map((group) => (
          <option key={group.id} value={group.id}>
            {group.name}
          </option>
        ))}
      </Select>
    </section>
  );
}

/** What is being changed, by site and version: a look at another screen doesn't lose it. */
const drafts = new Map<string, SiteSettings>();

export function SiteEditor({ state, onSaved }: { state: SiteState; onSaved: () => void }): VNode {
  const t = useT();
  const { api } = useDesk();
  const groups = useFetched<{ groups: Group[] }>('/v1/groups', 'staff').data?.groups ?? [];
  const name = `${state.site}:${state.version}`;
  const [settings, setSettings] = useState(drafts.get(name) ?? state.settings);
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isChanged = JSON.stringify(settings) !== JSON.stringify(state.settings);
  const set = (next: SiteSettings) => {
    drafts.set(name, next);
    setSettings(next);
  };
  const change = (part: Partial<SiteSettings>) => set({ ...settings, ...part });
  const discard = () => {
    drafts.delete(name);
    setSettings(state.settings);
  };

  const send = async (call: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await call();
      drafts.delete(name);
      toast('good', t('sites.saved'));
      onSaved();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const path = `/v1/sites/${encodeURIComponent(state.site)}`;
  const save = () => send(() => api.put(`${path}/settings`, { version: state.version, reason: reason.trim(), settings }));
  const restore = (version: number) => send(() => api.post(`${path}/restore`, { version: state.version, restore: version }));

  return (
    <div class="site-form">
      <General settings={settings} change={change} groups={groups} />
      <WhoFirst settings={settings} change={change} groups={groups} />
      <BotAnswers settings={settings} change={change} defaults={state.defaults} />
      <TypingPreview settings={settings} change={change} />
      <ChatCard settings={settings} change={change} />
      <FormCard settings={settings} change={change} />
      <MembersCard site={state.site} />
      <SiteTextsCard settings={settings} change={change} groups={groups} defaults={state.defaults?.texts} />
      <SiteVersions site={state.site} current={state.version} onRestore={(version) => void restore(version)} />
      {(isChanged || error !== null) && (
        <div class="save-bar" role="region" aria-label={t('sites.unsaved')}>
          {error !== null && <ErrorNotice error={error} />}
          <TextInput label={t('sites.reason')} maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          <Button onClick={discard}>{t('sites.discard')}</Button>
          <Button look="primary" busy={isBusy} disabled={!isChanged} onClick={() => void save()}>
            {t('app.save')}
          </Button>
        </div>
      )}
    </div>
  );
}
