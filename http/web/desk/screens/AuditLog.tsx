// Who did what, newest first.  The list only grows; nothing here changes it.

import type { VNode } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../shared/components/Button';
import { Empty } from '../../shared/components/Empty';
import { Select, TextInput } from '../../shared/components/Field';
import { list as listIcon } from '../../shared/components/icons';
import { useDesk } from '../desk';
import { queryOf, useFetched, useSettled } from '../fetched';
import { useKept } from '../kept';
import { ErrorNotice } from '../parts/ErrorNotice';
import { Loading } from '../parts/Loading';
import { Page } from '../parts/Page';
import { useT, word, type T } from '../texts';
import type { Account, AuditLine, AuditPage } from '../types';

const kinds = ['bulk', 'cluster', 'entry', 'golden', 'group', 'import', 'plan', 'publication', 'role', 'rule', 'sending', 'sign-in', 'site', 'staff', 'stop-word', 'suggestion', 'synonym', 'token'] as const;
const PAGE = 50;

interface Filter {
  staff: string;
  kind: string;
  object: string;
}

function useAudit(filter: Filter) {
  const { api } = useDesk();
  const query = queryOf({ ...useSettled(filter), limit: PAGE });
  const [lines, setLines] = useState<AuditLine[]>([]);
  const [hasMore, setMore] = useState(false);
  const [isLoading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const round = useRef(0);
  const read = useCallback((before: number | null) => {
    round.current += 1;
    const mine = round.current;
    setLoading(true);
    api
      .get<AuditPage>(`/v1/audit${query}${before ? `&before=${before}` : ''}`)
      .then((page) => {
        if (mine !== round.current) return;
        setLines((have) => (before ? [...have, ...page.lines] : page.lines));
        setMore(page.lines.length === PAGE);
        setError(null);
      })
      .catch((problem: unknown) => mine === round.current && setError(problem))
      .finally(() => mine === round.current && setLoading(false));
  }, [api, query]);
  useEffect(() => read(null), [read]);
  const last = lines.at(-1);
  return { lines, isLoading, error, again: () => read(null), more: hasMore && last ? () => read(last.number) : undefined };
}

const valueSaid = (t: T, value: unknown): string => {
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** The detail's members that say something, in one line, such as "Category: bills, Status: Draft". */
function said(t: T, detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return '';
  return Object.entries(detail)
    .filter(([, value]) => value !== 0 && value !== '' && value !== null)
    .map(([name, value]) => t('audit.said', { name: word(t, 'detail', name), value: valueSaid(t, value) }))
    .join(t('why.listed'));
}

/** An id is long and tells nobody anything: its end is enough to tell two apart. */
const shortened = (object: string): string => (/^[0-9a-z]{20,}$/.test(object) ? `…${object.slice(-6)}` : object);

function Row({ line, people, onObject }: { line: AuditLine; people: readonly Account[]; onObject: (object: string) => void }): VNode {
  const t = useT();
  const { object } = line;
  const person = line.kind === 'staff' ? people.find((one) => one.id === object)?.display_name : undefined;
  return (
    <tr>
      <td data-label={t('audit.when')} class="audit-when">
        {t.date(line.at)} {t.time(line.at)}
      </td>
      <td data-label={t('audit.who')}>{line.staff_name ?? t('audit.program')}</td>
      <td data-label={t('audit.what')}>{word(t, 'act', line.action)}</td>
      <td data-label={t('audit.object')} class="audit-object">
        {said(t, line.detail) && <span class="audit-detail">{said(t, line.detail)}</span>}
        {object && (
          <button type="button" class="text-button" title={t('audit.only', { object })} onClick={() => onObject(object)}>
            {person ?? shortened(object)}
          </button>
        )}
      </td>
    </tr>
  );
}

export function AuditLog(): VNode {
  const t = useT();
  const [filter, setFilter] = useKept<Filter>({ staff: '', kind: '', object: '' });
  const staff = useFetched<{ staff: Account[] }>('/v1/staff', 'staff').data?.staff ?? [];
  const { lines, isLoading, error, again, more } = useAudit(filter);
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')}>
      <div class="form-pair audit-filters">
        <Select label={t('audit.who')} value={filter.staff} onChange={(event) => setFilter({ ...filter, staff: event.currentTarget.value })}>
          <option value="">{t('audit.everybody')}</option>
          {staff.map((one) => (
            <option key={one.id} value={one.id}>
              {one.display_name}
            </option>
          ))}
        </Select>
        <Select label={t('audit.kind')} value={filter.kind} onChange={(event) => setFilter({ ...filter, kind: event.currentTarget.value })}>
          <option value="">{t('audit.everything')}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`audit.kind.${kind}`)}
            </option>
          ))}
        </Select>
        <TextInput label={t('audit.object')} value={filter.object} maxLength={200} onInput={(event) => setFilter({ ...filter, object: event.currentTarget.value.trim() })} />
      </div>
      {error !== null && <ErrorNotice error={error} onRetry={again} />}
      {isLoading && lines.length === 0 && <Loading />}
      {!isLoading && error === null && lines.length === 0 && (
        <Empty icon={listIcon} title={t('audit.empty')}>
          <p>{t('audit.emptyLead')}</p>
        </Empty>
      )}
      {lines.length > 0 && (
        <div class="card table-card">
          <table class="table audit">
            <thead>
              <tr>
                <th>{t('audit.when')}</th>
                <th>{t('audit.who')}</th>
                <th>{t('audit.what')}</th>
                <th>{t('audit.object')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Row key={line.number} line={line} people={staff} onObject={(object) => setFilter({ ...filter, object })} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && (
        <Button look="quiet" class="more" onClick={more}>
          {t('app.more')}
        </Button>
      )}
    </Page>
  );
}
