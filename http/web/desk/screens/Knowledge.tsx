// The knowledge base: the entries on one side; on the other an entry, or publishing and trying.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { EntryEditor } from '../knowledge/EntryEditor';
import { EntryList, noFilter } from '../knowledge/EntryList';
import { EntryByExternalId, EntryPane } from '../knowledge/EntryPane';
import { Overview } from '../knowledge/Overview';
import { PublishBar } from '../knowledge/PublishBar';
import { go, to, usePlace, type Place } from '../router';

function Pane({ parts, query }: Place): VNode {
  const [kind, id] = parts;
  if (kind === 'entry' && id) return <EntryPane key={id} id={id} />;
  if (kind === 'by-id' && id) return <EntryByExternalId key={id} externalId={id} />;
  if (kind === 'new') {
    const unmatched = query.get('unmatched');
    const question = query.get('question') ?? '';
    const language = query.get('language') ?? '';
    return <EntryEditor key={`new:${unmatched ?? ''}`} entry={null} unmatched={unmatched} prefill={{ question, language }} />;
  }
  return <Overview />;
}

export function Knowledge(): VNode {
  const place = usePlace();
  const [kind, id] = place.parts;
  const [filter, setFilter] = useState(noFilter);
  return (
    <div class={`knowledge ${kind ? 'has-pane' : ''}`}>
      <EntryList chosen={kind === 'entry' ? id : undefined} filter={filter} onFilter={setFilter} onImport={() => go(to('exchange'))} />
      <div class="column pane">
        <PublishBar isHere={!kind || kind === 'publish'} />
        <Pane {...place} />
      </div>
    </div>
  );
}
