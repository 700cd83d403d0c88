// Making or changing one golden question.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Dialog } from '../../shared/components/Dialog';
import { ChoiceRow, Select, TextArea } from '../../shared/components/Field';
import { languages, languageNames } from '../../shared/i18n';
import { useDesk } from '../desk';
import { EntryPicker } from '../knowledge/EntryPicker';
import { errorText } from '../parts/ErrorNotice';
import { useT } from '../texts';
import type { Expectation, Golden } from './types';

export interface GoldenDraft {
  id?: string;
  text: string;
  expect: Expectation;
  entry: string | null;
  entryQuestion?: string | null;
  language: string;
  site: string;
  conversation?: string | null;
  seq?: number;
}

export const newGolden: GoldenDraft = { text: '', expect: 'answer', entry: null, language: '', site: '' };

export const draftOf = (golden: Golden): GoldenDraft => ({ ...golden, entryQuestion: golden.entry_question });

export function bodyOf(draft: GoldenDraft): Record<string, unknown> {
  return {
    text: draft.text.trim(),
    expect: draft.expect,
    ...(draft.expect === 'answer' && draft.entry && { entry: draft.entry }),
    ...(draft.language && { language: draft.language }),
    ...(draft.site && { site: draft.site }),
    ...(draft.conversation && draft.seq && { conversation: draft.conversation, seq: draft.seq }),
  };
}

export interface GoldenFormProps {
  start: GoldenDraft;
  onSaved: () => void;
  onClose: () => void;
}

export function GoldenForm({ start, onSaved, onClose }: GoldenFormProps): VNode {
  const t = useT();
  const { api } = useDesk();
  const [draft, setDraft] = useState(start);
  const [isPicking, setPicking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const isReady = draft.text.trim() !== '' && (draft.expect !== 'answer' || draft.entry !== null);

  const save = async () => {
    setBusy(true);
    try {
      if (draft.id) await api.put(`/v1/golden/${draft.id}`, bodyOf(draft));
      else await api.post('/v1/golden', bodyOf(draft));
      onSaved();
    } catch (problem) {
      setError(errorText(t, problem));
    }
    setBusy(false);
  };

  if (isPicking) {
    return (
      <EntryPicker
        title={t('golden.pickEntry')}
        lead={t('golden.pickLead')}
        about={draft.text || '…'}
        onPick={(entry) => {
          setDraft({ ...draft, entry: entry.external_id, entryQuestion: entry.question });
          setPicking(false);
        }}
        onClose={() => setPicking(false)}
      />
    );
  }
  return (
    <Dialog
      title={t(draft.id ? 'golden.change' : 'golden.new')}
      closeLabel={t('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={isBusy} disabled={!isReady} onClick={() => void save()}>
            {t('app.save')}
          </Button>
        </>
      }
    >
      <div class="form">
        <TextArea label={t('golden.text')} rows={2} maxLength={4000} value={draft.text} error={error} onInput={(event) => setDraft({ ...draft, text: event.currentTarget.value })} />
        <ChoiceRow
          label={t('golden.expect')}
          value={draft.expect}
          options={(['answer', 'unmatched', 'handoff'] as const).map((value) => ({ value, label: t(`golden.expect.${value}`) }))}
          onChange={(expect) => setDraft({ ...draft, expect })}
        />
        {draft.expect === 'answer' && (
          <div class="golden-entry">
            <span>{draft.entryQuestion ?? draft.entry ?? t('golden.noEntry')}</span>
            <Button size="s" onClick={() => setPicking(true)}>
              {t('golden.pickEntry')}
            </Button>
          </div>
        )}
        <Select label={t('try.language')} value={draft.language} onChange={(event) => setDraft({ ...draft, language: event.currentTarget.value })}>
          <option value="">{t('golden.entryLanguage')}</option>
          {languages.map((one) => (
            <option key={one} value={one}>
              {languageNames[one]}
            </option>
          ))}
        </Select>
      </div>
    </Dialog>
  );
}
