// Choosing an entry: search as you type, arrows and Enter.

import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Dialog } from '../../shared/components/Dialog';
import { isComposing } from '../keys';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { SearchBox } from '../parts/SearchBox';
import { languageName, useT, withoutMarks } from '../texts';
import type { EntryLine } from '../types';
import { noFilter, useEntrySearch } from './search';

export interface EntryPickerProps {
  title: string;
  lead: string;
  /** Shown above: what it is chosen for. */
  about: string;
  onPick: (entry: EntryLine) => void;
  onClose: () => void;
}

export function EntryPicker({ title, lead, about, onPick, onClose }: EntryPickerProps): VNode {
  const t = useT();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const found = useEntrySearch({ ...noFilter, query }, 30);
  const chosen = Math.min(at, found.entries.length - 1);
  const first = found.entries[0];
  /* Enter before what was typed has been looked for: the first that is found then, not one of what stood there before. */
  const isHasty = useRef(false);
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    if (!isHasty.current || !found.isCurrent) return;
    isHasty.current = false;
    if (first) pick.current(first);
  }, [found.isCurrent, first]);

  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter' && !found.isCurrent) isHasty.current = true;
    else if (event.key === 'Enter' && found.entries[chosen]) onPick(found.entries[chosen]!);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={title} closeLabel={t('app.close')} onClose={onClose}>
      <div class="form">
        <blockquote class="about">{about}</blockquote>
        <p class="lead">{lead}</p>
        <SearchBox
          label={t('knowledge.search')}
          value={query}
          onInput={(text) => {
            isHasty.current = false;
            setQuery(text);
            setAt(0);
          }}
          onKeyDown={onKey}
          autofocus
        />
        {found.error !== null && <ErrorNotice error={found.error} onRetry={found.again} />}
        {found.isLoading && found.entries.length === 0 && <Loading />}
        {!found.isLoading && found.error === null && found.entries.length === 0 && <p class="hint">{t('knowledge.none')}</p>}
        <ul class="picks">
          {found.entries.map((entry, index) => (
            <li key={entry.id}>
              <button type="button" class={`pick ${index === chosen ? 'chosen' : ''}`} onClick={() => onPick(entry)}>
                <strong>{entry.question}</strong>
                <span class="row-excerpt">{withoutMarks(entry.excerpt)}</span>
                <span class="row-marks">
                  {entry.category && <Badge>{entry.category}</Badge>}
                  <Badge>{languageName(t, entry.language)}</Badge>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
