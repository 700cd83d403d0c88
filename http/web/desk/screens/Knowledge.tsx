// The knowledge base: the categories, the entries, and on the right an entry, or publishing and trying.

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useFetched } from '../fetched';
import { CategoryTree } from '../knowledge/CategoryTree';
import { EntryEditor } from '../knowledge/EntryEditor';
import { EntryList } from '../knowledge/EntryList';
import { EntryByExternalId, EntryPane, NewTranslation } from '../knowledge/EntryPane';
import { MoveDialog, type Moving } from '../knowledge/MoveDialog';
import { Overview } from '../knowledge/Overview';
import { PublishBar } from '../knowledge/PublishBar';
import { noFilter } from '../knowledge/search';
import { isWithin, namesIn } from '../knowledge/tree';
import { useBulk } from '../knowledge/useBulk';
import { usePlace, type Place } from '../router';
import { useT } from '../texts';
import type { Category, CategoryName } from '../types';

function Pane({ parts, query, category }: Place & { category: string }): VNode {
  const [kind, id] = parts;
  if (kind === 'entry' && id) return <EntryPane key={id} id={id} />;
  if (kind === 'by-id' && id) return <EntryByExternalId key={id} externalId={id} />;
  if (kind === 'new') {
    const unmatched = query.get('unmatched');
    const question = query.get('question') ?? '';
    const language = query.get('language') ?? '';
    const translates = query.get('translates');
    if (translates) return <NewTranslation key={`${translates} ${language}`} of={translates} language={language} />;
    return <EntryEditor key={`new:${unmatched ?? ''}`} entry={null} unmatched={unmatched} prefill={{ question, language, category }} />;
  }
  return <Overview />;
}

export function Knowledge(): VNode {
  const t = useT();
  const place = usePlace();
  const [kind, id] = place.parts;
  const [filter, setFilter] = useState(noFilter);
  const [moving, setMoving] = useState<Moving | null>(null);
  const categories = useFetched<{ categories: Category[] }>('/v1/entries/categories', 'knowledge').data?.categories ?? [];
  const names = useFetched<{ names: CategoryName[] }>('/v1/categories/names', 'knowledge').data?.names ?? [];
  const bulk = useBulk();

  const moveCategory = async (from: string, to: string) => {
    const isDone = await bulk.run({ category_from: from, category_to: to });
    if (isDone && isWithin(filter.category, from)) setFilter({ ...filter, category: to + filter.category.slice(from.length) });
    return isDone;
  };
  const move = async (to: string) => {
    if (!moving) return;
    if (moving.kind === 'category') await moveCategory(moving.path, to);
    else await bulk.run({ entries: moving.ids, category: to });
    setMoving(null);
  };

  return (
    <div class={`knowledge ${kind ? 'has-pane' : ''}`}>
      <CategoryTree
        categories={categories}
        names={names}
        chosen={filter.category}
        onChoose={(category) => setFilter({ ...filter, category })}
        onDropEntries={(ids, category) => void bulk.run({ entries: ids, category })}
        onMoveCategory={(from, to) => void moveCategory(from, to)}
        onAskMove={(path) => setMoving({ kind: 'category', path })}
      />
      <EntryList
        open={kind === 'entry' ? id : undefined}
        filter={filter}
        categories={categories}
        called={namesIn(names, t.language)}
        onFilter={setFilter}
        onMove={(ids) => setMoving({ kind: 'entries', ids })}
        onMoveCategory={(path) => setMoving({ kind: 'category', path })}
      />
      <div class="column pane">
        <PublishBar isHere={!kind || kind === 'publish'} />
        <Pane {...place} category={filter.category} />
      </div>
      {moving && <MoveDialog moving={moving} categories={categories} names={names} isBusy={bulk.isBusy} onMove={(to) => void move(to)} onClose={() => setMoving(null)} />}
    </div>
  );
}
