// What an act on a cluster asks first: why, who, where to, what to answer.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../../shared/components/Dialog';
import { Select, TextArea, TextInput } from '../../shared/components/Field';
import { useFetched } from '../fetched';
import { FormDialog } from '../parts/FormDialog';
import { Waits } from '../parts/Waits';
import { useT } from '../texts';
import type { Cluster, ClusterPage, Colleague } from './types';

interface Common {
  cluster: Cluster;
  onClose: () => void;
}

export function IgnoreDialog({ cluster, onClose, onIgnore }: Common & { onIgnore: (reason: string) => Promise<unknown> }): VNode {
  const t = useT();
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={t('workbench.ignoreTitle')}
      submit={t('workbench.ignoreNow')}
      isReady={reason.trim() !== ''}
      onSubmit={() => onIgnore(reason.trim())}
      onClose={onClose}
    >
      <blockquote class="about">{cluster.title}</blockquote>
      <TextInput
        label={t('workbench.why')}
        hint={t('workbench.whyHint')}
        value={reason}
        maxLength={300}
        autofocus
        onInput={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** "2026-11-21" at the end of that day, here; null for "". */
const endOfDay = (day: string) => (day === '' ? 0 : new Date(`${day}T23:59:59`).getTime());

function dayOf(time: number | null): string {
  if (time === null) return '';
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

export function AssignDialog({ cluster, onClose, onAssign }: Common & { onAssign: (assignee: string, due: number) => Promise<unknown> }): VNode {
  const t = useT();
  const { data, error, again } = useFetched<{ colleagues: Colleague[] }>('/v1/workbench/colleagues', 'staff');
  const [who, setWho] = useState(cluster.assignee ?? '');
  const [day, setDay] = useState(dayOf(cluster.due_at));
  return (
    <FormDialog
      title={t('workbench.assignTitle')}
      submit={t('workbench.assignNow')}
      waiting={data ? undefined : { error, again }}
      onSubmit={() => onAssign(who, endOfDay(day))}
      onClose={onClose}
    >
      <blockquote class="about">{cluster.title}</blockquote>
      <Select label={t('workbench.colleague')} value={who} onChange={(event) => setWho(event.currentTarget.value)}>
        <option value="">{t('workbench.nobody')}</option>
        {data?.colleagues.map((one) => (
          <option key={one.id} value={one.id}>
            {one.display_name}
          </option>
        ))}
      </Select>
      <TextInput label={t('workbench.due')} type="date" value={day} onInput={(event) => setDay(event.currentTarget.value)} />
    </FormDialog>
  );
}

export interface NewEntryDialogProps extends Common {
  /** What an agent answered, to begin with. */
  suggested: string;
  count: number;
  onMake: (entry: { question: string; answer: string; category: string; language: string }) => Promise<unknown>;
}

export function NewEntryDialog({ cluster, suggested, count, onClose, onMake }: NewEntryDialogProps): VNode {
  const t = useT();
  const [entry, setEntry] = useState({ question: cluster.title, answer: suggested, category: '', language: cluster.language });
  const set = (change: Partial<typeof entry>) => setEntry({ ...entry, ...change });
  const isReady = entry.question.trim() !== '' && entry.answer.trim() !== '';
  return (
    <FormDialog
      title={t('workbench.newEntryTitle')}
      size="l"
      submit={t('workbench.makeEntry')}
      isReady={isReady}
      onSubmit={() => onMake(entry)}
      onClose={onClose}
    >
      <p class="lead">{t('workbench.newEntryLead', { count })}</p>
      <TextInput label={t('workbench.entryQuestion')} value={entry.question} onInput={(event) => set({ question: event.currentTarget.value })} />
      <TextArea label={t('workbench.entryAnswer')} rows={6} autofocus value={entry.answer} onInput={(event) => set({ answer: event.currentTarget.value })} />
      <TextInput label={t('workbench.entryCategory')} value={entry.category} onInput={(event) => set({ category: event.currentTarget.value })} />
    </FormDialog>
  );
}

/** Choosing another cluster: to move questions there, or to merge. */
export function ClusterDialog({ cluster, title, onClose, onPick }: Common & { title: string; onPick: (id: string) => void }): VNode {
  const t = useT();
  const [query, setQuery] = useState('');
  const { data, error, again } = useFetched<ClusterPage>('/v1/clusters?limit=200', 'workbench');
  const wanted = query.trim().toLowerCase();
  const found = data?.clusters.filter((one) => one.id !== cluster.id && one.title.toLowerCase().includes(wanted)).slice(0, 30);
  return (
    <Dialog title={title} closeLabel={t('app.close')} onClose={onClose}>
      <blockquote class="about">{cluster.title}</blockquote>
      <TextInput label={t('workbench.findCluster')} value={query} autofocus onInput={(event) => setQuery(event.currentTarget.value)} />
      {!found && <Waits error={error} again={again} />}
      {found?.length === 0 && <p class="hint">{t('workbench.noCluster')}</p>}
      <ul class="picks">
        {found?.map((one) => (
          <li key={one.id}>
            <button type="button" class="pick" onClick={() => onPick(one.id)}>
              <strong>{one.title}</strong>
              <span class="row-excerpt">{t('workbench.asked', { count: one.asked })}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
