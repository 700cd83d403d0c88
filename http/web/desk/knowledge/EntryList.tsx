// The list of entries: search as you type, filters, pages, choosing several.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button, IconButton } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { book, close, edit, filter as filterIcon, plus, publish } from '../../shared/components/icons';
import { languages } from '../../shared/i18n';
import { useStore } from '../../shared/store';
import { approvesBase } from '../abilities';
import { useDesk } from '../desk';
import { bringIn } from '../icons';
import { useKeys } from '../keys';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { SearchBox } from '../parts/SearchBox';
import { go, to } from '../router';
import { languageName, useT, withoutMarks, word } from '../texts';
import type { Category, EntryLine, EntryStatus } from '../types';
import { BulkDialog, statuses } from './BulkDialog';
import { everything, nothingChosen, toggled, upTo, type Choice } from './choice';
import { endDrag, startDrag } from './dragging';
import { StatusBadge } from './EditorHead';
import { isFiltered, noFilter, useEntrySearch, type Filter } from './search';
import { wayTo } from './tree';
import { useBulk } from './useBulk';

interface LineProps {
  entry: EntryLine;
  called: ReadonlyMap<string, string>;
  isOpen: boolean;
  isChosen: boolean;
  /** Others with it, when it is one of those that are chosen. */
  dragged: string[];
  onChoose: (isRun: boolean) => void;
}

function Line({ entry, called, isOpen, isChosen, dragged, onChoose }: LineProps): VNode {
  const t = useT();
  const isOver = entry.valid_until > 0 && entry.valid_until < Date.now();
  return (
    <li class={`entry-line ${isChosen ? 'picked' : ''}`}>
      <label class="entry-check">
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={t('list.choose', { question: entry.question })}
          onClick={(event) => {
            event.preventDefault();
            const { shiftKey } = event;
            setTimeout(() => onChoose(shiftKey));
          }}
        />
      </label>
      <a
        class="row entry-row"
        href={to('knowledge', 'entry', entry.id)}
        aria-current={isOpen ? 'true' : undefined}
        draggable
        onDragStart={(event) => startDrag(event, { kind: 'entries', ids: dragged }, entry.question)}
        onDragEnd={endDrag}
      >
        <span class="row-body">
          <strong class="row-name">{entry.question}</strong>
          <span class="row-excerpt">{withoutMarks(entry.excerpt)}</span>
          <span class="row-marks">
            {entry.status !== 'published' && <StatusBadge status={entry.status} />}
            {isOver && <Badge tone="warn">{t('list.over')}</Badge>}
            {entry.category && <Badge>{wayTo(entry.category, called)}</Badge>}
            <Badge>{languageName(t, entry.language)}</Badge>
            <small>{t('knowledge.variants', { count: entry.variants })}</small>
          </span>
        </span>
      </a>
    </li>
  );
}

interface FiltersProps {
  filter: Filter;
  categories: readonly Category[];
  called: ReadonlyMap<string, string>;
  onChange: (filter: Filter) => void;
  onMoveCategory: (category: string) => void;
}

function Filters({ filter, categories, called, onChange, onMoveCategory }: FiltersProps): VNode {
  const t = useT();
  const [showsMore, setShowsMore] = useState(false);
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  return (
    <div class="filters">
      <div class="filter-search">
        <SearchBox label={t('knowledge.search')} value={filter.query} onInput={(query) => set({ query })} />
        <IconButton icon={filterIcon} label={t('list.moreFilters')} aria-expanded={showsMore || Boolean(filter.tag || filter.site)} onClick={() => setShowsMore(!showsMore)} />
      </div>
      <select
        class="control compact"
        aria-label={t('entry.status')}
        value={filter.status}
        onChange={(event) => set({ status: event.currentTarget.value as Filter['status'] })}
      >
        <option value="">{t('list.allStatuses')}</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {status === 'review' ? t('list.toReview') : word(t, 'status', status)}
          </option>
        ))}
      </select>
      <select class="control compact" aria-label={t('knowledge.language')} value={filter.language} onChange={(event) => set({ language: event.currentTarget.value })}>
        <option value="">{t('knowledge.allLanguages')}</option>
        {languages.map((language) => (
          <option key={language} value={language}>
            {languageName(t, language)}
          </option>
        ))}
      </select>
      <div class="category-select">
        <select
          class="control compact"
          aria-label={t('knowledge.category')}
          value={filter.category}
          onChange={(event) => set({ category: event.currentTarget.value })}
        >
          <option value="">{t('knowledge.allCategories')}</option>
          {categories
            .filter((one) => one.category)
            .map((one) => (
              <option key={one.category} value={one.category}>
                {wayTo(one.category, called)} ({one.entries})
              </option>
            ))}
          {filter.category && !categories.some((one) => one.category === filter.category) && <option value={filter.category}>{wayTo(filter.category, called)}</option>}
        </select>
        {filter.category && <IconButton icon={edit} label={t('tree.move', { category: filter.category })} onClick={() => onMoveCategory(filter.category)} />}
      </div>
      {(showsMore || filter.tag || filter.site) && (
        <>
          <input class="control compact" aria-label={t('list.tag')} placeholder={t('list.tag')} value={filter.tag} onInput={(event) => set({ tag: event.currentTarget.value })} />
          <input class="control compact" aria-label={t('list.site')} placeholder={t('list.site')} value={filter.site} onInput={(event) => set({ site: event.currentTarget.value })} />
        </>
      )}
    </div>
  );
}

interface BulkBarProps {
  choice: Choice;
  categories: readonly Category[];
  onClear: () => void;
}

