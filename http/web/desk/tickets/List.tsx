// The list of tickets, the soonest due first.

import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../../shared/components/Banner';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { Select } from '../../shared/components/Field';
import { flag } from '../../shared/components/icons';
import { useStore } from '../../shared/store';
import { useDesk } from '../desk';
import { queryOf, useFetched, useSettled } from '../fetched';
import { useKept } from '../kept';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { MoreFilters } from '../parts/MoreFilters';
import { Page } from '../parts/Page';
import { SearchBox } from '../parts/SearchBox';
import { Tabs } from '../parts/Tabs';
import { to } from '../router';
import type { Topic } from '../talk/types';
import { useT } from '../texts';
import { DueMark, PriorityMark, StateMark } from './marks';
import { codeOf, priorities, states, views, type Ticket, type TicketList } from './types';

const LINES = 50;
const LINES_MOST = 100;

interface Filters {
  text: string;
  state: string;
  category: string;
  priority: string;
  owner: string;
}

const none: Filters = { text: '', state: '', category: '', priority: '', owner: '' };

function Line({ ticket }: { ticket: Ticket }): VNode {
  const t = useT();
  return (
    <li>
      <a class="card search-result" href={to('tickets', 'id', ticket.id)}>
        <span class="row-line ticket-line">
          <strong>
            <span class="ticket-code">{codeOf(ticket.number)}</span> {ticket.title}
          </strong>
          <DueMark ticket={ticket} />
        </span>
        <span class="tag-list">
          <StateMark state={ticket.state} />
          <PriorityMark priority={ticket.priority} />
          {ticket.category_name && <Badge>{ticket.category_name}</Badge>}
          {ticket.group_name && <Badge>{ticket.group_name}</Badge>}
          <Badge>{ticket.agent_name ?? t('ticket.noAgent')}</Badge>
        </span>
      </a>
    </li>
  );
}

function FilterFields({ value, onChange }: { value: Filters; onChange: (value: Filters) => void }): VNode {
  const t = useT();
  const queue = useStore(useDesk().queue);
  const topics = useFetched<{ topics: Topic[] }>('/v1/topics', 'staff').data?.topics ?? [];
  const field = (name: keyof Filters, label: string, list: readonly { id: string; name: string }[]) => (
    <Select label={label} value={value[name]} onChange={(event) => onChange({ ...value, [name]: event.currentTarget.value })}>
      <option value="">{t('view.all')}</option>
      {list.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </Select>
  );
  const owners = [...(queue?.groups ?? []), ...(queue?.agents ?? []).map((one) => ({ id: one.id, name: one.display_name }))];
  return (
    <div class="search-filters">
      {field('state', t('ticket.state'), states.map((one) => ({ id: one, name: t(`ticket.state.${one}`) })))}
      {field('priority', t('ticket.priority'), priorities.map((one) => ({ id: one, name: t(`ticket.priority.${one}`) })))}
      {field('category', t('ticket.category'), topics)}
      {field('owner', t('ticket.owner'), owners)}
    </div>
  );
}

export function List({ view }: { view: (typeof views)[number] }): VNode {
  const t = useT();
  const [filters, setFilters] = useKept(none);
  const [limit, setLimit] = useState(LINES);
  const query = useSettled(queryOf({ view, ...filters, text: filters.text.trim() }), 200);
  useEffect(() => setLimit(LINES), [query]);
  const { data, error, isLoading, again } = useFetched<TicketList>(`/v1/tickets${query}&limit=${limit}`, 'queue', view);
  const { text, ...others } = filters;
  const isFiltered = Object.values(others).some(Boolean);
  return (
    <Page title={t('nav.tickets')} lead={t('ticket.lead')}>
      <Tabs label={t('ticket.views')} current={view} tabs={views.map((one) => ({ id: one, label: t(`ticket.view.${one}`), href: to('tickets', one) }))} />
      <SearchBox label={t('ticket.search')} value={text} onInput={(words) => setFilters({ ...filters, text: words })} />
      <MoreFilters isFiltered={isFiltered} onClear={() => setFilters({ ...none, text })}>
        <FilterFields value={filters} onChange={setFilters} />
      </MoreFilters>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && !data && <Loading />}
      {data?.tickets.length === 0 && (
        <Empty icon={flag} title={t(text || isFiltered ? 'ticket.noneFound' : view === 'overdue' ? 'ticket.noneOverdue' : 'ticket.none')}>
          <p>{t('ticket.noneLead')}</p>
        </Empty>
      )}
      <ul class="cards search-results" aria-label={t('nav.tickets')}>
        {data?.tickets.map((one) => (
          <Line key={one.id} ticket={one} />
        ))}
      </ul>
      {data?.more && limit < LINES_MOST && (
        <Button look="quiet" class="more" busy={isLoading} onClick={() => setLimit(LINES_MOST)}>
          {t('app.more')}
        </Button>
      )}
      {data?.more && limit === LINES_MOST && <p class="lead">{t('ticket.tooMany', { count: LINES_MOST })}</p>}
    </Page>
  );
}
