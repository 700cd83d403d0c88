// What an agent says of a conversation when it is done.

import type { VNode } from 'preact';
import type { Api } from '../../shared/api';
import { ChoiceRow, Select, TextArea, TextInput } from '../../shared/components/Field';
import { useFetched } from '../fetched';
import { useT } from '../texts';
import type { Outcome, Topic, WrapUp } from './types';

export interface WrapDraft {
  topic: string;
  tags: string;
  summary: string;
  outcome: Outcome | null;
}

const emptyWrap: WrapDraft = { topic: '', tags: '', summary: '', outcome: null };

/** What has been said so far. */
export async function readWrap(api: Api, conversation: string): Promise<WrapDraft> {
  const { wrap_up: wrapped } = await api.get<{ wrap_up: WrapUp | null }>(`/v1/conversations/${conversation}/wrap-up`);
  return wrapped ? { topic: wrapped.topic ?? '', tags: wrapped.tags.join(', '), summary: wrapped.summary, outcome: wrapped.outcome } : emptyWrap;
}

/** As the server takes it; null when nothing was said. */
export function wrapBody(draft: WrapDraft): object | null {
  const tags = [...new Set(draft.tags.split(/[,，、]/).map((tag) => tag.trim()).filter(Boolean))];
  if (!draft.topic && tags.length === 0 && !draft.summary.trim() && !draft.outcome) return null;
  return { topic: draft.topic || null, tags, summary: draft.summary.trim(), outcome: draft.outcome };
}

export function WrapUpFields({ value, onChange }: { value: WrapDraft; onChange: (value: WrapDraft) => void }): VNode {
  const t = useT();
  const topics = useFetched<{ topics: Topic[] }>('/v1/topics', 'staff').data?.topics ?? [];
  const shown = topics.filter((one) => one.is_active || one.id === value.topic);
  return (
    <div class="form wrap-fields">
      <ChoiceRow
        label={t('wrap.outcome')}
        value={value.outcome}
        options={(['solved', 'unsolved'] as const).map((one) => ({ value: one, label: t(`wrap.${one}`) }))}
        onChange={(outcome) => onChange({ ...value, outcome })}
      />
      {shown.length > 0 && (
        <Select label={t('wrap.topic')} value={value.topic} onChange={(event) => onChange({ ...value, topic: event.currentTarget.value })}>
          <option value="">{t('wrap.noTopic')}</option>
          {shown.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
      )}
      <TextArea
        label={t('wrap.summary')}
        rows={3}
        maxLength={2000}
        value={value.summary}
        onInput={(event) => onChange({ ...value, summary: event.currentTarget.value })}
      />
      <TextInput label={t('wrap.tags')} hint={t('wrap.tagsHint')} value={value.tags} onInput={(event) => onChange({ ...value, tags: event.currentTarget.value })} />
    </div>
  );
}
