// The test console: a question asked as any visitor would, against the drafts or what is live; why the
// bot decides so and not otherwise; and one click to teach it, with what that changes shown at once.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Select, TextInput } from '../../shared/components/Field';
import { check, flag, link as linkIcon, thumbDown, thumbUp } from '../../shared/components/icons';
import { languages, languageNames } from '../../shared/i18n';
import { useDesk } from '../desk';
import { useFetched } from '../fetched';
import { EntryPicker } from '../knowledge/EntryPicker';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Page } from '../parts/Page';
import { usePlace } from '../router';
import { useT } from '../texts';
import type { Group } from '../types';
import '../styles/trial.css';
import { Against } from './Against';
import { Rivals } from './Rivals';
import { SynonymDialog } from './SynonymDialog';
import { TrialLine, TrialResult } from './TrialResult';
import { TRIAL_TIMEOUT, type Trial } from './types';
import { useMend } from './useMend';

interface Visitor {
  text: string;
  language: string;
  site: string;
  group: string;
  page: string;
  tags: string;
  against: string;
}

function VisitorFields({ visitor, onChange }: { visitor: Visitor; onChange: (change: Partial<Visitor>) => void }): VNode {
  const t = useT();
  const sites = useFetched<{ sites: { site: string }[] }>('/v1/sites', 'knowledge');
  const groups = useFetched<{ groups: Group[] }>('/v1/groups', 'staff');
  return (
    <div class="trial-visitor">
      <Against value={visitor.against} onChange={(against) => onChange({ against })} />
      <Select label={t('try.language')} value={visitor.language} onChange={(event) => onChange({ language: event.currentTarget.value })}>
        {languages.map((one) => (
          <option key={one} value={one}>
            {languageNames[one]}
          </option>
        ))}
      </Select>
      <Select label={t('trial.site')} value={visitor.site} onChange={(event) => onChange({ site: event.currentTarget.value })}>
        {(sites.data?.sites ?? [{ site: 'default' }]).map((one) => (
          <option key={one.site}>{one.site}</option>
        ))}
      </Select>
      <Select label={t('trial.group')} value={visitor.group} onChange={(event) => onChange({ group: event.currentTarget.value })}>
        <option value="">{t('trial.anyGroup')}</option>
        {(groups.data?.groups ?? []).map((one) => (
          <option key={one.id}>{one.name}</option>
        ))}
      </Select>
      <TextInput label={t('trial.page')} placeholder="https://…/pay" value={visitor.page} onInput={(event) => onChange({ page: event.currentTarget.value })} />
      <TextInput label={t('trial.tags')} placeholder={t('trial.tagsExample')} value={visitor.tags} onInput={(event) => onChange({ tags: event.currentTarget.value })} />
    </div>
  );
}

function bodyOf(visitor: Visitor): Record<string, unknown> {
  const tags = visitor.tags.split(/[,，、]/).map((tag) => tag.trim()).filter(Boolean);
  return {
    text: visitor.text.trim(),
    language: visitor.language,
    site: visitor.site,
    against: visitor.against,
    ...(visitor.group && { group: visitor.group }),
    ...(visitor.page.trim() && { page: visitor.page.trim() }),
    ...(tags.length > 0 && { tags }),
  };
}

/** What a click changed: the decision before beside the one after. */
function Changed({ before, after }: { before: Trial; after: Trial }): VNode {
  const t = useT();
  return (
    <section class="trial-changed" role="status" aria-label={t('trial.changed')}>
      <h3>{t('trial.changed')}</h3>
      <dl>
        <div>
          <dt>{t('trial.before')}</dt>
          <dd>
            <TrialLine trial={before} />
          </dd>
        </div>
        <div>
          <dt>{t('trial.after')}</dt>
          <dd>
            <TrialLine trial={after} />
          </dd>
        </div>
      </dl>
      <p class="hint">{t('trial.changedHint')}</p>
    </section>
  );
}

