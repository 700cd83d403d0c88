// Finding conversations again: by words, who had them, when, and how they ended.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { Select, TextInput } from '../../shared/components/Field';
import { search as searchIcon } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { queryOf, useFetched, useSettled } from '../fetched';
import { useKept } from '../kept';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { MoreFilters } from '../parts/MoreFilters';
import { Page } from '../parts/Page';
import { SearchBox } from '../parts/SearchBox';
import { to } from '../router';
import { useT, visitorName, withoutMarks } from '../texts';
import type { Summary } from '../types';
import type { SearchPage, Topic } from './types';

const owners = ['queue', 'agent', 'bot', 'closed'] as const;
const outcomes = ['solved', 'unsolved'] as const;
const DAY = 86_400_000;
/** So many pages without a find are asked for before the reader is asked whether to go on. */
const PAGES_AT_ONCE = 4;

interface Filters {
  text: string;
  state: string;
  agent: string;
  group: string;
  topic: string;
  outcome: string;
  tag: string;
  site: string;
  from: string;
  until: string;
}

const none: Filters = { text: '', state: '', agent: '', group: '', topic: '', outcome: '', tag: '', site: '', from: '', until: '' };

/** Midnight of a day that a date field says, in milliseconds. */
function midnight(day: string): number | null {
  const at = day ? new Date(`${day}T00:00`).getTime() : NaN;
  return Number.isNaN(at) ? null : at;
}

function queryFor(filters: Filters): string {
  const { from, until, text, ...words } = filters;
  const end = midnight(until);
  return queryOf({ text: text.trim(), ...words, tag: words.tag.trim(), site: words.site.trim(), from: midnight(from), until: end === null ? null : end + DAY });
}

interface Found extends Summary {
  site: string;
  seq: number;
  words: string | null;
}

function join(page: SearchPage): Found[] {
  const places = new Map(page.places.map((place) => [place.conversation, place]));
  return page.conversations.map((one) => ({ ...one, site: '', seq: 0, words: null, ...places.get(one.id), id: one.id }));
}

interface Results {
  found: Found[];
  next: string | null;
  isLoading: boolean;
  error: unknown;
  more: () => void;
}

