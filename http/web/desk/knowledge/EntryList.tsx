// The list of entries: search as you type, filters, pages.

import type { VNode } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button, IconButton } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { book, plus, publish } from '../../shared/components/icons';
import { languages } from '../../shared/i18n';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { queryOf, useFetched, useSettled } from '../fetched';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { SearchBox } from '../parts/SearchBox';
import { bringIn } from '../icons';
import { go, to } from '../router';
import { languageName, useT, withoutMarks } from '../texts';
import type { Category, EntryLine, EntryPage } from '../types';

export interface Filter {
  query: string;
  language: string;
  category: string;
  /** The retired entries instead of the active ones. */
  isRetired: boolean;
}

export const noFilter: Filter = { query: '', language: '', category: '', isRetired: false };

export interface EntrySearch {
  entries: readonly EntryLine[];
  total: number;
  error: unknown;
  isLoading: boolean;
  more: (() => void) | undefined;
  again: () => void;
}

/** The entries that a filter finds, page by page; asked again when the base changed. */
export function useEntrySearch(filter: Filter, limit = 50): EntrySearch {
  const { api, looks } = useDesk();
  const look = useStore(looks, (counts) => counts.knowledge);
  const settled = useSettled(filter);
  const [pages, setPages] = useState<EntryPage[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(true);
  const round = useRef(0);
  const { query, language, category, isRetired } = settled;

  const fetchPage = useCallback((before: string | null) => {
    round.current += 1;
    const mine = round.current;
    setLoading(true);
    api
      .get<EntryPage>(`/v1/entries${queryOf({ query: query.trim(), language, category, status: isRetired ? 'retired' : null, limit, before })}`)
      .then((page) => {
        if (mine !== round.current) return;
        setPages((have) => (before ? [...have, page] : [page]));
        setError(null);
      })
      .catch((problem: unknown) => mine === round.current && setError(problem))
      .finally(() => mine === round.current && setLoading(false));
  }, [api, query, language, category, isRetired, limit]);
  useEffect(() => fetchPage(null), [fetchPage, look]);

  const last = pages.at(-1);
  return {
    entries: pages.flatMap((page) => page.entries),
    total: last?.total ?? 0,
    error,
    isLoading,
    more: last?.next ? () => fetchPage(last.next) : undefined,
    again: () => fetchPage(null),
  };
}

function Line({ entry, isChosen }: { entry: EntryLine; isChosen: boolean }): VNode {
  const t = useT();
  return (
    <li>
      <a class="row entry-row" href={to('knowledge', 'entry', entry.id)} aria-current={isChosen ? 'true' : undefined}>
        <span class="row-body">
          <strong class="row-name">{entry.question}</strong>
          <span class="row-excerpt">{withoutMarks(entry.excerpt)}</span>
          <span class="row-marks">
            {entry.status === 'retired' && <Badge tone="warn">{t('knowledge.retired')}</Badge>}
            {entry.category && <Badge>{entry.category}</Badge>}
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
  onChange: (filter: Filter) => void;
}

function Filters({ filter, onChange }: FiltersProps): VNode {
  const t = useT();
  const categories = useFetched<{ categories: Category[] }>('/v1/entries/categories', 'knowledge').data?.categories ?? [];
  return (
    <div class="filters">
      <SearchBox label={t('knowledge.search')} value={filter.query} onInput={(query) => onChange({ ...filter, query })} />
      <select
        class="control compact"
        aria-label={t('knowledge.language')}
        value={filter.language}
        onChange={(event) => onChange({ ...filter, language: event.currentTarget.value })}
      >
        <option value="">{t('knowledge.allLanguages')}</option>
        {languages.map((language) => (
          <option key={language} value={language}>
            {languageName(t, language)}
          </option>
        ))}
      </select>
      <select
        class="control compact"
        aria-label={t('knowledge.category')}
        value={filter.category}
        onChange={(event) => onChange({ ...filter, category: event.currentTarget.value })}
      >
        <option value="">{t('knowledge.allCategories')}</option>
        {categories
          .filter((one) => one.category)
          .map((one) => (
            <option key={one.category} value={one.category}>
              {one.category} ({one.entries})
            </option>
          ))}
      </select>
    </div>
  );
}

export interface EntryListProps {
  chosen: string | undefined;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onImport: () => void;
}

export function EntryList({ chosen, filter, onFilter, onImport }: EntryListProps): VNode {
  const t = useT();
  const found = useEntrySearch(filter);
  const isFiltered = Boolean(filter.query.trim() || filter.language || filter.category || filter.isRetired);
  return (
    <section class="column list-column" aria-label={t('knowledge.title')}>
      <header class="column-head">
        <h1>{t('knowledge.title')}</h1>
        <div class="column-actions">
          <IconButton class="narrow-only" icon={bringIn} label={t('knowledge.import')} onClick={onImport} />
          <IconButton class="narrow-only" icon={publish} label={t('knowledge.overview')} onClick={() => go(to('knowledge', 'publish'))} />
          <Button class="wide-only" look="quiet" size="s" icon={bringIn} onClick={onImport}>
            {t('knowledge.import')}
          </Button>
          <Button look="primary" size="s" icon={plus} onClick={() => go(to('knowledge', 'new'))}>
            {t('knowledge.new')}
          </Button>
        </div>
      </header>
      <Filters filter={filter} onChange={onFilter} />
      <div class="column-scroll">
        {found.error !== null && <ErrorNotice error={found.error} onRetry={found.again} />}
        {found.isLoading && found.entries.length === 0 && <Loading />}
        {!found.isLoading && found.entries.length === 0 && found.error === null && (
          <Empty icon={book} title={t(isFiltered ? 'knowledge.none' : 'knowledge.empty')}>
            <p>{t(isFiltered ? 'knowledge.noneLead' : 'knowledge.emptyLead')}</p>
          </Empty>
        )}
        <ul class="rows">
          {found.entries.map((entry) => (
            <Line key={entry.id} entry={entry} isChosen={entry.id === chosen} />
          ))}
        </ul>
        {found.more && (
          <Button look="quiet" class="more" onClick={found.more}>
            {t('app.more')}
          </Button>
        )}
      </div>
      <footer class="list-foot">
        <span role="status">{t('knowledge.count', { count: found.total })}</span>
        <button type="button" class="text-button" onClick={() => onFilter({ ...filter, isRetired: !filter.isRetired })}>
          {t(filter.isRetired ? 'knowledge.showActive' : 'knowledge.showRetired')}
        </button>
      </footer>
    </section>
  );
}
