// One site's settings as a form, saved as a whole with a reason; somebody else's change in between
// is said and nothing is overwritten.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { Button } from '../../shared/components/Button';
import { Select, TextInput } from '../../shared/components/Field';
import { useDesk } from '../desk';
import { clashes, followed, type Editing } from '../edited';
import { ErrorNotice } from '../parts/ErrorNotice';
import { TypingPreview } from '../talk/TypingPreview';
import { languageName, useT } from '../texts';
import { toast } from '../toasts';
import type { Group } from '../types';
import { markUnsaved } from '../unsaved';
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
  /** A function is given the settings as they are then: for what comes later than the hand. */
  change: (part: Partial<SiteSettings> | ((now: SiteSettings) => Partial<SiteSettings>)) => void;
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

interface Kept extends Editing<SiteSettings> {
  /** Of which `base` is. */
  version: number;
}

/** What is being changed, by who does and the site: a look at another screen doesn't lose it. */
const drafts = new Map<string, Kept>();

const begun = ({ version, settings }: SiteState): Kept => ({ version, base: settings, draft: settings });

/** With what a colleague has saved meanwhile; where both changed the same, it stays of its version, which the server won't take. */
function moved(kept: Kept, { version, settings }: SiteState): Kept {
  if (version <= kept.version || clashes(kept, settings)) return kept;
  return { version, ...followed(kept, settings) };
}

function useKept(state: SiteState) {
  const name = `${useDesk().me.get().id}:${state.site}`;
  const [kept, setKept] = useState(() => drafts.get(name) ?? begun(state));
  const isChanged = JSON.stringify(kept.draft) !== JSON.stringify(kept.base);
  useEffect(() => setKept((now) => moved(now, state)), [state]);
  useEffect(() => {
    if (isChanged) drafts.set(name, kept);
    else drafts.delete(name);
    markUnsaved(`site:${name}`, isChanged);
  }, [name, kept, isChanged]);
  return { kept, setKept, isChanged, isBehind: isChanged && kept.version < state.version && clashes(kept, state.settings) };
}

export interface SiteEditorProps {
  state: SiteState;
  groups: readonly Group[];
  /** Resolves when `state` is what was saved. */
  onSaved: () => Promise<void>;
}

export function SiteEditor({ state, groups, onSaved }: SiteEditorProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const { kept, setKept, isChanged, isBehind } = useKept(state);
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const settings = kept.draft;
  const change: PartProps['change'] = (part) =>
    setKept((now) => ({ ...now, draft: { ...now.draft, ...(typeof part === 'function' ? part(now.draft) : part) } }));
  const discard = () => {
    setError(null);
    setKept(begun(state));
  };

  /** `done` is what holds of the draft once the call has succeeded; what is typed during it stays. */
  const send = async (call: () => Promise<unknown>, done: (now: Kept) => Kept) => {
    setBusy(true);
    setError(null);
    try {
      await call();
      setKept(done);
      setReason('');
      toast('good', t('sites.saved'));
      await onSaved();
    } catch (problem) {
      setError(problem);
      /* A colleague was first: with theirs taken over it can be saved once more, or is said to clash. */
      if (problem instanceof ApiError && problem.code === 'changed-meanwhile') await onSaved();
    }
    setBusy(false);
  };
  const path = `/v1/sites/${encodeURIComponent(state.site)}`;
  const save = () =>
    send(
      () => api.put(`${path}/settings`, { version: kept.version, reason: reason.trim(), settings }),
      (now) => ({ ...now, base: settings }),
    );
  const restore = (version: number) =>
    send(
      () => api.post(`${path}/restore`, { version: state.version, restore: version }),
      (now) => ({ ...now, draft: now.base }),
    );

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
      <SiteVersions key={state.version} site={state.site} current={state.version} onRestore={(version) => void restore(version)} />
      {(isChanged || error !== null) && (
        <div class="save-bar" role="region" aria-label={t('sites.unsaved')}>
          {isBehind && <ErrorNotice text={t('sites.behind', { name: state.changed_by ?? t('conflict.someone') })} />}
          {!isBehind && error !== null && <ErrorNotice error={error} />}
          <TextInput label={t('sites.reason')} maxLength={200} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          <Button onClick={discard}>{t('sites.discard')}</Button>
          <Button look="primary" busy={isBusy} disabled={!isChanged || isBehind} onClick={() => void save()}>
            {t('app.save')}
          </Button>
        </div>
      )}
    </div>
  );
}