function useSearch(query: string): Results {
  const { api } = useDesk();
  const [found, setFound] = useState<Found[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [from, setFrom] = useState<{ query: string; before: string | null }>({ query, before: null });
  useEffect(() => setFrom({ query, before: null }), [query]);
  useEffect(() => {
    const abort = new AbortController();
    const read = async () => {
      let before = from.before;
      const more: Found[] = [];
      for (let page = 0; page < PAGES_AT_ONCE && more.length === 0 && (page === 0 || before); page += 1) {
        const glue = from.query ? '&' : '?';
        const path = `/v1/conversations/search${from.query}${before ? `${glue}before=${encodeURIComponent(before)}` : ''}`;
        const answer: SearchPage = await api.get<SearchPage>(path, { signal: abort.signal });
        more.push(...join(answer));
        before = answer.next;
      }
      if (abort.signal.aborted) return;
      setFound((have) => (from.before ? [...have, ...more.filter((one) => !have.some((other) => other.id === one.id))] : more));
      setNext(before);
      setError(null);
    };
    setLoading(true);
    read()
      .catch((problem: unknown) => {
        if (!abort.signal.aborted) setError(problem);
      })
      .finally(() => {
        if (!abort.signal.aborted) setLoading(false);
      });
    return () => abort.abort();
  }, [api, from]);
  return { found, next, isLoading, error, more: () => setFrom({ query, before: next }) };
}

function Result({ found }: { found: Found }): VNode {
  const t = useT();
  const owner = found.agent?.name ?? t(`owner.${found.owner}`);
  return (
    <li>
      <a class="card search-result" href={to('inbox', 'all', found.id, found.seq > 0 ? String(found.seq) : undefined)}>
        <span class="row-line">
          <strong dir="auto">{visitorName(t, found.id, found.visitor_name)}</strong>
          <time>{t.moment(found.changed_at)}</time>
        </span>
        <span class="search-words">{withoutMarks(found.words ?? found.excerpt)}</span>
        <span class="tag-list">
          <Badge tone={found.owner === 'closed' ? 'neutral' : 'accent'}>{t(`owner.${found.owner}`)}</Badge>
          {found.agent && <Badge>{owner}</Badge>}
          {found.group && <Badge>{found.group}</Badge>}
          <Badge>{found.site}</Badge>
        </span>
      </a>
    </li>
  );
}

interface FiltersProps {
  value: Filters;
  onChange: (value: Filters) => void;
}

function FilterFields({ value, onChange }: FiltersProps): VNode {
  const t = useT();
  const queue = useStore(useDesk().queue);
  const topics = useFetched<{ topics: Topic[] }>('/v1/topics', 'staff').data?.topics ?? [];
  const set = (name: keyof Filters) => (event: { currentTarget: { value: string } }) => onChange({ ...value, [name]: event.currentTarget.value });
  const options = (list: readonly { id: string; name: string }[]) => [
    <option key="" value="">
      {t('view.all')}
    </option>,
    ...list.map((one) => (
      <option key={one.id} value={one.id}>
        {one.name}
      </option>
    )),
  ];
  return (
    <div class="search-filters">
      <Select label={t('search.state')} value={value.state} onChange={set('state')}>
        {options(owners.map((one) => ({ id: one, name: t(`owner.${one}`) })))}
      </Select>
      <Select label={t('search.agent')} value={value.agent} onChange={set('agent')}>
        {options((queue?.agents ?? []).map((one) => ({ id: one.id, name: one.display_name })))}
      </Select>
      <Select label={t('search.group')} value={value.group} onChange={set('group')}>
        {options(queue?.groups ?? [])}
      </Select>
      <Select label={t('search.topic')} value={value.topic} onChange={set('topic')}>
        {options(topics)}
      </Select>
      <Select label={t('search.outcome')} value={value.outcome} onChange={set('outcome')}>
        {options(outcomes.map((one) => ({ id: one, name: t(`wrap.${one}`) })))}
      </Select>
      <TextInput label={t('search.tag')} value={value.tag} maxLength={40} onInput={set('tag')} />
      <TextInput label={t('search.site')} value={value.site} maxLength={64} pattern="[A-Za-z0-9_\-]*" onInput={set('site')} />
      <TextInput type="date" label={t('search.from')} value={value.from} onInput={set('from')} />
      <TextInput type="date" label={t('search.until')} value={value.until} onInput={set('until')} />
    </div>
  );
}

export function SearchScreen(): VNode {
  const t = useT();
  const [filters, setFilters] = useKept(none);
  const query = useSettled(queryFor(filters), 250);
  const { found, next, isLoading, error, more } = useSearch(query);
  const { text, ...others } = filters;
  const isFiltered = Object.values(others).some(Boolean);
  return (
    <Page title={t('search.title')} lead={t('search.lead')}>
      <SearchBox label={t('search.label')} value={text} onInput={(words) => setFilters({ ...filters, text: words })} autofocus />
      <MoreFilters isFiltered={isFiltered} onClear={() => setFilters({ ...none, text })}>
        <FilterFields value={filters} onChange={setFilters} />
      </MoreFilters>
      {error !== null && <ErrorNotice error={error} />}
      {isLoading && found.length === 0 && <Loading />}
      {!isLoading && error === null && found.length === 0 && (
        <Empty icon={searchIcon} title={t('search.none')}>
          <p>{t('search.noneLead')}</p>
        </Empty>
      )}
      <ul class="cards search-results" aria-label={t('search.results')}>
        {found.map((one) => (
          <Result key={one.id} found={one} />
        ))}
      </ul>
      {next && (
        <Button look="quiet" class="more" busy={isLoading} onClick={more}>
          {t('app.more')}
        </Button>
      )}
    </Page>
  );
}
