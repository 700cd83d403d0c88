// The action that mends each kind of finding: a change made at once, or the place where it is made.

import type { Api } from '../../shared/api';
import { contentOf } from '../knowledge/content';
import { to } from '../router';
import type { Entry, EntryPage } from '../types';
import type { HealthAction, HealthItem } from './types';

interface Mending {
  /** Changes the drafts. */
  run?: (api: Api, item: HealthItem) => Promise<void>;
  /** Opens the place where a person decides. */
  opens?: (item: HealthItem) => string;
  /** Asked twice, because it takes something away. */
  asks?: boolean;
}

async function find(api: Api, externalId: string | null): Promise<Entry> {
  const page = await api.get<EntryPage>(`/v1/entries?query=${encodeURIComponent(externalId ?? '')}&limit=100`);
  const line = page.entries.find((one) => one.external_id === externalId);
  if (!line) throw new Error(externalId ?? '');
  const answer = await api.get<Entry | { entry: Entry }>(`/v1/entries/${line.id}`);
  return 'entry' in answer ? answer.entry : answer;
}

async function change(api: Api, entry: Entry, variants: string[]): Promise<void> {
  await api.put(`/v1/entries/${entry.id}`, { ...contentOf(entry), version: entry.version, variants });
}

async function moveVariant(api: Api, item: HealthItem): Promise<void> {
  const from = await find(api, item.entry);
  await change(api, from, from.variants.filter((one) => one !== item.text));
  if (item.kind === 'misleading') await api.post('/v1/try/teach', { text: item.text, entry: item.other });
}

async function merge(api: Api, item: HealthItem): Promise<void> {
  const [goes, stays] = [await find(api, item.entry), await find(api, item.other)];
  const wordings = [goes.question, ...goes.variants].filter((one) => one !== stays.question && !stays.variants.includes(one));
  await change(api, stays, [...stays.variants, ...wordings]);
  await api.post(`/v1/entries/${goes.id}/retire`, { version: goes.version });
}

async function retire(api: Api, item: HealthItem): Promise<void> {
  const entry = await find(api, item.entry);
  await api.post(`/v1/entries/${entry.id}/retire`, { version: entry.version });
}

const open = (item: HealthItem): string => to('knowledge', 'by-id', item.entry ?? '');

export const mendings: Record<HealthAction, Mending> = {
  'move-variant': { run: moveVariant },
  merge: { run: merge, asks: true },
  retire: { run: retire, asks: true },
  review: { opens: open },
  extend: { opens: open },
  workbench: { opens: () => to('unmatched') },
};
