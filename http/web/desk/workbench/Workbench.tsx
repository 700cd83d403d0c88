// The workbench: what the bot could not answer, in clusters of one meaning, and what to do about it.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { Select } from '../../shared/components/Field';
import { check } from '../../shared/components/icons';
import { languages, languageNames } from '../../shared/i18n';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { queryOf, useFetched } from '../fetched';
import { useKeys } from '../keys';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Tabs } from '../parts/Tabs';
import { go, to, usePlace } from '../router';
import { useT, word } from '../texts';
import { ClusterList } from './ClusterList';
import { ClusterPane } from './ClusterPane';
import type { ClusterPage, ClusterState } from './types';
import './workbench.css';

const states: readonly ClusterState[] = ['open', 'added', 'ignored'];
const reasons = ['unmatched', 'low-confidence', 'not-helpful', 'asked-for-person'] as const;
const PAGE = 50;
const MOST = 200;

interface Filter {
  site: string;
  language: string;
  reason: string;
  mine: boolean;
  order: 'asked' | 'newest';
}
const noFilter: Filter = { site: '', language: '', reason: '', mine: false, order: 'asked' };

interface FilterBarProps {
  filter: Filter;
  sites: readonly string[];
  onChange: (filter: Filter) => void;
}

function FilterBar({ filter, sites, onChange }: FilterBarProps): VNode {
  const t = useT();
  const set = (change: Partial<Filter>) => onChange({ ...filter, ...change });
  return (
    <details class="cluster-filters">
      <summary>{t('workbench.filters')}</summary>
      <div class="filter-grid">
        <Select label={t('workbench.order')} value={filter.order} onChange={(event) => set({ order: event.currentTarget.value === 'newest' ? 'newest' : 'asked' })}>
          <option value="asked">{t('workbench.byAsked')}</option>
          <option value="newest">{t('workbench.byNewest')}</option>
        </Select>
        <Select label={t('workbench.language')} value={filter.language} onChange={(event) => set({ language: event.currentTarget.value })}>
          <option value="">{t('workbench.all')}</option>
          {languages.map((one) => (
            <option key={one} value={one}>
              {languageNames[one]}
            </option>
          ))}
        </Select>
        <Select label={t('workbench.reason')} value={filter.reason} onChange={(event) => set({ reason: event.currentTarget.value })}>
          <option value="">{t('workbench.all')}</option>
          {reasons.map((one) => (
            <option key={one} value={one}>
              {word(t, 'reason', one)}
            </option>
          ))}
        </Select>
        <Select label={t('workbench.site')} value={filter.site} onChange={(event) => set({ site: event.currentTarget.value })}>
          <option value="">{t('workbench.all')}</option>
          {sites.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
        <label class="filter-mine">
          <input type="checkbox" checked={filter.mine} onChange={(event) => set({ mine: event.currentTarget.checked })} />
          {t('workbench.mine')}
        </label>
      </div>
    </details>
  );
}

/** The sites that have been seen in lists: filtering by one must not hide the others. */
function useSites(data: ClusterPage | null): string[] {
  const [seen, setSeen] = useState<string[]>([]);
  useEffect(() => {
    const names = data?.clusters.flatMap((one) => one.sites.map((site) => site.name)) ?? [];
    setSeen((before) => [...new Set([...before, ...names])].sort());
  }, [data]);
  return seen;
}

export function Workbench(): VNode {
  const t = useT();
  const me = useStore(useDesk().me);
  const { parts } = usePlace();
  const state = states.find((one) => one === parts[0]) ?? 'open';
  const chosen = parts[1];
  const [filter, setFilter] = useState(noFilter);
  const [limit, setLimit] = useState(PAGE);
  const { data, error, isLoading, again } = useFetched<ClusterPage>(
    `/v1/clusters${queryOf({ state, site: filter.site, language: filter.language, reason: filter.reason, assignee: filter.mine ? me.id : '', order: filter.order, limit })}`,
    'workbench',
  );
  const sites = useSites(data);
  const clusters = data?.clusters ?? [];
  const step = (by: number) => () => {
    const at = clusters.findIndex((one) => one.id === chosen);
    const next = clusters[at < 0 ? 0 : Math.max(0, Math.min(clusters.length - 1, at + by))];
    if (next) go(to('unmatched', state, next.id));
  };
  useKeys({ j: step(1), k: step(-1) });

  return (
    <div class={`workbench ${chosen ? 'has-chosen' : ''}`}>
      <section class="cluster-side" aria-label={t('workbench.clusters')}>
        <header>
          <h1>{t('workbench.title')}</h1>
          <p class="lead">{t('workbench.lead')}</p>
        </header>
        <Tabs
          label={t('workbench.states')}
          current={state}
          tabs={states.map((one) => ({ id: one, label: t(`workbench.state.${one}`), href: to('unmatched', one), ...(data && { count: data.totals[one] }) }))}
        />
        <FilterBar filter={filter} sites={sites} onChange={setFilter} />
        {error !== null && <ErrorNotice error={error} onRetry={again} />}
        {isLoading && !data && <Loading />}
        {data && clusters.length === 0 && (
          <Empty icon={check} title={t('workbench.empty')}>
            <p>{t('workbench.emptyLead')}</p>
          </Empty>
        )}
        <ClusterList clusters={clusters} state={state} chosen={chosen} />
        {data?.next && limit < MOST && (
          <Button look="quiet" onClick={() => setLimit(Math.min(MOST, limit + PAGE))}>
            {t('app.more')}
          </Button>
        )}
      </section>
      <div class="cluster-main">
        {chosen ? <ClusterPane key={chosen} id={chosen} state={state} /> : <p class="cluster-none hint">{t('workbench.chooseOne')}</p>}
      </div>
    </div>
  );
}
