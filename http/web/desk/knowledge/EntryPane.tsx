// The right-hand side of the knowledge screen for one entry: fetches it, then hands it to the editor.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../desk';
import { queryOf, useFetched } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { go, to } from '../router';
import { useT } from '../texts';
import type { Entry, EntryPage } from '../types';
import { EntryEditor } from './EntryEditor';

export function EntryPane({ id }: { id: string }): VNode {
  const { data, error, again } = useFetched<Entry>(`/v1/entries/${encodeURIComponent(id)}`, 'knowledge');
  if (data?.id === id) return <EntryEditor key={id} entry={data} />;
  return error ? <ErrorNotice error={error} onRetry={again} /> : <Loading />;
}

/** A new entry that says in another language what an entry says. */
export function NewTranslation({ of, language }: { of: string; language: string }): VNode {
  const { data, error, again } = useFetched<Entry>(`/v1/entries/${encodeURIComponent(of)}`, 'knowledge');
  if (!data) return error ? <ErrorNotice error={error} onRetry={again} /> : <Loading />;
  const { category, tags, sites, valid_from, valid_until } = data;
  const translation = data.translation || data.external_id;
  const files = data.extras.files ?? [];
  return (
    <EntryEditor
      entry={null}
      name={`new:${of}:${language}`}
      prefill={{ language, translation, category, tags, sites, valid_from, valid_until, files }}
      translates={data}
    />
  );
}

/** Finds an entry by the id that imports and the bot call it, and goes there. */
export function EntryByExternalId({ externalId }: { externalId: string }): VNode {
  const t = useT();
  const { api } = useDesk();
  const [error, setError] = useState<unknown>(null);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    let isWanted = true;
    const find = async () => {
      for (const status of ['', 'retired']) {
        const page = await api.get<EntryPage>(`/v1/entries${queryOf({ query: externalId, status, limit: 200 })}`);
        const found = page.entries.find((one) => one.external_id === externalId);
        if (!isWanted) return;
        if (found) return go(to('knowledge', 'entry', found.id), true);
      }
      setMissing(true);
    };
    find().catch((problem: unknown) => isWanted && setError(problem));
    return () => {
      isWanted = false;
    };
  }, [api, externalId]);
  if (error) return <ErrorNotice error={error} />;
  return isMissing ? <ErrorNotice text={t('entry.missing')} /> : <Loading />;
}