function BulkBar({ choice, categories, onClear }: BulkBarProps): VNode {
  const t = useT();
  const bulk = useBulk();
  const approves = useStore(useDesk().me, approvesBase);
  const [isChanging, setChanging] = useState(false);
  const entries = [...choice.ids];
  const setStatus = async (status: EntryStatus) => {
    if (await bulk.run({ entries, status })) onClear();
  };
  return (
    <div class="bulk-bar" role="toolbar" aria-label={t('bulk.bar')}>
      <span class="bulk-count" role="status">
        {t('bulk.chosen', { count: entries.length })}
      </span>
      <Button size="s" busy={bulk.isBusy} onClick={() => setChanging(true)}>
        {t('bulk.change')}
      </Button>
      <Button size="s" disabled={bulk.isBusy} onClick={() => void setStatus(approves ? 'published' : 'review')}>
        {t(approves ? 'entry.approve' : 'entry.propose')}
      </Button>
      <IconButton size="s" icon={close} label={t('bulk.clear')} onClick={onClear} />
      {isChanging && (
        <BulkDialog
          count={entries.length}
          categories={categories}
          isBusy={bulk.isBusy}
          onApply={(patch) =>
            void bulk.run({ entries, ...patch }).then((isDone) => {
              setChanging(false);
              if (isDone) onClear();
            })
          }
          onClose={() => setChanging(false)}
        />
      )}
    </div>
  );
}

export interface EntryListProps {
  /** The entry that stands open beside the list. */
  open: string | undefined;
  filter: Filter;
  categories: readonly Category[];
  /** How categories are called, by path. */
  called: ReadonlyMap<string, string>;
  onFilter: (filter: Filter) => void;
  onMove: (ids: string[]) => void;
  onMoveCategory: (category: string) => void;
}

export function EntryList({ open, filter, categories, called, onFilter, onMove, onMoveCategory }: EntryListProps): VNode {
  const t = useT();
  const found = useEntrySearch(filter);
  const [choice, setChoice] = useState(nothingChosen);
  const listed = found.entries.map((entry) => entry.id);
  useEffect(() => setChoice(nothingChosen), [filter]);

  const step = (by: number) => {
    const at = open === undefined ? -1 : listed.indexOf(open);
    const next = listed[at < 0 ? 0 : Math.min(Math.max(at + by, 0), listed.length - 1)];
    if (next) go(to('knowledge', 'entry', next));
  };
  const toMove = choice.ids.size > 0 ? [...choice.ids] : open ? [open] : [];
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    n: () => go(to('knowledge', 'new')),
    x: () => open && setChoice(toggled(choice, open)),
    a: () => setChoice(everything(choice, listed)),
    m: () => toMove.length > 0 && onMove(toMove),
    Escape: () => setChoice(nothingChosen),
  });
  useEffect(() => {
    document.querySelector('.entry-row[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [open]);

  const isNarrowed = isFiltered(filter);
  return (
    <section class="column list-column" aria-label={t('knowledge.title')}>
      <header class="column-head">
        <h1>{t('knowledge.title')}</h1>
        <div class="column-actions">
          <IconButton class="narrow-only" icon={publish} label={t('knowledge.overview')} onClick={() => go(to('knowledge', 'publish'))} />
          <IconButton icon={bringIn} label={t('knowledge.import')} onClick={() => go(to('exchange'))} />
          <Button look="primary" size="s" icon={plus} onClick={() => go(to('knowledge', 'new'))}>
            {t('knowledge.new')}
          </Button>
        </div>
      </header>
      <Filters filter={filter} categories={categories} called={called} onChange={onFilter} onMoveCategory={onMoveCategory} />
      <div class="column-scroll">
        {found.error !== null && <ErrorNotice error={found.error} onRetry={found.again} />}
        {found.isLoading && found.entries.length === 0 && <Loading />}
        {!found.isLoading && found.entries.length === 0 && found.error === null && (
          <Empty icon={book} title={t(isNarrowed ? 'knowledge.none' : 'knowledge.empty')}>
            <p>{t(isNarrowed ? 'knowledge.noneLead' : 'knowledge.emptyLead')}</p>
          </Empty>
        )}
        <ul class={`rows ${choice.ids.size > 0 ? 'choosing' : ''}`}>
          {found.entries.map((entry) => (
            <Line
              key={entry.id}
              entry={entry}
              called={called}
              isOpen={entry.id === open}
              isChosen={choice.ids.has(entry.id)}
              dragged={choice.ids.has(entry.id) ? [...choice.ids] : [entry.id]}
              onChoose={(isRun) => setChoice((now) => (isRun ? upTo(now, entry.id, listed) : toggled(now, entry.id)))}
            />
          ))}
        </ul>
        {found.more && (
          <Button look="quiet" class="more" onClick={found.more}>
            {t('app.more')}
          </Button>
        )}
      </div>
      {choice.ids.size > 0 && <BulkBar choice={choice} categories={categories} onClear={() => setChoice(nothingChosen)} />}
      <footer class="list-foot">
        <span role="status">{t('knowledge.count', { count: found.total })}</span>
        {isNarrowed && (
          <button type="button" class="text-button" onClick={() => onFilter(noFilter)}>
            {t('list.clearFilters')}
          </button>
        )}
        {!isNarrowed && (
          <button type="button" class="text-button" onClick={() => onFilter({ ...noFilter, status: 'retired' })}>
            {t('knowledge.showRetired')}
          </button>
        )}
      </footer>
    </section>
  );
}