export function Console(): VNode {
  const t = useT();
  const { api } = useDesk();
  const { query } = usePlace();
  const mend = useMend();
  const [visitor, setVisitor] = useState<Visitor>({
    text: query.get('text') ?? '',
    language: query.get('language') || t.language,
    site: query.get('site') || 'default',
    group: '',
    page: '',
    tags: '',
    against: 'drafts',
  });
  const [isBusy, setBusy] = useState(false);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [before, setBefore] = useState<Trial | null>(null);
  const [asked, setAsked] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [dialog, setDialog] = useState<'variant' | 'synonym' | 'should' | null>(null);
  const change = (part: Partial<Visitor>) => setVisitor((now) => ({ ...now, ...part }));

  const ask = async (who: Visitor, isAfter: boolean) => {
    setBusy(true);
    try {
      const next = await api.post<Trial>('/v1/try', bodyOf(who), { timeout: TRIAL_TIMEOUT });
      setBefore(isAfter ? trial : null);
      setTrial(next);
      setAsked(who.text.trim());
      setError(null);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };

  /** The drafts are asked again once something was taught. */
  const again = async (isDone: boolean) => {
    setDialog(null);
    if (!isDone) return;
    const onDrafts = { ...visitor, text: asked, against: 'drafts' };
    change({ against: 'drafts' }); /* what is being typed meanwhile stays */
    await ask(onDrafts, true);
  };

  const isAnswer = trial?.decision === 'answer' && trial.entry !== null;
  const goldenOf = (): Parameters<typeof mend.addGolden>[0] =>
    isAnswer && trial?.entry
      ? { text: asked, expect: 'answer', entry: trial.entry, language: visitor.language, site: visitor.site }
      : { text: asked, expect: trial?.decision === 'handoff' ? 'handoff' : 'unmatched', language: visitor.language, site: visitor.site };

  return (
    <Page title={t('trial.title')} lead={t('trial.lead')}>
      <form
        class="card trial-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (visitor.text.trim()) void ask(visitor, false);
        }}
      >
        <div class="trial-ask">
          <input
            class="control"
            aria-label={t('try.title')}
            placeholder={t('try.placeholder')}
            maxLength={4000}
            value={visitor.text}
            onInput={(event) => change({ text: event.currentTarget.value })}
          />
          <Button look="primary" type="submit" busy={isBusy} disabled={!visitor.text.trim()}>
            {t('try.submit')}
          </Button>
        </div>
        <VisitorFields visitor={visitor} onChange={change} />
      </form>
      {error !== null && <ErrorNotice error={error} />}
      {trial && (
        <div class="trial-columns">
          <section class="card" aria-label={t('trial.decided')}>
            {before && <Changed before={before} after={trial} />}
            <TrialResult trial={trial} />
          </section>
          <div class="trial-side">
            <section class="card" aria-label={t('trial.mend')}>
              <h2>{t('trial.mend')}</h2>
              <div class="trial-actions">
                <Button icon={check} disabled={mend.isBusy} onClick={() => setDialog('variant')}>
                  {t('trial.addVariant')}
                </Button>
                <Button icon={flag} busy={mend.isBusy} onClick={() => void mend.addGolden(goldenOf())}>
                  {t(isAnswer ? 'trial.addGolden' : 'trial.addGoldenNone')}
                </Button>
                <Button icon={linkIcon} disabled={mend.isBusy} onClick={() => setDialog('synonym')}>
                  {t('trial.addSynonym')}
                </Button>
              </div>
              <h3>{t('trial.judge')}</h3>
              <div class="trial-actions">
                {isAnswer && (
                  <>
                    <Button size="s" icon={thumbUp} disabled={mend.isBusy} onClick={() => void mend.judge({ text: asked, language: visitor.language, entry: trial.entry, verdict: 'right' })}>
                      {t('trial.right')}
                    </Button>
                    <Button size="s" icon={thumbDown} disabled={mend.isBusy} onClick={() => void mend.judge({ text: asked, language: visitor.language, entry: trial.entry, verdict: 'wrong' })}>
                      {t('trial.wrong')}
                    </Button>
                  </>
                )}
                <Button size="s" disabled={mend.isBusy} onClick={() => setDialog('should')}>
                  {t('trial.shouldBe')}
                </Button>
                <Button
                  size="s"
                  look="quiet"
                  disabled={mend.isBusy}
                  onClick={() => void mend.judge({ text: asked, language: visitor.language, ...(isAnswer && { entry: trial.entry }), should_be_none: true })}
                >
                  {t('trial.shouldNot')}
                </Button>
              </div>
            </section>
            <section class="card" aria-label={t('trial.rivals')}>
              <Rivals rivals={trial.rivals} isBusy={mend.isBusy} onTeach={(rival) => void mend.addVariant(rival.entry, asked).then(again)} />
            </section>
          </div>
        </div>
      )}
      {dialog === 'variant' && (
        <EntryPicker
          title={t('trial.addVariant')}
          lead={t('unmatched.pickLead')}
          about={asked}
          onPick={(entry) => void mend.addVariant(entry.external_id, asked).then(again)}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'should' && (
        <EntryPicker
          title={t('trial.shouldBe')}
          lead={t('trial.shouldBeLead')}
          about={asked}
          onPick={(entry) =>
            void mend
              .judge({ text: asked, language: visitor.language, ...(isAnswer && trial && { entry: trial.entry }), should_be: entry.external_id })
              .then(again)
          }
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'synonym' && <SynonymDialog text={asked} onSave={(words) => void mend.addSynonyms(words).then(again)} onClose={() => setDialog(null)} />}
    </Page>
  );
}
